"""Measurements that anybody can repeat: docs/benchmarks.md explains each."""
