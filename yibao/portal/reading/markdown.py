"""The little Markdown that our guides use, as blocks for a template; nothing in it becomes HTML."""

import re
from dataclasses import dataclass, field
from typing import Any

_INLINE = re.compile(r"`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)|\*\*([^*]+)\*\*")
_ITEM = re.compile(r"(?:[-*]|[0-9]+\.) +(.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``kind`` is text, code, strong or link (with ``url``)."""

    kind: str
    text: str
    url: str = ""


@dataclass(slots=True)
class Block:
    """``kind`` is h2, h3, p, code, ul, ol or table; ``rows`` hold items or table rows."""

    kind: str
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)


def _is_page(text: str) -> bool:
    """An address of the portal leads there; files beside a guide have no page."""
    return text.startswith("/dev/") and "{" not in text


def inline(text: str) -> list[Piece]:
    """Code, links, strong words and the text between them."""
    found, end = [], 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            found.append(Piece("text", text[end : match.start()]))
        code, label, url, strong = match.groups()
        if code is not None:
            found.append(Piece("link", code, code) if _is_page(code) else Piece("code", code))
        elif label is not None:
            found.append(Piece("link", label, url) if "://" in url else Piece("code", label))
        else:
            found.append(Piece("strong", strong))
        end = match.end()
    return [*found, Piece("text", text[end:])] if end < len(text) else found


def blocks(text: str) -> list[Block]:
    """Headings (``#`` left out: it is the page's H1), paragraphs, lists, tables, code."""
    found: list[Block] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("```"):
            code = []
            for inner in lines:
                if inner.startswith("```"):
                    break
                code.append(inner)
            found.append(Block("code", "\n".join(code)))
        elif not line.strip():
            found.append(Block("gap"))
        elif not line.startswith("# "):
            _add(found, line)
    return [one for one in found if one.kind != "gap"]


def _add(found: list[Block], line: str) -> None:
    last = found[-1] if found else Block("gap")
    item = _ITEM.match(line)
    if line.startswith("#"):
        marks, _, words = line.partition(" ")
        found.append(Block("h2" if marks == "##" else "h3", words))
    elif line.startswith("|"):
        _add_row(found, last, line)
    elif item:
        kind = "ol" if line[0].isdigit() else "ul"
        if last.kind != kind:
            last = Block(kind)
            found.append(last)
        last.rows.append(inline(item[1]))
    elif line.startswith("  ") and last.kind in ("ul", "ol"):
        last.rows[-1] += inline(line.strip())
    elif last.kind == "p":
        last.pieces += inline(line.strip())
    else:
        found.append(Block("p", pieces=inline(line.strip())))


def _add_row(found: list[Block], last: Block, line: str) -> None:
    if last.kind != "table":
        last = Block("table")
        found.append(last)
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
        last.rows.append([inline(cell) for cell in cells])
