"""How a picture is shown: page, size, turn, colours; all of it in the address (feature 34).

Pure. The same figures drive the page without JavaScript and the script's first view.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ..dossiers import Sheet

ZOOMS = (50, 75, 100, 125, 150, 200, 300, 400)
TURNS = (0, 90, 180, 270)
#: Width and height of a picture whose size nobody noted.
USUAL = (1200, 1600)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class View:
    """What the middle of the page shows. ``page`` and ``side`` count from 1; no ``side`` is 0."""

    page: int = 1
    side: int = 0
    zoom: int = WHOLE
    turn: int = 0
    fit: bool = False
    invert: bool = False
    contrast: bool = False

    def link(self, **changes: int | bool) -> str:
        """The address of this view with something changed."""
        new = replace(self, **changes)
        said = {"page": new.page}
        said |= {"side": new.side} if new.side else {}
        said |= {"zoom": new.zoom} if new.zoom != WHOLE else {}
        said |= {"turn": new.turn} if new.turn else {}
        said |= {name: 1 for name in ("fit", "invert", "contrast") if getattr(new, name)}
        return f"?{urlencode(said)}#papers"

    @property
    def links(self) -> dict[str, str]:
        """Every button of the toolbar as a link."""
        return {
            "bigger": self.link(zoom=_step(self.zoom, 1), fit=False),
            "smaller": self.link(zoom=_step(self.zoom, -1), fit=False),
            "whole": self.link(zoom=WHOLE, fit=False),
            "left": self.link(turn=(self.turn + 270) % 360),
            "right": self.link(turn=(self.turn + 90) % 360),
            "fit": self.link(fit=not self.fit, zoom=WHOLE),
            "invert": self.link(invert=not self.invert),
            "contrast": self.link(contrast=not self.contrast),
        }


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as drawn: the box that it fills and how it is turned in it."""

    sheet: Sheet
    box: str
    turned: str
    width: int
    height: int
    classes: str


def of(query: Mapping[str, str], count: int) -> View:
    """The view that an address asks for; anything strange is the usual view."""
    page = _number(query.get("page"), range(1, count + 1), 1)
    side = _number(query.get("side"), range(1, count + 1), 0)
    return View(
        page=page,
        side=0 if side == page else side,
        zoom=_number(query.get("zoom"), ZOOMS, WHOLE),
        turn=_number(query.get("turn"), TURNS, 0),
        fit=query.get("fit") == "1",
        invert=query.get("invert") == "1",
        contrast=query.get("contrast") == "1",
    )


def frame(sheet: Sheet, view: View) -> Frame:
    """A picture of these figures, drawn in the way of the view."""
    width, height = (sheet.width, sheet.height) if sheet.width and sheet.height else USUAL
    words = ["rv-fit" if view.fit else f"rv-zoom-{view.zoom}"]
    words += ["rv-invert"] if view.invert else []
    words += ["rv-contrast"] if view.contrast else []
    box = (height, width) if view.turn in (90, 270) else (width, height)
    return Frame(
        sheet, f"0 0 {box[0]} {box[1]}", _turned(width, height, view.turn), width, height,
        " ".join(words),
    )  # fmt: skip


def frames(sheets: Sequence[Sheet], view: View) -> list[Frame]:
    """The chosen picture, and the one at its side as it is."""
    if not sheets:
        return []
    found = [frame(sheets[view.page - 1], view)]
    if view.side:
        found.append(frame(sheets[view.side - 1], View(page=view.side, zoom=WHOLE)))
    return found


def _turned(width: int, height: int, turn: int) -> str:
    moved = {90: (height, 0), 180: (width, height), 270: (0, width)}.get(turn)
    return f"translate({moved[0]} {moved[1]}) rotate({turn})" if moved else ""


def _step(zoom: int, by: int) -> int:
    place = ZOOMS.index(zoom) + by
    return ZOOMS[min(max(place, 0), len(ZOOMS) - 1)]


def _number(text: str | None, allowed: Sequence[int], usual: int) -> int:
    is_plain = text is not None and text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_plain and int(text or 0) in allowed else usual
