"""Going through many rows in the order of their key: a piece at a time, up to a bound, resumable.

A list of all rows grows with the country; the first few hundred of a sorted list may be the same
ones every time. So rows are read by key, each piece after the last one, and nothing but the piece
is in memory.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

SIZE = 500
AT_MOST = 20_000


class Walk:
    """One run: ``after`` is the key behind which it goes on, empty at the start and at the end.

    A run that stopped at ``at_most`` rows leaves in ``after`` where the next one begins. What is
    done with a row must be safe to repeat: a run that dies is begun again where it began.
    """

    def __init__(self, after: str = "", *, size: int = SIZE, at_most: int = AT_MOST) -> None:
        self.after = after
        self.size = size
        self.left = at_most

    def rows(self, found: "QuerySet[Any]") -> Iterator[Any]:
        """Rows of ``found``, whatever its order was; those that a step ends do no harm."""
        while self.left > 0:
            wanted = min(self.size, self.left)
            rest = found.filter(pk__gt=self.after) if self.after else found
            piece = list(rest.order_by("pk")[:wanted])
            for row in piece:
                yield row
                self.after = str(row.pk)
                self.left -= 1
            if len(piece) < wanted:
                self.after = ""
                return
