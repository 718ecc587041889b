"""One character or byte changed for certain; a fixed one would now and then be the true one."""


def last_changed(text: str) -> str:
    """The text with another last letter; its class (letter or digit) stays."""
    return text[:-1] + ("B" if text[-1] == "A" else "A")


def last_byte_changed(data: bytes) -> bytes:
    """The bytes with every bit of the last one turned."""
    return data[:-1] + bytes([data[-1] ^ 0xFF])
