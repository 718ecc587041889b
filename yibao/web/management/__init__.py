"""Operator commands of the shared pages."""
