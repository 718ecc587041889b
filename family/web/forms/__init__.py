"""Forms of the family account: shape and words; what is allowed is decided by the services."""
