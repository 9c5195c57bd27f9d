"""Keeps secrets: keys, and the sealed field in which everything a person types is stored."""
