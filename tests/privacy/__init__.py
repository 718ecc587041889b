"""Rights over personal data, and proof that it does not leak (T88–T93, T98, F34)."""
