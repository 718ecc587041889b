"""The receipt of a scan: whom it concerns, what was answered, what follows (T02, feature 17)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.selectors import people, sign_ins
from yibao.kernel import clock

from .. import errors, rules
from ..events import scan_holders_wanted
from ..models import DynamicCode, Scan, ScanAnswer

STEP_UP_FOR = timedelta(minutes=5)
NOT_MINE = ScanAnswer.Verdict.NOT_MINE


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """What a scan may draw from personal accounts at most, in 分; None is without limit."""

    account_fen: int | None = None


def holders_of(scan: Scan) -> list[Any]:
    """Logins that may answer for the person: the own one and, by event, family holders'."""
    if scan.person_id is None:
        return []
    found = [people.user_of(scan.person)]
    for _, users in scan_holders_wanted.send(sender=Scan, scan=scan):
        found += list(users or ())
    return _once(found)


def who_to_tell(scan: Scan) -> list[Any]:
    """Everybody who learns of the scan at once: the holders, and whoever showed the code."""
    shower = scan.code.shown_by if scan.code_id is not None else None
    return _once([*holders_of(scan), shower])


def _once(users: list[Any]) -> list[Any]:
    return list({user.pk: user for user in users if user is not None}.values())


def window_of(scan: Scan) -> str:
    """Department and till as people call them; the till's number where it has no name."""
    till = scan.institution.terminals.filter(code=scan.terminal_code).first()
    name = till.name if till is not None and till.name else f"终端 {scan.terminal_code}"
    return f"{scan.dept_name} {name}".strip()


def may_answer(user: Any, scan: Scan) -> bool:
    """Whether this login may say 是我 or 不是我."""
    if scan.person_id is None:
        return False
    is_own = user.person_id == scan.person_id
    return is_own or any(one.pk == user.pk for one in holders_of(scan))


def scan_of_institution(institution: Any, scan_id: str) -> Scan:
    """A scan of this institution with its answer; raises ``voucher.scan.unknown`` (T31)."""
    rows = Scan.objects.select_related("answer").filter(institution=institution, scan_id=scan_id)
    scan = rows.first() if institution is not None else None
    if scan is None:
        raise errors.ScanUnknown
    return scan


def answer_of(scan: Scan) -> ScanAnswer | None:
    """What was said to a scan, if anything."""
    return ScanAnswer.objects.filter(scan=scan).first()


def is_disowned(scan_ids: Collection[Any]) -> bool:
    """Whether the owner of one of these scans (row ids) said 不是我."""
    return ScanAnswer.objects.filter(scan_id__in=scan_ids, verdict=NOT_MINE).exists()


def refuse_disowned(scan_ids: Collection[Any]) -> None:
    """Raise ``voucher.scan.disowned``; the rows stay locked until the transaction ends.

    Whoever says 不是我 locks the scan too, so that a settlement is either before it or refused.
    """
    rows = Scan.objects.filter(pk__in=scan_ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    if is_disowned(scan_ids):
        raise errors.ScanDisowned


def scan_limits(scan: Scan) -> ScanLimits:
    """The cap that comes with a printed code (settled 13); others bring none."""
    return ScanLimits(account_fen=scan.slip.limit_fen if scan.slip_id is not None else None)


def is_signed_out(code: DynamicCode | None) -> bool:
    """Whether the device session that shows a code on our own pages was ended meanwhile (T02)."""
    if code is None or code.channel_id is not None or not code.sign_in_ref:
        return False
    return sign_ins.running(code.shown_by, code.sign_in_ref) is None


def newest_scan_since(person: Any, moment: datetime) -> Scan | None:
    """The newest scan of a person after a moment, good or refused."""
    return (
        Scan.objects.filter(person=person, created_at__gt=moment)
        .order_by("-created_at", "-pk")
        .first()
    )


def step_up_asked(person: Any, *, shown_by: Any) -> Scan | None:
    """The refused scan for which this login is to prove to be there; None where there is none.

    It is asked once and soon: a later scan of the same person's code, or five minutes, end it.
    """
    newest = (
        Scan.objects.filter(person=person, code__shown_by=shown_by)
        .order_by("-created_at", "-pk")
        .first()
    )
    if newest is None or newest.outcome != errors.StepUpRequired.code:
        return None
    age = clock.now(person.tenant) - newest.created_at
    return newest if timedelta(0) <= age < STEP_UP_FOR else None


def risks(person: Any, institution: Any, *, now: datetime) -> tuple[str, ...]:
    """The risk rules that speak when this person's code is scanned here and now (T02)."""
    active = settings.SCAN_RISK_RULES
    if not active:
        return ()
    good = Scan.objects.filter(
        person=person,
        medium=Scan.Medium.CODE,
        outcome=Scan.OK,
        created_at__gt=now - rules.RISK_LOOK_BACK,
        created_at__lte=now,
    )
    return rules.examine_risk(
        here=_place(institution),
        now=clock.local(now),
        last=_last(good),
        recent=_recent(good, now) if rules.FREQUENCY in active else 0,
        rules=active,
        frequency_limit=settings.SCAN_RISK_FREQUENCY,
    )


def _last(good: Any) -> rules.Seen | None:
    scan = good.select_related("institution").order_by("-created_at", "-pk").first()
    return rules.Seen(_place(scan.institution), scan.created_at) if scan else None


def _recent(good: Any, now: datetime) -> int:
    return good.filter(created_at__gt=now - rules.RISK_FREQUENCY_WINDOW).count()


def _place(institution: Any) -> rules.Place:
    return rules.Place(
        institution=str(institution.pk),
        admdvs=institution.admdvs,
        is_pharmacy=institution.is_pharmacy,
    )
