"""What faces are compared with: templates made from the register's photos; no photo is kept (T21).

These calls load the engine (some 190 MB) into their own process: commands only, never the web.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.data import FaceTemplate, ReferencePhoto
from accounts.errors import FaceUnclear, TooYoung
from accounts.gateways import FrameUnusable
from accounts.models import FaceReference, Person
from accounts.rules import face as rules
from accounts.rules import face_words, limits
from yibao.audit import services as audit
from yibao.kernel import clock

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
_NO_SUCH_PERSON = "参保库里没有这个人员编号。"
_TOO_YOUNG = "未满 16 周岁，不处理人脸。"


def read(*, by: Any, photo: bytes) -> FaceTemplate:
    """The template of one photo; raises ``FaceUnclear`` with what is wrong."""
    engine = _engine()
    try:
        template, _ = engine.extract(photo)
    except FrameUnusable as unusable:
        said, todo = (face_words.said(unusable.reasons) or [face_words.ADVICE["not_a_picture"]])[0]
        raise FaceUnclear(said=said, todo=todo, reason=(unusable.reasons or ("",))[0]) from unusable
    return FaceTemplate(template, engine.digest, engine.name)


def store(
    *,
    by: Any,
    person: Person,
    found: FaceTemplate,
    source: str = FaceReference.Source.REGISTER,
    taken_on: date | None = None,
) -> FaceReference:
    """Keep a person's template, sealed, in place of an older one.

    Raises ``TooYoung``: under 16 there is no data of the face (P193).
    """
    if person.age_on(clock.today(person.tenant)) < limits.FACE_MIN_AGE:
        raise TooYoung
    with transaction.atomic():
        row, _ = FaceReference.objects.update_or_create(
            person=person,
            defaults={
                "template": found.template,
                "engine": found.engine,
                "model_digest": found.model_digest,
                "source": source,
                "taken_on": taken_on,
            },
        )
        audit.record(
            "accounts.face_reference.stored",
            by=by,
            subject=row,
            tenant_id=person.tenant_id,
            data={"person": str(person.pk), "source": str(source)},
        )
    return row


def import_folder(*, by: Any, tenant: Any, folder: Path) -> Iterator[ReferencePhoto]:
    """Read every ``<psn_no>.jpg`` of a folder, one person after the other; the photos stay there.

    Yields what became of each file; running it again replaces the templates.
    """
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            yield ReferencePhoto(path.name, _import(by, tenant, path))


def _import(by: Any, tenant: Any, path: Path) -> str:
    """Why the photo was not taken; empty where it was."""
    person = Person.objects.filter(tenant=tenant, psn_no=path.stem).first()
    if person is None:
        return _NO_SUCH_PERSON
    if person.age_on(clock.today(tenant)) < limits.FACE_MIN_AGE:
        return _TOO_YOUNG
    if path.stat().st_size > rules.MOST_BYTES:
        return face_words.ADVICE["picture_too_large"][0]
    try:
        store(by=by, person=person, found=read(by=by, photo=path.read_bytes()))
    except FaceUnclear as unclear:
        return str(unclear.extra["said"])
    return ""


@lru_cache(maxsize=1)
def _engine() -> Any:
    from accounts.gateways.face_engine.engine import FaceEngine
    from accounts.gateways.face_engine.weights import find

    return FaceEngine(find())
