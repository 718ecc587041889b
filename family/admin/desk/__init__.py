"""Bindings at the counter, in the console."""
