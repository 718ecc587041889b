"""Reads of settlement."""
