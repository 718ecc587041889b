"""From a PDF to pictures of its pages; a document that wants to act is refused (T44, T45).

Links are no reason to refuse: scanning apps put theirs under every page, and no link outlives the
picture.
"""

import contextlib
import functools
import io
from typing import Any

import pikepdf
import pypdfium2

from .pictures import KEPT_SIDE, Refused, check_size, finish

MOST_PAGES = 10
_DEEPEST = 40
_POINTS_MOST = 14_400  # the largest page that the format allows, in points
_KEYS = frozenset(
    {"/JavaScript", "/JS", "/AA", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/XFA",
     "/RichMedia"}
)  # fmt: skip
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
     "/Movie", "/Sound", "/RichMediaExecute"}
)  # fmt: skip
_KINDS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


@functools.cache
def prepare() -> None:
    """Open and draw an empty page, and open a locked one, so that every library is loaded."""
    blank, out, locked = pikepdf.new(), io.BytesIO(), io.BytesIO()
    blank.add_blank_page(page_size=(72, 72))
    blank.save(out)
    blank.save(locked, encryption=pikepdf.Encryption(owner="o", user=""))
    check(out.getvalue(), 1)
    with contextlib.suppress(Refused):
        check(locked.getvalue(), 1)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        document[0].render(scale=1).to_pil().load()


def render(data: bytes, most_pages: int) -> list[tuple[dict[str, Any], bytes]]:
    """Pictures of all pages; raises ``Refused``."""
    check(data, most_pages)
    try:
        with pypdfium2.PdfDocument(data) as document:
            return [_drawn(document[number]) for number in range(len(document))]
    except (pypdfium2.PdfiumError, ValueError, OSError) as broken:
        raise Refused("broken") from broken
    except MemoryError as bomb:
        raise Refused("pixels") from bomb


def check(data: bytes, most_pages: int) -> None:
    """Read the structure only and refuse what acts, hides or is locked."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise Refused("password")
            _check_objects(document)
            count = len(document.pages)
    except pikepdf.PasswordError as locked:
        raise Refused("password") from locked
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as broken:
        raise Refused("broken") from broken
    except (MemoryError, RecursionError) as bomb:
        raise Refused("broken") from bomb
    if not count:
        raise Refused("broken")
    if count > min(most_pages, MOST_PAGES):
        raise Refused("pages")


def _check_objects(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        _check_object(one, 0)


def _check_object(one: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise Refused("unsafe")
    if isinstance(one, pikepdf.Array):
        for part in one:
            _check_part(part, depth)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in one.items():
            _check_pair(key, part)
            _check_part(part, depth)


def _check_part(part: Any, depth: int) -> None:
    """Objects of their own come by themselves; only what lies inside is followed."""
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        _check_object(part, depth + 1)


def _check_pair(key: str, part: Any) -> None:
    if key in _KEYS or (key == "/OpenAction" and _acts(part)):
        raise Refused("unsafe")
    if key == "/S" and _is_name(part) and str(part) in _ACTIONS:
        raise Refused("unsafe")
    if key == "/Subtype" and _is_name(part) and str(part) in _KINDS:
        raise Refused("unsafe")


def _acts(part: Any) -> bool:
    """A page to begin with is harmless; anything else that happens on opening is not."""
    if isinstance(part, pikepdf.Dictionary):
        return str(part.get("/S", "")) != "/GoTo"
    return not isinstance(part, pikepdf.Array | pikepdf.String | pikepdf.Name)


def _is_name(part: Any) -> bool:
    return isinstance(part, pikepdf.Name)


def _drawn(page: Any) -> tuple[dict[str, Any], bytes]:
    width, height = page.get_size()
    if not (1 <= width <= _POINTS_MOST and 1 <= height <= _POINTS_MOST):
        raise Refused("broken")
    scale = KEPT_SIDE / max(width, height)
    check_size(round(width * scale), round(height * scale))
    bitmap = page.render(scale=scale, may_draw_forms=False)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return finish(image)
