"""Conformance runs: named cases judged from the calls that a system really made."""
