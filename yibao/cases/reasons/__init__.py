"""Reasons: the versions in force, who writes them, how often they are given (feature 35)."""
