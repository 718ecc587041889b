"""The code on a printed bill: how it looks, and how a typed one is read. Pure."""

#: No vowels and no twins: what is read off paper is typed right.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
#: 16 of 28 characters are 76 bits: nobody finds a bill by trying.
LENGTH = 16


def tidy(text: str) -> str:
    """A typed code without its gaps; empty where it cannot be one."""
    code = "".join(text.upper().split()).replace("-", "")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
