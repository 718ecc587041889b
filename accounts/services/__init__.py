"""Doing things with accounts: phones, identities, faces, consents, staff, the register."""
