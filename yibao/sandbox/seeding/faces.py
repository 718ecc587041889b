"""Reference templates of the demo adults: each photo is read once, whoever carries its face."""

from functools import lru_cache
from typing import Any

from accounts.services import face_references

from ..demo import faces
from ..demo.neighbours import PEOPLE
from . import register
from .tables import table


def references(owner: Any) -> int:
    """A template for everybody of 16 or more who has none."""
    known = set(
        table("FaceReference")
        .objects.filter(person__tenant=owner)
        .values_list("person__psn_no", flat=True)
    )
    wanted = [one for one in PEOPLE if faces.register_photo(one) and one.psn_no not in known]
    for one in wanted:
        face_references.store(
            by=None, person=register.row_of(owner, one), found=_template(faces.register_photo(one))
        )
    return len(wanted)


@lru_cache(maxsize=4)
def _template(name: str) -> Any:
    return face_references.read(by=None, photo=(faces.FOLDER / name).read_bytes())
