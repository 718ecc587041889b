"""Blind second looks: drawing, hiding, taking, agreement (feature 42)."""
