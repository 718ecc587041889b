"""Reasons in force: what officers may give, in which words, and that it was given (feature 35)."""

from collections.abc import Iterable
from typing import Any

from yibao.kernel import clock
from yibao.kernel.models import Tenant

from ..models import Decision, Reason, ReasonUse
from . import seeds as reason_seeds

State = Reason.State


def active(tenant: Tenant, case_type: str) -> dict[str, Reason]:
    """Code → the version in force, in the order of the table.

    A reason that was never stored is there in its first version, not stored yet; one query.
    """
    source = reason_seeds.source_of(case_type)
    own_type = source.case_type if source else case_type
    rows = list(Reason.objects.filter(tenant=tenant, case_type=own_type).order_by("code"))
    found = {row.code: row for row in rows if row.state == State.ACTIVE}
    known = {row.code for row in rows}
    if source is None:
        return found
    for seed in source.seeds:
        if seed.code not in known:
            found[seed.code] = reason_seeds.first_version(tenant, source, seed)
    order = {seed.code: place for place, seed in enumerate(source.seeds)}
    return dict(sorted(found.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])))


def of_kind(tenant: Tenant, case_type: str, kind: str) -> dict[str, Reason]:
    """The active reasons for returning, or for refusing."""
    return {code: one for code, one in active(tenant, case_type).items() if one.kind == kind}


def latest(tenant: Tenant, case_type: str) -> dict[str, Reason]:
    """Code → the version in force, else the last one that was: for rules and for old rows."""
    source = reason_seeds.source_of(case_type)
    own_type = source.case_type if source else case_type
    rows = Reason.objects.filter(tenant=tenant, case_type=own_type, active_from__isnull=False)
    ended = {row.code: row for row in rows.order_by("version")}
    return {**ended, **active(tenant, case_type)}


def words_of(tenant: Tenant, case_type: str, code: str, slot_title: str = "") -> str:
    """The sentence of a code for the person; empty for an unknown code."""
    reason = latest(tenant, case_type).get(code)
    return reason.say(slot_title) if reason else ""


def label_of(tenant: Tenant, case_type: str, code: str) -> str:
    """What officers call a code; the code itself where nobody knows it."""
    reason = latest(tenant, case_type).get(code)
    return reason.label if reason else code


def note_use(*, by: Any, decision: Decision, pairs: Iterable[tuple[str, Reason]]) -> None:
    """Keep which versions a decision gave, and for which places; with the decision's transaction.

    ``pairs`` are place (empty for the whole case) and version.
    """
    uses = {(slot, reason.code): (slot, _stored(reason)) for slot, reason in pairs}
    ReasonUse.objects.bulk_create(
        ReasonUse(
            decision=decision,
            case_id=decision.case_id,
            reason=reason,
            slot_code=slot,
            at=decision.at,
        )
        for slot, reason in uses.values()
    )


def _stored(reason: Reason) -> Reason:
    """The row of a version that was read before it was planted."""
    if not reason._state.adding:
        return reason
    facts = {
        field.attname: getattr(reason, field.attname)
        for field in reason._meta.concrete_fields
        if field.attname not in ("id", "tenant_id", "case_type", "code", "version")
    }
    return Reason.objects.get_or_create(
        tenant_id=reason.tenant_id,
        case_type=reason.case_type,
        code=reason.code,
        version=reason.version,
        defaults={**facts, "created_at": clock.now(reason.tenant)},
    )[0]


def given(decision: Decision) -> list[ReasonUse]:
    """What a decision gave, each with the version of its day."""
    return list(decision.reasons.select_related("reason").order_by("slot_code", "reason__code"))
