"""Pages of the wallet: what is in it, giving, taking."""
