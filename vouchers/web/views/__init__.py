"""Views, one module a task."""
