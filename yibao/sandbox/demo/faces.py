"""Which photo stands for whom; licences in ``yibao/sandbox/faces/CREDITS.md``."""

from pathlib import Path

from .people import WOMAN, DemoPerson

FOLDER = Path(__file__).resolve().parent.parent / "faces"
STRANGER = "stranger"
MIN_AGE = 16
# Name of the address → what the link says.
PHOTOS = {
    "woman-today": "本人今天的照片（女）",
    "man-today": "本人今天的照片（男）",
    STRANGER: "陌生人的照片",
}


def register_photo(one: DemoPerson) -> str:
    """The file that the register is said to hold of this person; empty under 16 (P193)."""
    if one.age < MIN_AGE:
        return ""
    return "woman-register.jpg" if one.gender == WOMAN else "man-register.jpg"


def photo_of_today(one: DemoPerson) -> str:
    """The name of the other photo of the same face; empty under 16."""
    return (
        register_photo(one).removesuffix("-register.jpg") + "-today" if one.age >= MIN_AGE else ""
    )
