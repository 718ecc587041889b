"""Read-only questions behind the pages of a vendor."""
