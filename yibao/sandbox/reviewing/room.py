"""What waits for an officer in a vendor's sandbox, and saying a word about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.cases import dossiers, services
from yibao.cases.desk import leases
from yibao.cases.dossiers import Dossier
from yibao.cases.models import Case, Decision
from yibao.cases.review import case_said, case_words
from yibao.cases.review.case_said import Problem, Said
from yibao.cases.states import CaseState
from yibao.kernel.errors import NotFound

from ..errors import ReviewPageOld
from . import officers

PRESSED = "sandbox.review.pressed"
_WAITING = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)
_MOST, _MOST_DONE = 100, 20


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of the list: the number people read out, what it is, and its case."""

    number: str
    label: str
    case: Case


@dataclass(frozen=True, slots=True)
class Page:
    """One matter as its page shows it.

    ``officer`` says the next word; ``token`` seals what was shown, empty where nothing can be said;
    ``said`` are the words so far, the oldest first.
    """

    case: Case
    label: str
    dossier: Dossier
    officer: Any
    token: str
    said: list[Decision]


def waiting(*, tenant: Any) -> list[Row]:
    """Open matters of the test people, the most urgent first; at most a hundred."""
    rows = Case.objects.filter(tenant=tenant, state__in=_WAITING).order_by("due_at", "pk")
    return _described(list(rows[:_MOST]))


def done(*, tenant: Any) -> list[Row]:
    """The latest that are over, the newest first."""
    rows = Case.objects.filter(tenant=tenant).exclude(state__in=_WAITING)
    return _described(list(rows.order_by("-opened_at", "-pk")[:_MOST_DONE]))


def _described(cases: list[Case]) -> list[Row]:
    numbers: dict[Any, str] = {}
    for case_type in sorted({one.case_type for one in cases}):
        kind = dossiers.kind_of(case_type)
        if kind.row_facts is not None:
            here = [one for one in cases if one.case_type == case_type]
            numbers |= {pk: facts.number for pk, facts in kind.row_facts(here).items()}
    return [
        Row(numbers.get(one.pk) or one.ref, dossiers.kind_of(one.case_type).label, one)
        for one in cases
    ]


def page(*, tenant: Any, ref: str) -> Page:
    """One matter of this sandbox. Raises ``request.not_found``, ``sandbox.closed``."""
    case = _case(tenant, ref)
    officer = officers.next_for(case, officers.of(tenant))
    dossier = dossiers.dossier_of(officer, case)
    is_open = case.state in (CaseState.OPEN, CaseState.IN_REVIEW)
    return Page(
        case=case,
        label=dossiers.kind_of(case.case_type).label,
        dossier=dossier,
        officer=officer,
        token=case_said.seal(officer, case, case.fence, dossier) if is_open else "",
        said=list(case.decisions.select_related("decider").order_by("at", "id")),
    )


def _case(tenant: Any, ref: str) -> Case:
    found = Case.objects.filter(tenant=tenant, ref=ref)
    case = found.select_related("tenant", "reviewer", "kept_for").first()
    if case is None:
        raise NotFound
    return case


def word_of(
    page: Page, *, kind: str, wants: Iterable[str] = (), refusal: str = "", text: str = ""
) -> Said:
    """A word as an officer's form would carry it.

    Who passes a matter here calls every picture good and every line of the checklist done.
    """
    passes = kind == case_said.APPROVE
    return Said(
        kind=kind,
        checks=frozenset(one.code for one in page.dossier.checklist) if passes else frozenset(),
        verdicts={one.ref: ("OK", "") for one in page.dossier.sheets} if passes else {},
        wants=frozenset(wants),
        refusal=refusal,
        text=text.replace("\r\n", "\n").strip(),
    )


def missing(page: Page, said: Said) -> list[Problem]:
    """What this word still lacks; words that an officer has and this room has not are unknown."""
    if said.kind not in page.dossier.kinds:
        return [Problem("kind", "请选一个结论。")]
    return case_said.problems(said, page.dossier)


def say(*, by: Any, page: Page, said: Said, token: str) -> str:
    """Say it as the officer whose turn it is; answers what came of it in words.

    ``token`` is that of the page which ``by`` had before the eyes: of an older one nothing is
    carried out (``sandbox.review_page_old``, T36), nor where the papers changed
    (``EvidenceChanged``, T35). Raises what the services of cases raise. Not to be called inside a
    transaction: a refusal leaves its row in the audit log.
    """
    case, officer = page.case, page.officer
    shown = case_said.opened(officer, case, token)
    if shown is None or shown[0] != case.fence:
        raise ReviewPageOld
    lease = leases.of(case)
    if lease is None or lease.holder_id != officer.pk:
        case = services.take(by=officer, ref=case.ref)
    with transaction.atomic():  # before the word, so that no decision is without it
        data = {"kind": said.kind, "officer": officer.username}
        audit.record(PRESSED, by=by, subject=case, tenant_id=case.tenant_id, data=data)
    return case_words.say(officer, case, page.dossier, said, case.fence, shown[1])
