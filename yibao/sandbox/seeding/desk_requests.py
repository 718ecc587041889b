"""Requests of the families, as rows: answers, letter, place, steps, consent, binding."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from family.data.notice import NOTICE
from family.selectors import letters, policies
from family.states import REQUEST_MOVES
from yibao.kernel import calendar, clock, crypto

from . import desk_papers as papers
from .crowd import Family
from .fates import Fate
from .lives import RETURN, Life
from .tables import table

GROWN = 16
#: State of the case → state of the request.
_ENDS = {
    "OPEN": "IN_REVIEW",
    "IN_REVIEW": "IN_REVIEW",
    "RETURNED": "RETURNED",
    "APPROVED": "APPROVED",
    "REJECTED": "REJECTED",
    "CLOSED": "EXPIRED",
    "WITHDRAWN": "WITHDRAWN",
}
_OPEN_STATES = ("IN_REVIEW", "RETURNED", "CONSENT_PENDING")


@dataclass(slots=True)
class File:
    """All rows of one request."""

    row: Any
    place: Any
    binding: Any = None
    consent: Any = None
    events: list[Any] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    defects: list[Any] = field(default_factory=list)

    @property
    def evidence(self) -> list[dict[str, str]]:
        """What lies before the officer."""
        kept = [one for one in self.documents if one.state == "STORED"]
        return [{"ref": one.ref, "sha256": one.sha256} for one in kept]


def file_of(
    owner: Any,
    family: Family,
    fate: Fate,
    today: date,
    reasons: dict[str, Any],
    titles: dict[str, str],
) -> File:
    """The request of a family; its cases are set by the caller."""
    story, life = family.story, fate.life
    row = _row(owner, family, fate, today)
    state = row.state
    place = table("Place")(
        holder=family.holder,
        number=1,
        limit=row.policy["max_members"],
        member_index=row.member_index,
        taken_at=life.opened_at,
        released_at=None if state in (*_OPEN_STATES, "APPROVED") else life.at,
    )
    row.place = place
    made = File(row, place)
    made.events = _events(family, fate, row)
    made.documents = papers.documents(family, life, row)
    made.findings = papers.findings(story.number, fate, row)
    made.defects = papers.defects(life, row, reasons, titles)
    if state == "APPROVED":
        made.binding = row.binding = _binding(owner, family, fate, row, place)
    if row.needs_consent and row.member is not None:
        made.consent = _consent(family, life, row, fate)
    return made


def _row(owner: Any, family: Family, fate: Fate, today: date) -> Any:
    story, life = family.story, fate.life
    shape, member = story.shape, family.member
    state = "CONSENT_PENDING" if story.life == "consent" else _ENDS[life.state]
    if fate.appeal is not None and fate.appeal.state == "APPROVED":
        state = "APPROVED"
    ended = state not in _OPEN_STATES
    rounds = 1 + sum(step.verb.endswith("came_back") for step in life.steps)
    returns = sum(word.kind == RETURN for word in life.words)
    born = member.birth_date if member is not None else story.member.born(today)
    row = table("BindingRequest")(
        tenant=owner,
        number=f"QH{clock.local(life.opened_at):%Y%m%d}-{800000 + story.number}",
        holder=family.holder,
        state=state,
        region_code=story.holder.district,
        notice_version=NOTICE.version,
        notice_at=life.opened_at - timedelta(minutes=9),
        member=member,
        member_birth_date=born,
        relation=shape.relation,
        branch=shape.branch,
        place_code=story.member.district,
        proof_set=shape.proof_set,
        policy=asdict(policies.DEFAULTS),
        needs_consent=shape.branch == "ADULT" or (shape.branch != "NEWBORN" and _grown(story)),
        round=rounds,
        returns=returns,
        is_risky=fate.is_risky,
        created_at=life.opened_at - timedelta(minutes=11),
        touched_at=life.at,
        submitted_at=life.opened_at,
        signature_way="TYPED",
        signed_at=life.opened_at - timedelta(minutes=1),
        review_passed_at=life.at if life.state == "APPROVED" else None,
        decided_at=(fate.appeal or life).at if ended and state != "REJECTED" else None,
        return_due_at=calendar.end_of_working_day(life.at, 5) if state == "RETURNED" else None,
        outcome=_outcome(state, life),
    )
    if state == "REJECTED":
        row.decided_at = life.at
    _name(row, family)
    _sign(row)
    return row


def _grown(story: Any) -> bool:
    return story.member.age >= GROWN


def _outcome(state: str, life: Life) -> str:
    if state == "EXPIRED":
        return "RETURN_OVERDUE"
    return life.words[-1].reason if state == "REJECTED" else ""


def _name(row: Any, family: Family) -> None:
    """The member as the holder wrote it; newborns and foreigners have no number of ours."""
    story, member = family.story, family.member
    if member is not None:
        row.member_name, row.member_certno = member.name, member.certno
        row.member_index = member.certno_index
        if story.number % 4:
            row.matched_relation, row.matched_at = row.relation, row.submitted_at
        return
    if row.branch == "NEWBORN":
        row.birth_certificate_no = f"T510600{story.number:03d}"
        row.mother_name, row.mother_certno = family.holder.name, family.holder.certno
        row.member_index = crypto.blind_index(f"birth:{row.birth_certificate_no}", "certno")
        return
    row.certificate_type = "07"
    row.member_name, row.member_certno = "安娜·迈尔", f"DEU51060{story.number:04d}"
    row.member_index = crypto.blind_index(row.member_certno, "certno")


def _sign(row: Any) -> None:
    letter = letters.letter_of(row)
    row.promise_text, row.promise_version = letter.text, letter.version
    row.promise_sha256 = letters.sha256_of(letter)


# ---- steps ----


def _events(family: Family, fate: Fate, row: Any) -> list[Any]:
    """What happened, told after the steps of the case."""
    life, citizen = fate.life, f"user:{family.user.pk}"
    told = [*_sent(life.opened_at, "DRAFT", citizen)]
    for step in life.steps:
        actor = f"user:{step.who.pk}" if step.who else "system"
        if step.after == "RETURNED":
            told.append(("IN_REVIEW", "RETURNED", actor, step.at))
        elif step.before == "RETURNED" and step.after == "OPEN":
            told += _sent(step.at, "RETURNED", citizen)
        elif step.after in ("APPROVED", "REJECTED"):
            last = row.state if step.after == "APPROVED" else "REJECTED"
            told.append(("IN_REVIEW", last, actor, step.at))
        elif step.after == "CLOSED":
            told.append(("RETURNED", "EXPIRED", "system", step.at))
        elif step.after == "WITHDRAWN":
            told.append(("IN_REVIEW", "WITHDRAWN", citizen, step.at))
    if fate.appeal is not None and fate.appeal.state == "APPROVED":
        who = fate.appeal.words[-1].who
        told.append(("REJECTED", "APPROVED", f"user:{who.pk}", fate.appeal.at))
    return [
        table("RequestEvent")(
            request=row, verb=REQUEST_MOVES.verb(before, after), from_state=before,
            to_state=after, actor=actor, at=at,
        )
        for before, after, actor, at in told
    ]  # fmt: skip


def _sent(at: datetime, before: str, citizen: str) -> list[tuple[str, str, str, datetime]]:
    later = timedelta(seconds=20)
    return [
        (before, "SUBMITTED", citizen, at),
        ("SUBMITTED", "PRECHECK", "system", at + later),
        ("PRECHECK", "IN_REVIEW", "system", at + 2 * later),
    ]


def _consent(family: Family, life: Life, row: Any, fate: Fate) -> Any:
    """Whoever is 16 is asked when the request is sent (P74)."""
    given = row.state == "APPROVED" or (row.state != "CONSENT_PENDING" and family.story.number % 2)
    asked = life.at if row.state == "CONSENT_PENDING" else life.opened_at
    at = asked + timedelta(hours=2)
    stopped = row.state in ("REJECTED", "EXPIRED", "WITHDRAWN") and not given
    return table("ConsentAsk")(
        request=row,
        member=family.member,
        state="GIVEN" if given else "WITHDRAWN" if stopped else "OPEN",
        way="LOGIN" if given else "",
        asked_at=asked,
        answered_at=min(at, life.now) if given else None,
        expires_at=max(asked, life.now) + timedelta(hours=72),
    )


def _binding(owner: Any, family: Family, fate: Fate, row: Any, place: Any) -> Any:
    at = (fate.appeal or fate.life).at
    return table("Binding")(
        tenant=owner,
        holder=family.holder,
        member=family.member,
        relation=row.relation,
        way="APPEAL" if fate.appeal else "REVIEW",
        place=place,
        consented_at=at if row.needs_consent else None,
        began_at=at,
    )
