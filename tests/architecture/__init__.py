"""Promises of the whole code base, kept by reflection."""
