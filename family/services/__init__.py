"""Writes of family."""
