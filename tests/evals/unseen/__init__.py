"""Talks over small shops whose attributes no rule of the assistant was written from, kept
apart from the cases of tests/evals: those show what must not be lost, these how well it understands
a shop that it has never seen.
"""
