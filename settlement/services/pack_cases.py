"""Golden cases of a version, and running them: no approval before they passed (P195)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking

from ..data.pack_cases import GoldenCase, Miss
from ..errors import PackApprovalRefused, PackCaseRefused, PackIsFixed
from ..models import PackCase, PackRun, PolicyPack
from ..rules import pack_cases
from ..rules.documents import read_json
from ..rules.reading import DocumentInvalid
from ..selectors import packs as found
from ..states import PackState


def add(*, by: Any, pack_id: Any, text: str) -> list[PackCase]:
    """Bind cases to a draft from JSON: one or a list; the same title replaces the former case.

    Returns those that are new; the same case again changes nothing. Whoever approved first
    approved other cases, so that approval is taken back. Raises ``PackCaseRefused`` with the
    path of each mistake and ``PackIsFixed`` for any but a draft.
    """
    try:
        cases = pack_cases.read_cases(read_json(text))
    except DocumentInvalid as refusal:
        raise PackCaseRefused(refusal.errors) from refusal
    with transaction.atomic():
        pack = _draft(pack_id)
        _refuse_other_days(pack, cases)
        return _bind(by, pack, cases)


def copy(*, by: Any, pack_id: Any, former_id: Any) -> list[PackCase]:
    """Bind the cases of another version to a draft; a day out of its period moves to its first.

    Raises ``PackIsFixed``.
    """
    with transaction.atomic():
        pack = _draft(pack_id)
        rules = found.compiled(pack.pk)
        former = PackCase.objects.filter(pack_id=former_id)
        return _bind(by, pack, [pack_cases.dated(found.golden(row), rules) for row in former])


def remove(*, by: Any, pack_id: Any, case_id: Any, reason: str) -> None:
    """Take a case away from a draft; why goes into the audit log. Raises ``PackIsFixed``."""
    with transaction.atomic():
        pack = _draft(pack_id)
        case = PackCase.objects.get(pack=pack, pk=case_id)
        data = {"case": case.title, "reason": masking.mask_text(reason)}
        case.delete()
        _take_approval_back(by, pack)
        audit.record("settlement.pack.case_removed", by=by, subject=pack, data=data)


def run(*, by: Any, pack_id: Any) -> PackRun:
    """Work every case out under the version and keep what differed, field by field.

    Raises ``PackApprovalRefused`` where the version has no case.
    """
    moment = clock.now()  # before reading: a case that comes meanwhile is younger than the run
    pack = PolicyPack.objects.get(pk=pack_id)
    rows = list(PackCase.objects.filter(pack=pack))
    if not rows:
        raise PackApprovalRefused(reason="这个版本还没有算例，请先放入算例。")
    rules = found.compiled(pack.pk)
    misses = {row.title: pack_cases.judge(rules, found.golden(row)) for row in rows}
    passed = not any(misses.values())
    with transaction.atomic():
        made = PackRun.objects.create(
            pack=pack,
            kind=PackRun.Kind.GOLDEN,
            pack_sha256=pack.sha256,
            cases_sha256=found.cases_digest(rows),
            passed=passed,
            total=len(rows),
            done=len(rows),
            outcome=_outcome(misses),
            created_by=by,
            created_at=moment,
            ended_at=moment,
        )
        data = {"passed": passed, "cases": len(rows), "failed": len(made.outcome["failed"])}
        audit.record("settlement.pack.cases_run", by=by, subject=pack, data=data)
    return made


def _outcome(misses: dict[str, list[Miss]]) -> dict[str, Any]:
    """Titles of the cases that passed, and what differed in the others."""
    return {
        "passed": [title for title, one in misses.items() if not one],
        "failed": {title: [miss.to_json() for miss in one] for title, one in misses.items() if one},
    }


def _draft(pack_id: Any) -> PolicyPack:
    pack = PolicyPack.objects.select_for_update().get(pk=pack_id)
    if pack.state != PackState.DRAFT:
        raise PackIsFixed
    return pack


def _refuse_other_days(pack: PolicyPack, cases: Iterable[GoldenCase]) -> None:
    """A case of a day out of the version's period would be worked out without any rules."""
    rules = found.compiled(pack.pk)
    errors = [
        {
            "path": f"{case.title}.case.visit.date",
            "message": "就诊日期不在这个版本的生效日期内。",
        }
        for case in cases
        if pack_cases.dated(case, rules) is not case
    ]
    if errors:
        raise PackCaseRefused(errors)


def _bind(by: Any, pack: PolicyPack, cases: Iterable[GoldenCase]) -> list[PackCase]:
    known = dict(PackCase.objects.filter(pack=pack).values_list("title", "sha256"))
    cases = [case for case in cases if known.get(case.title) != pack_cases.digest(case)]
    if not cases:
        return []
    moment = clock.now()
    titles = [case.title for case in cases]
    PackCase.objects.filter(pack=pack, title__in=titles).delete()
    if PackCase.objects.filter(pack=pack).count() + len(cases) > pack_cases.MOST_CASES:
        message = f"一个版本最多 {pack_cases.MOST_CASES} 个算例。"
        raise PackCaseRefused([{"path": "", "message": message}])
    rows = PackCase.objects.bulk_create(
        PackCase(
            pack=pack,
            title=case.title,
            why=case.why,
            document=case.document,
            expect=case.expect,
            sha256=pack_cases.digest(case),
            created_by=by,
            created_at=moment,
        )
        for case in cases
    )
    _take_approval_back(by, pack)
    audit.record("settlement.pack.cases_bound", by=by, subject=pack, data={"cases": titles})
    return rows


def _take_approval_back(by: Any, pack: PolicyPack) -> None:
    if pack.first_approver_id is None:
        return
    pack.first_approver = None
    pack.save(update_fields=["first_approver"])
    audit.record("settlement.pack.approval_taken_back", by=by, subject=pack)
