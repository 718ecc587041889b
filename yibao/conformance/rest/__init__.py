"""The API of conformance runs."""
