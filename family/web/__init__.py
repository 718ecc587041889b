"""Pages of the family account."""
