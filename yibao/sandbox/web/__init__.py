"""Sandbox pages beside the till: start, text messages, test people."""
