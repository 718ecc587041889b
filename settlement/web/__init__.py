"""Pages of bills and the personal account, for insured people."""
