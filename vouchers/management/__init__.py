"""Management of vouchers."""
