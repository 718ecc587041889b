"""Tests of the front door: embedded servers, supervisor parts, console sentences."""
