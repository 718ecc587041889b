"""Rules of accounts: numbers and decisions without a framework."""
