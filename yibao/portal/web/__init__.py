"""Pages of the open platform."""
