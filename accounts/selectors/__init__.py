"""Reads of accounts: people, enrolments, institutions, regions."""
