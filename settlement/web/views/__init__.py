"""Views of the bill pages."""
