"""Tests of the log and of break glass."""
