"""The live receipt of a scan: told at once, answered once (T02, feature 17)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import corrections
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock, outbox
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors, rules, selectors
from ..models import Scan, ScanAnswer, Voucher
from ..states import VoucherState
from . import slips, suspension

EXPECTED, SURPRISING = "voucher_scanned", "voucher_scanned_elsewhere"
CASE_TYPE = "vouchers.not_me"
DISOWNED_TOPIC, SUSPENDED_TOPIC = "scan.disowned", "voucher.suspended"
REASON = "本人说扫码不是自己"
# A lost or copied card is not helped by stopping the code on the phone.
BY_CODE = (Scan.Medium.CODE, Scan.Medium.OFFLINE_CODE)
_STOPPABLE = (VoucherState.ACTIVE, VoucherState.SUSPENDED)
_Verdict = ScanAnswer.Verdict


def tell(*, by: Any, scan: Scan) -> None:
    """Put the receipt into every inbox that it concerns, in the transaction of the scan.

    A text message goes out only for a scan that surprises: most scans are expected.
    """
    for user in selectors.who_to_tell(scan):
        notices.post(
            SURPRISING if scan.risk_rules else EXPECTED,
            by=by,
            user=user,
            context=_words(scan, user),
            link=notices.Link(reverse("vouchers:scanned", args=[scan.scan_id]), "看这次扫码"),
            sms=bool(scan.risk_rules),
        )


def _words(scan: Scan, user: Any) -> dict[str, Any]:
    own = user.person_id == scan.person_id
    return {
        "name": "您" if own else scan.person.masked_name,
        "place": scan.institution.name,
        "window": selectors.window_of(scan),
        "operator": scan.operator_name or scan.operator_code,
        "purpose": rules.business_name(scan.business_type),
        "clock": clock.local(scan.created_at).strftime("%H:%M"),
        "is_ok": scan.outcome == Scan.OK,
        "reason": "" if scan.outcome == Scan.OK else selectors.result_of(scan).reason,
        "risk": rules.risk_words(scan.risk_rules),
    }


def confirm(*, by: Any, scan: Scan) -> ScanAnswer:
    """是我. Raises ``request.not_found`` for a stranger, ``voucher.scan.answered`` after 不是我."""
    with transaction.atomic():
        row, known = _locked(by, scan)
        if known is not None:
            return _same(known, _Verdict.MINE)
        return _record(by, row, _Verdict.MINE)


def disown(*, by: Any, scan: Scan, statement: str = "") -> ScanAnswer:
    """不是我: stop the code, what the scan began and the slips, and have a person look, at once.

    What was settled stays; the case says so. Saying it twice is saying it once. Raises
    ``request.not_found`` for a stranger and ``voucher.scan.answered`` after 是我.
    """
    with transaction.atomic():
        row, known = _locked(by, scan)
        if known is not None:
            return _same(known, _Verdict.NOT_MINE)
        # Locks in the order of a settlement: the scan, then the voucher.
        state = selectors.result_of(row).state
        voucher = _stop_voucher(by, row)
        case = cases.open_case(
            by=by,
            tenant_id=row.tenant_id,
            case_type=CASE_TYPE,
            subject=row.scan_id,
            summary=_summary(row, state, is_stopped=voucher is not None),
            applicant=by,
            region_code=row.institution.admdvs,
            statement=statement.strip(),
        )
        answer = _record(by, row, _Verdict.NOT_MINE, case_ref=case.ref)
        _tell_institution(row, voucher)
    return answer


def _locked(by: Any, scan: Scan) -> tuple[Scan, ScanAnswer | None]:
    """The scan under its lock and what was said before; a settlement waits for it or is seen."""
    if not selectors.may_answer(by, scan):
        raise NotFound
    row = (
        Scan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "institution", "code")
        .get(pk=scan.pk)
    )
    return row, selectors.answer_of(row)


def tell_decision(*, by: Any, case: Any) -> None:
    """The owner reads what came of the report, in the reviewer's words; safe to repeat."""
    if case.applicant is None or not case.applicant.is_active:
        return
    notices.post_once(
        "scan_report_decided",
        key=f"scan-report:{case.ref}",
        by=by,
        user=case.applicant,
        context={"ref": case.ref, "words": corrections.words_of(case)},
        link=notices.Link("/code/history/", "看使用记录"),
        sms=True,
    )


def _same(known: ScanAnswer, verdict: str) -> ScanAnswer:
    if known.verdict != verdict:
        raise errors.ScanAnswered
    return known


def _record(by: Any, scan: Scan, verdict: str, *, case_ref: str = "") -> ScanAnswer:
    answer = ScanAnswer.objects.create(
        scan=scan, verdict=verdict, said_by=by, said_at=clock.now(), case_ref=case_ref
    )
    verb = "vouchers.scan.disowned" if verdict == _Verdict.NOT_MINE else "vouchers.scan.confirmed"
    audit.record(verb, by=by, subject=scan, data={"case": case_ref} if case_ref else {})
    return answer


def _stop_voucher(by: Any, scan: Scan) -> Voucher | None:
    """Suspend where a code was used; the word of a family holder is enough, too."""
    voucher = selectors.voucher_of(scan.person)
    if voucher is None or scan.medium not in BY_CODE or voucher.state not in _STOPPABLE:
        return None
    is_own = by.person_id == scan.person_id
    slips.revoke_all(by=by, voucher=voucher)
    return suspension.suspend(by=by if is_own else None, voucher=voucher, reason=REASON)


def _summary(scan: Scan, state: str, *, is_stopped: bool) -> str:
    """What a reviewer must know first: how grave, where, and what is stopped already."""
    money = {
        "settled": "已经结算，账单照旧，请核查",
        "refused": "当时没有扫成",
        "cancelled": "没有结算",
    }
    moment = clock.local(scan.created_at)
    where = f"{scan.institution.name}（{selectors.window_of(scan)}）"
    parts = [
        f"高风险：本人否认 {moment:%m-%d %H:%M} 在{where}的扫码",
        money.get(state, "没有结算，已拦下"),
        "医保码已停用" if is_stopped else "用的是证件或卡，医保码没有动",
        *([rules.risk_words(scan.risk_rules)] if scan.risk_rules else []),
    ]
    return "；".join(parts)[:200]


def _tell_institution(scan: Scan, voucher: Voucher | None) -> None:
    """What webhooks carry to the institution: ids only."""
    ids = {"scan": str(scan.pk), "institution": str(scan.institution_id)}
    outbox.emit(DISOWNED_TOPIC, key=f"{DISOWNED_TOPIC}:{scan.pk}", payload=ids)
    if voucher is not None:
        payload = {**ids, "voucher": str(voucher.pk)}
        outbox.emit(SUSPENDED_TOPIC, key=f"{SUSPENDED_TOPIC}:{scan.pk}", payload=payload)
