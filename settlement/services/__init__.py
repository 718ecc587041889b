"""Writes of settlement: one module a noun, one function a verb."""
