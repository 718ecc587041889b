"""Drawn bars of amounts: the same drawing as the table beside them, with words of its own."""

from collections.abc import Iterable

from django import template

from yibao.kernel.money import split_by_ratio

register = template.Library()

_WIDTH = 1000
_GAP = 6


@register.inclusion_tag("_components/scaled_bar.html")
def scaled_bar(parts: Iterable[object], most_fen: int) -> dict[str, object]:
    """One bar whose length is to ``most_fen`` as its sum is; so bars below each other compare.

    ``parts``: objects with ``label``, ``amount_fen`` and ``kind``, as for ``payer_bar``.
    """
    paid = [part for part in parts if part.amount_fen > 0]
    total = sum(part.amount_fen for part in paid)
    if not paid or most_fen < total:
        return {"segments": []}
    long = max(_WIDTH * total // most_fen, _GAP * 2 * len(paid))
    widths = split_by_ratio(long - _GAP * (len(paid) - 1), [part.amount_fen for part in paid])
    segments, left = [], 0
    for part, width in zip(paid, widths, strict=True):
        segments.append({"part": part, "x": left, "width": width})
        left += width + _GAP
    return {"segments": segments}


@register.inclusion_tag("_components/meter.html")
def meter(label: str, used_fen: int, total_fen: int) -> dict[str, object]:
    """How much of a limit is used; the words beside it say the same."""
    used = min(used_fen, total_fen)
    width = _WIDTH * used // total_fen if total_fen else _WIDTH
    left = max(0, total_fen - used_fen)
    return {"label": label, "used_fen": used, "left_fen": left, "width": width}
