"""What must hold on every page: axe finds nothing, it fits, it is big enough, it has a name."""

import re
from functools import wraps

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from .screen import Audit

_TITLE = re.compile(r"(有错误：)?\S.* - 医保服务\(德阳市\)")
# WCAG 2.5.8 for everything; our own height for what looks like a button or a row of a list.
_SMALLEST = 24
# The page of a scan looks again every few seconds until the bill is there.
_MOVED = re.compile("Execution context was destroyed|axe is not defined")
_MOVES = 3
HEIGHTS = {"standard": 48, "large": 48, "elder": 60}

_FACTS = """() => ({
  title: document.title,
  lang: document.documentElement.lang,
  size: document.documentElement.dataset.size || '',
  headings: document.querySelectorAll('h1').length,
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""
# Links inside a sentence are as high as their line; checks and radios are pressed by their label.
_TARGETS = """least => [...document.querySelectorAll(
    '.weui-btn, .weui-cell[href], summary, select, .yb-tabs a, .yb-grid a, .yb-choice'
    + ', input:not([type=hidden]):not([type=radio]):not([type=checkbox])'
  )].filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height < least || box.width < 24)
  .map(([e, box]) => (e.className || e.tagName) + ' ' + Math.round(box.width) + '×'
    + Math.round(box.height) + ' ' + (e.innerText || e.name || '').slice(0, 12))"""
_WITHOUT_RING = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const style = getComputedStyle(e);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const label = e.closest('.yb-choice');
  const shown = ring || style.boxShadow !== 'none'
    || (label && getComputedStyle(label).boxShadow !== 'none');
  return shown ? '' : e.outerHTML.slice(0, 120);
}"""


def over_moves(audit: Audit) -> Audit:
    """The audit, begun anew on the page that comes when one that renews itself goes meanwhile."""

    @wraps(audit)
    def look(page: Page) -> list[str]:
        for _ in range(_MOVES):
            try:
                return audit(page)
            except Error as gone:
                if not _MOVED.search(gone.message):
                    raise
                page.wait_for_load_state("load")
        return audit(page)

    return look


def violations(page: Page) -> list[str]:
    """What axe finds, with the first element of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"axe {one['id']}: {len(one['nodes'])} × {one['nodes'][0]['html'][:160]}" for one in found
    ]


@over_moves
def citizen(page: Page) -> list[str]:
    """Everything that holds for a page of the site; each finding begins with the address."""
    page.wait_for_load_state("load")
    facts = page.evaluate(_FACTS)
    found = violations(page)
    if not _TITLE.fullmatch(facts["title"]):
        found.append(f"title {facts['title']!r}")
    if facts["lang"] != "zh-Hans":
        found.append(f"lang {facts['lang']!r}")
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} main headings")
    if facts["overflow"] > 0:
        found.append(f"{facts['overflow']} px too wide")
    found += [
        f"too small: {one}" for one in page.evaluate(_TARGETS, HEIGHTS[facts["size"] or "standard"])
    ]
    return _with_address(page, found)


@over_moves
def console(page: Page) -> list[str]:
    """What holds for the staff console: axe, one heading, the language."""
    page.wait_for_load_state("load")  # a click returns when the address changes, not the page
    facts = page.evaluate(_FACTS)
    found = violations(page)
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} main headings")
    if not facts["lang"].lower().startswith("zh"):
        found.append(f"lang {facts['lang']!r}")
    return _with_address(page, found)


def without_ring(page: Page, stops: int = 40) -> list[str]:
    """Elements that the tab key reaches and that show no focus."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        bare = page.evaluate(_WITHOUT_RING)
        if bare:
            found.append(f"no focus ring: {bare}")
    return _with_address(page, sorted(set(found)))


def listed(found: list[str]) -> str:
    """Findings for a person to read, one a line."""
    return "\n".join(found)


def once(audit: Audit) -> Audit:
    """The audit, for each address and heading only the first time."""
    seen: set[str] = set()

    @over_moves
    def look(page: Page) -> list[str]:
        name = f"{page.url} {page.title()}"
        found = [] if name in seen else audit(page)
        seen.add(name)
        return found

    return look


def _with_address(page: Page, found: list[str]) -> list[str]:
    size = page.viewport_size
    where = f"{re.sub(r'^https?://[^/]*', '', page.url)} at {size['width']}"
    return [f"{where}: {one}" for one in found]
