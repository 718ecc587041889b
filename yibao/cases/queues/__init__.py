"""Queues: which cases an officer finds, a page of them, their counts, searches (feature 30)."""
