"""Requests of demo people on their way, sent through the services as people send them."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.selectors import people
from family.selectors import reviews as facts
from family.services import (
    documents,
    draft_members,
    drafts,
    prechecks,
    promises,
    requests,
    verdicts,
)
from yibao.cases import services as cases
from yibao.kernel.ids import new_ref

from ..demo import specimens
from ..demo.neighbours import person
from . import register, staff
from .tables import table

# A scribble of three waves: wide and long enough for a signature.
_SIGNATURE = json.dumps(
    [
        [[120 + step * 12, 200 + line * 25 + (step % 7) * 18] for step in range(40)]
        for line in range(3)
    ]
)


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """``holder`` asks for ``member``; ``returned`` names the place whose picture is no good."""

    holder: str
    member: str
    relation: str
    way: str
    slots: tuple[str, ...]
    returned: str = ""


REQUESTS = (
    DemoRequest("waiting", "waiting_child", "CHILD", "BIRTH_CERTIFICATE", ("BIRTH_CERTIFICATE",)),
    DemoRequest(
        "returned",
        "returned_mother",
        "PARENT",
        "HOUSEHOLD",
        ("REGISTER_HOME", "REGISTER_SELF", "REGISTER_MEMBER"),
        returned="REGISTER_MEMBER",
    ),
)


def sent(owner: Any) -> int:
    """Everybody's request that was never begun; outside a transaction, as pictures demand."""
    for seed, one in enumerate(REQUESTS, start=31):
        holder = register.row_of(owner, person(one.holder))
        if not table("BindingRequest").objects.filter(holder=holder).exists():
            _send(owner, one, people.user_of(holder), seed)
    return len(REQUESTS)


def _send(owner: Any, one: DemoRequest, user: Any, seed: int) -> None:
    member = register.row_of(owner, person(one.member))
    drafts.accept_notice(by=user)
    named = draft_members.Named(name=member.name, certno=member.certno, relation=one.relation)
    draft_members.save_member(by=user, named=named)
    draft = drafts.choose_method(by=user, code=one.way)
    for slot in one.slots:
        picture = specimens.photo(slot, seed=seed, is_blurred=slot == one.returned)
        documents.store(
            by=user,
            request=draft,
            slot_code=slot,
            upload=SimpleUploadedFile(f"{slot.lower()}.jpg", picture, "image/jpeg"),
            upload_id=new_ref("U"),
        )
    promises.sign_drawn(by=user, drawing=_SIGNATURE)
    request = requests.submit(by=user, ref=draft.ref)
    request = prechecks.run(by=None, request_id=request.pk)
    if one.returned:
        _return(request, one.returned)


def _return(request: Any, slot: str) -> None:
    officer = staff.member("reviewer1")
    case = cases.take(by=officer, ref=request.case.ref)
    verdicts.return_request(
        by=officer,
        request=request,
        defects=[(slot, "BLURRED")],
        evidence=facts.evidence(request),
        fence=case.fence,
    )
