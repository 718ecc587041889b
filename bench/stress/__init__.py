"""Settling under load with real processes, and the proof afterwards (`make stress`)."""
