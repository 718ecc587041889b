"""Versions of reasons: a draft, then in use by another person's word, then retired (feature 35).

Words that people have read never change. A new version retires the one before it in the same
transaction, so that a code always has one sentence.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.models import Tenant

from ..models import Reason
from . import seeds as reason_seeds
from .errors import ReasonCodeTaken, ReasonNeedsAnother, ReasonNotPossible, ReasonWords

State = Reason.State
SLOT = "{slot}"
CODE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_END = "。？！"


@dataclass(frozen=True, slots=True)
class Text:
    """What a version says; see ``Reason``."""

    label: str
    words: str
    what_to_do: str = ""
    slots: tuple[str, ...] = ()
    verdict: str = ""


def draft(*, by: Any, tenant: Tenant, case_type: str, code: str, text: Text) -> Reason:
    """Write the next version of a reason, or write its draft anew; ``by`` becomes its author.

    Raises ``cases.reason.words`` and ``cases.reason.not_possible`` for an unknown code.
    """
    reason_seeds.plant(by=by, tenant=tenant)
    with transaction.atomic():
        newest = _locked(tenant, case_type, code)
        if newest is None:
            raise ReasonNotPossible
        check(kind=newest.kind, text=text)
        if newest.state == State.DRAFT:
            return _rewrite(by, newest, text)
        return _write(by, newest.tenant, case_type, newest.kind, code, newest.version + 1, text)


def draft_new(
    *, by: Any, tenant: Tenant, case_type: str, kind: str, code: str, text: Text
) -> Reason:
    """Write the first version of a new reason. Raises ``cases.reason.code_taken``."""
    reason_seeds.plant(by=by, tenant=tenant)
    if not CODE.fullmatch(code):
        raise ReasonWords(why="理由码用大写英文字母、数字和下划线，字母开头。")
    check(kind=kind, text=text)
    with transaction.atomic():
        if _locked(tenant, case_type, code) is not None:
            raise ReasonCodeTaken
        return _write(by, tenant, case_type, kind, code, reason_seeds.FIRST, text)


def activate(*, by: Any, reason: Reason) -> Reason:
    """Bring a draft into use; the version before it retires in the same transaction.

    Raises ``cases.reason.needs_another`` for its author.
    """
    with transaction.atomic():
        newest = _locked(reason.tenant, reason.case_type, reason.code)
        if newest is None or newest.pk != reason.pk or newest.state != State.DRAFT:
            raise ReasonNotPossible
        if newest.created_by_id == by.pk:
            raise ReasonNeedsAnother
        now = clock.now(newest.tenant)
        _rows(newest.tenant, newest.case_type, newest.code).filter(state=State.ACTIVE).update(
            state=State.RETIRED, retired_at=now
        )
        newest.state, newest.active_from, newest.activated_by = State.ACTIVE, now, by
        newest.save(update_fields=["state", "active_from", "activated_by"])
        _note("cases.reason.activated", by, newest)
    return newest


def retire(*, by: Any, reason: Reason) -> Reason:
    """Take a version out of use, or drop a draft; old decisions keep its words."""
    with transaction.atomic():
        row = Reason.objects.select_for_update(no_key=True, of=("self",)).get(pk=reason.pk)
        if row.state == State.RETIRED:
            raise ReasonNotPossible
        verb = "cases.reason.dropped" if row.state == State.DRAFT else "cases.reason.retired"
        row.state, row.retired_at = State.RETIRED, clock.now(row.tenant)
        row.save(update_fields=["state", "retired_at"])
        _note(verb, by, row)
    return row


def check(*, kind: str, text: Text) -> None:
    """Raise ``cases.reason.words`` unless the sentence reads well for every place it fits."""
    said = text.words + text.what_to_do
    others = set(re.findall(r"\{[^}]*\}?|\}", said)) - {SLOT}
    if others:
        raise ReasonWords(why=f"只能用 {SLOT} 代表材料的名字，不能用别的花括号。")
    if not text.words.endswith(tuple(_END)):
        raise ReasonWords(why="给申请人的话要说完整，用句号结尾。")
    if text.what_to_do and not text.what_to_do.endswith(tuple(_END)):
        raise ReasonWords(why="“要做什么”也用句号结尾。")
    if kind == Reason.Kind.RETURN:
        _check_return(text)
    elif SLOT in said:
        raise ReasonWords(why=f"不通过说的是整件申请，话里不能有 {SLOT}。")


def _check_return(text: Text) -> None:
    """Somebody who is asked to mend something reads what, and how."""
    if SLOT not in text.words + text.what_to_do and len(text.slots) != 1:
        raise ReasonWords(why=f"退回补正要写明是哪一处：请用 {SLOT} 代表材料的名字。")
    if not text.what_to_do:
        raise ReasonWords(why="退回补正要告诉申请人怎么补，请写“要做什么”。")


def _rows(tenant: Tenant, case_type: str, code: str) -> Any:
    return Reason.objects.filter(tenant=tenant, case_type=case_type, code=code)


def _locked(tenant: Tenant, case_type: str, code: str) -> Reason | None:
    """The newest version; its code stays ours until the transaction ends."""
    locks.advisory(f"cases.reason:{tenant.pk}:{case_type}:{code}")
    rows = _rows(tenant, case_type, code).select_related("tenant")
    newest = rows.aggregate(version=Max("version"))["version"]
    return rows.filter(version=newest).first()


def _write(
    by: Any, tenant: Tenant, case_type: str, kind: str, code: str, version: int, text: Text
) -> Reason:
    source = reason_seeds.source_of(case_type)
    aliases = {seed.code: seed.alias for seed in source.seeds} if source else {}
    try:
        with transaction.atomic():
            row = Reason.objects.create(
                tenant=tenant,
                case_type=case_type,
                kind=kind,
                code=code,
                version=version,
                alias=aliases.get(code, ""),
                created_by=by,
                created_at=clock.now(tenant),
                **_fields(text),
            )
    except IntegrityError as taken:
        raise ReasonNotPossible from taken
    _note("cases.reason.drafted", by, row)
    return row


def _rewrite(by: Any, row: Reason, text: Text) -> Reason:
    """The draft in new words, by a new author."""
    for name, value in _fields(text).items():
        setattr(row, name, value)
    row.created_by, row.created_at = by, clock.now(row.tenant)
    row.save()
    _note("cases.reason.drafted", by, row)
    return row


def _fields(text: Text) -> dict[str, Any]:
    return {
        "label": text.label,
        "words": text.words,
        "what_to_do": text.what_to_do,
        "slots": list(text.slots),
        "verdict": text.verdict,
    }


def _note(verb: str, by: Any, row: Reason) -> None:
    data = {"code": row.code, "version": row.version, "case_type": row.case_type}
    audit.record(verb, by=by, subject=row, data=data)
