"""Processes that die in the middle."""
