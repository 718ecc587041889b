"""Pages of premiums: the list and receipts, and the way to pay one."""
