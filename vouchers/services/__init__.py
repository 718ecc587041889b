"""Writing vouchers."""
