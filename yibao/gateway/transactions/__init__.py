"""Handlers by group; each enters the table of the registry when it is loaded."""
