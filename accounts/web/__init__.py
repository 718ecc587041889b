"""Citizens' pages of accounts."""
