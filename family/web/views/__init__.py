"""Views, one module a subject."""
