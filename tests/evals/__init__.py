"""Talks with the assistant and what must hold of them: a folder a shop, a file a family, a case a
talk.
"""
