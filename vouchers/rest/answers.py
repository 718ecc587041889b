"""The answer to a scan, exactly as partners know it; masked unless the client may see more."""

from typing import Any

from rest_framework import serializers as s

from accounts.selectors import regions
from yibao.kernel import clock

from ..data import ScanOutcome
from ..errors import DomainError, PresenceNotConfirmed, ScanDisowned, ScanMismatched
from ..selectors import needs_presence

IDENTITY_SCOPE = "persons:identity"


class ScannedPerson(s.Serializer):
    """参保人。"""

    psn_no = s.CharField()
    psn_name = s.CharField(help_text="隐去中间的字；有 persons:identity 权限时为全名")
    certno = s.CharField(required=False, help_text="只有 persons:identity 权限才有")
    gend = s.CharField()
    age = s.IntegerField()
    insutype = s.CharField()
    psn_type = s.CharField()
    insuplc_admdvs = s.CharField()
    insuplc_name = s.CharField()
    psn_insu_stas = s.CharField()


class Scanned(s.Serializer):
    """扫码结果。"""

    scan_id = s.CharField()
    expires_at = s.DateTimeField()
    purpose = s.ChoiceField(choices=["patient", "payer"])
    person = ScannedPerson()
    presented_by = s.CharField(allow_null=True, help_text="家人出示时为关系")
    voucher_status = s.CharField()
    warnings = s.ListField(child=s.CharField(), help_text="提醒的错误码，例如 voucher.restricted")


class ScanNow(s.Serializer):
    """扫码现在的状态。"""

    scan_id = s.CharField()
    outcome = s.CharField(help_text="ok，或拒绝的错误码")
    purpose = s.ChoiceField(choices=["patient", "payer"])
    expires_at = s.DateTimeField(allow_null=True)
    answered = s.ChoiceField(
        choices=["mine", "not_mine"], allow_null=True, help_text="本人在手机上的回答"
    )
    disowned = s.BooleanField(help_text="本人说不是自己：不能再登记和结算")
    presence = s.ChoiceField(
        choices=["authorised_purchase", "patient_present"],
        allow_null=True,
        help_text="窗口确认的谁在场；还没有确认为 null",
    )
    presence_needed = s.BooleanField(help_text="家人出示的码，还没有确认谁在场：不能结算")
    mismatch_reported = s.BooleanField(help_text="本机构反映过人和码对不上：不能再登记和结算")
    detail = s.CharField(help_text="给经办人的话；没有就为空")
    patient_text = s.CharField(help_text="给患者的话；没有就为空")


def scan_now(scan: Any) -> dict[str, Any]:
    """A stored scan with what its owner said."""
    answer = getattr(scan, "answer", None)
    said = answer.verdict.lower() if answer else None
    refusal = _refusal_of(scan, said)
    ends = scan.expires_at
    return {
        "scan_id": scan.scan_id,
        "outcome": scan.outcome,
        "purpose": scan.purpose,
        "expires_at": clock.local(ends).isoformat(timespec="seconds") if ends else None,
        "answered": said,
        "disowned": said == "not_mine",
        "presence": scan.presence or None,
        "presence_needed": needs_presence(scan),
        "mismatch_reported": scan.mismatch_at is not None,
        "detail": refusal.message if refusal else "",
        "patient_text": refusal.patient_message if refusal else "",
    }


def _refusal_of(scan: Any, said: str | None) -> DomainError | None:
    """Why nothing more is settled with this scan, if so."""
    if said == "not_mine":
        return ScanDisowned()
    if scan.mismatch_at is not None:
        return ScanMismatched()
    return PresenceNotConfirmed() if needs_presence(scan) else None


class Mismatch(s.Serializer):
    """反映的结果。"""

    scan_id = s.CharField()
    reported_at = s.DateTimeField()
    report_ref = s.CharField(help_text="事项号，打电话问的时候报这个号")
    detail = s.CharField(help_text="给经办人的话")
    patient_text = s.CharField(help_text="给患者的话")


def mismatch(scan: Any) -> dict[str, Any]:
    """A stored report with what to do now."""
    now_refused = ScanMismatched()
    return {
        "scan_id": scan.scan_id,
        "reported_at": clock.local(scan.mismatch_at).isoformat(timespec="seconds"),
        "report_ref": scan.mismatch_ref,
        "detail": now_refused.message,
        "patient_text": now_refused.patient_message,
    }


def scanned(outcome: ScanOutcome, scopes: frozenset[str]) -> dict[str, Any]:
    """A successful scan."""
    scan = outcome.scan
    return {
        "scan_id": scan.scan_id,
        "expires_at": clock.local(scan.expires_at).isoformat(timespec="seconds"),
        "purpose": scan.purpose,
        "person": _person(outcome, has_identity=IDENTITY_SCOPE in scopes),
        "presented_by": scan.presented_as or None,
        "voucher_status": str(outcome.word),
        "warnings": [warning.code for warning in outcome.warnings],
    }


def _person(outcome: ScanOutcome, *, has_identity: bool) -> dict[str, Any]:
    person, enrolment = outcome.person, outcome.enrolment
    shown = {
        "psn_no": person.psn_no,
        "psn_name": person.name if has_identity else person.masked_name,
        "gend": person.gend,
        "age": person.age_on(clock.today(person.tenant)),
        "insutype": enrolment.insutype,
        "psn_type": enrolment.psn_type,
        "insuplc_admdvs": enrolment.insuplc_admdvs,
        "insuplc_name": regions.name_of(enrolment.insuplc_admdvs),
        "psn_insu_stas": enrolment.psn_insu_stas,
    }
    return {**shown, "certno": person.certno} if has_identity else shown
