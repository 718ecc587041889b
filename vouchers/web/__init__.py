"""Pages of the voucher for insured people."""
