"""The picture of rights: places of boxes and lines; the template writes the SVG from them.

One box for the person on the left, one for each relative on the right, one line a right. Lengths
are units of the drawing's own width, so it fits every screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..selectors.graph import OUT, Edge, Relative

WIDTH = 320
OWN_WIDTH, OTHER_WIDTH = 44, 118
LINE = 46  # height of one right: its words above its line
GAP = 16
LEFT, RIGHT = OWN_WIDTH, WIDTH - OTHER_WIDTH
HEAD = 9
MARGIN = 4
_BETWEEN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One right: ``kind`` sets its dash and colour; the head shows who is helped."""

    edge: Edge
    x1: int
    x2: int
    y: int
    head: str

    @property
    def words_x(self) -> int:
        """The middle of the line."""
        return (self.x1 + self.x2) // 2

    @property
    def words_y(self) -> int:
        """Above the line."""
        return self.y - 9


@dataclass(frozen=True, slots=True)
class Box:
    """One relative."""

    name: str
    relation: str
    y: int
    height: int
    lines: tuple[Line, ...]

    @property
    def x(self) -> int:
        """The left edge."""
        return RIGHT

    @property
    def words_x(self) -> int:
        """The middle."""
        return RIGHT + OTHER_WIDTH // 2

    @property
    def name_y(self) -> int:
        """The first of two lines of text."""
        return self.y + self.height // 2 - 5

    @property
    def relation_y(self) -> int:
        """The second."""
        return self.y + self.height // 2 + 21


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing."""

    width: int
    height: int
    own_width: int
    other_width: int
    boxes: tuple[Box, ...]

    @property
    def middle(self) -> int:
        """The height of the own box's word."""
        return self.height // 2 + 6

    @property
    def own_middle(self) -> int:
        """The middle of the own box."""
        return self.own_width // 2 + 1


def draw(relatives: Sequence[Relative]) -> Picture:
    """Place every relative below the other."""
    boxes: list[Box] = []
    top = MARGIN
    for relative in relatives:
        height = max(len(relative.edges), 1) * LINE + GAP
        lines = tuple(
            _line(edge, top + (number + 1) * LINE - GAP // 2)
            for number, edge in enumerate(relative.edges)
        )
        # 祖父母、外祖父母 is too long for a box; the list below the drawing says it in full.
        word = relative.relation.partition("、")[0]
        boxes.append(Box(relative.name, word, top, height, lines))
        top += height + _BETWEEN
    return Picture(WIDTH, top - _BETWEEN + MARGIN, OWN_WIDTH, OTHER_WIDTH, tuple(boxes))


def _line(edge: Edge, y: int) -> Line:
    x1, x2 = LEFT + _BETWEEN, RIGHT - _BETWEEN
    tip, back = (x2, x2 - HEAD) if edge.way == OUT else (x1, x1 + HEAD)
    return Line(edge, x1, x2, y, f"{tip},{y} {back},{y - 6} {back},{y + 6}")
