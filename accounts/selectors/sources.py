"""Where a call comes from, as a keyed hash: what one household or office shares (T78)."""

from accounts.rules import limits
from yibao.kernel import crypto


def index_of(address: str) -> str:
    """The hash under which calls of a place are counted; the address itself is kept nowhere."""
    return crypto.blind_index(limits.source_of(address), "source")
