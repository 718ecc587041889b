"""Words about photos of papers, and what travels between the parts that take them in."""

from dataclasses import dataclass, field
from typing import Any

#: What a picture may be, by its content; the name behind it is Pillow's.
PICTURES: dict[str, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
PDF = "application/pdf"
#: What the file chooser offers; HEIC is understood but not asked for, so that phones send JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"

#: Advice by measured flaw; never a reason to refuse.
ADVICE: dict[str, str] = {
    "blurred": "照片有点模糊。手拿稳，对准字再拍，会更清楚。",
    "dark": "照片有点暗。请到亮的地方，或打开灯再拍。",
    "glare": "有一块反光，盖住了字。请换个角度，不开闪光灯。",
    "small": "照片太小，字可能看不清。请靠近一点，让纸占满画面。",
    "screen": "像是拍的屏幕。请直接拍纸质证件。",
}

#: The same flaws in a word, for officers.
FLAW_WORDS: dict[str, str] = {
    "blurred": "模糊",
    "dark": "太暗",
    "glare": "反光",
    "small": "太小",
    "screen": "翻拍屏幕",
}

#: Places for pictures that no table of proofs lists: what they are called, how many they hold.
OTHER_PLACES: dict[str, tuple[str, int]] = {
    "SIGNATURE": ("手写签名", 1),
    "LETTER": ("签好的承诺书", 3),
    "APPEAL": ("复核材料", 6),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One clean picture: JPEG bytes, its size in pixels, measures and 64-bit look hash in hex."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    look_hash: str
    measures: dict[str, int]


@dataclass(frozen=True, slots=True)
class Rendition:
    """What a reader of a document gets to see: a picture with a visible watermark."""

    bytes: bytes = field(repr=False)
    content_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class SlotState:
    """One place for pictures of a request: what lies there and what is to be done.

    ``slot`` has ``code``, ``title``, ``hint``, ``drawing``, ``is_required``, ``max_pages``;
    ``documents`` are the pictures in force by page; ``defect`` is what a reviewer wants mended,
    None where nothing is; ``advice`` are the words for measured flaws.
    """

    slot: Any
    documents: list[Any]
    status_word: str
    defect: Any = None
    kind: str = "neutral"
    advice: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether something lies here and nothing is to be mended."""
        return bool(self.documents) and self.defect is None


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place outside the table of proofs, with the attributes of a slot."""

    code: str
    title: str
    max_pages: int
    hint: str = ""
    drawing: str = ""
    is_required: bool = True
    reuse_days: int = 0
