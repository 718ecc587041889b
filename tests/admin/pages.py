"""Every page of the console, and which role may open it: one table (T41)."""

from django.contrib import admin

from accounts.services.roles import ROLES

#: Model → roles that see its list and its rows; nobody else does.
SEEN_BY: dict[str, set[str]] = {
    "accounts.person": {"reviewer", "lead", "clerk", "auditor"},
    "accounts.enrolment": {"reviewer", "lead", "clerk", "auditor"},
    "accounts.contribution": {"reviewer", "lead", "clerk", "auditor"},
    "vouchers.voucher": {"reviewer", "lead", "clerk", "auditor"},
    "vouchers.counteract": {"lead", "clerk", "auditor"},
    "vouchers.counterslip": {"lead", "clerk", "auditor"},
    "vouchers.signingkey": {"auditor", "admin"},
    "vouchers.scan": {"reviewer", "lead", "clerk", "auditor"},
    "vouchers.channelslot": {"reviewer", "lead", "clerk", "auditor"},
    "vouchers.channel": {"auditor", "admin"},
    "vouchers.channelregion": {"auditor", "admin"},
    "vouchers.channelpath": {"auditor", "admin"},
    "accounts.institution": {"reviewer", "lead", "clerk", "auditor", "finance", "admin"},
    "accounts.terminal": {"reviewer", "lead", "clerk", "auditor", "finance", "admin"},
    "accounts.operator": {"reviewer", "lead", "clerk", "auditor", "finance", "admin"},
    "accounts.region": {"reviewer", "lead", "clerk", "auditor", "finance", "admin"},
    "settlement.visit": {"reviewer", "lead", "clerk", "auditor", "finance"},
    "settlement.settlement": {"reviewer", "lead", "clerk", "auditor", "finance"},
    "settlement.refund": {"reviewer", "lead", "auditor", "finance"},
    "settlement.settlementattempt": {"reviewer", "lead", "auditor", "finance"},
    "settlement.personyear": {"reviewer", "lead", "auditor", "finance"},
    "settlement.bankcard": {"reviewer", "lead", "auditor", "finance"},
    "settlement.cardcharge": {"reviewer", "lead", "auditor", "finance"},
    "settlement.cardrefund": {"reviewer", "lead", "auditor", "finance"},
    "settlement.ledgeraccount": {"auditor", "finance"},
    "settlement.posting": {"auditor", "finance"},
    "settlement.ledgerentry": {"auditor", "finance"},
    "settlement.policypack": {"lead", "auditor", "finance", "admin"},
    "settlement.catalogueitem": {"lead", "auditor", "finance", "admin"},
    "vouchers.voucherpolicy": {"lead", "auditor", "finance", "admin"},
    "family.grant": {"reviewer", "lead", "auditor"},
    "cases.case": {"reviewer", "lead", "auditor"},
    "notices.notice": {"lead", "auditor", "admin"},
    "notices.smsmessage": {"lead", "auditor", "admin"},
    "notices.noticetemplate": {"lead", "auditor", "admin"},
    "notices.banner": {"lead", "auditor", "admin"},
    "audit.auditevent": {"lead", "auditor", "admin"},
    "accounts.user": {"lead", "auditor", "admin"},
    "accounts.facecheck": {"lead", "auditor"},
    "accounts.consent": {"auditor"},
    "accounts.registerimport": {"auditor", "admin"},
    "accounts.dataexport": {"auditor"},
    "accounts.erasure": {"auditor"},
    "accounts.partnerclient": {"auditor", "admin"},
    "kernel.outboxmessage": {"auditor", "admin"},
    "kernel.tenant": {"auditor", "admin"},
}
#: Configuration: rows that the admin role adds and changes.
EDITED_BY: dict[str, set[str]] = {
    "vouchers.channel": {"admin"},
    "vouchers.channelregion": {"admin"},
    "accounts.institution": {"admin"},
    "accounts.terminal": {"admin"},
    "accounts.operator": {"admin"},
    "accounts.region": {"admin"},
}
#: Rows that are written once and never changed.
ADDED_BY: dict[str, set[str]] = {
    "vouchers.channelpath": {"admin"},
    "notices.noticetemplate": {"lead", "admin"},
    "notices.banner": {"lead", "admin"},
    "vouchers.voucherpolicy": {"admin"},
}
#: Button → roles that have it.
BUTTONS: dict[str, set[str]] = {
    "accounts.person/unmask": {"reviewer", "lead"},
    "accounts.person/record-death": {"lead"},
    "accounts.user/roles": {"admin"},
    "accounts.user/factor": {"admin"},
    "accounts.user/disable": {"admin"},
    "accounts.user/enable": {"admin"},
    "accounts.partnerclient/disable": {"admin"},
    "accounts.partnerclient/enable": {"admin"},
    "accounts.partnerclient/rotate": {"admin"},
    "vouchers.counterslip/revoke": {"lead", "clerk"},
    "vouchers.voucher/suspend": {"reviewer", "lead", "clerk"},
    "vouchers.voucher/sanction": {"reviewer", "lead", "clerk"},
    "vouchers.voucher/restore": {"reviewer", "lead", "clerk"},
    "vouchers.voucher/reissue": {"lead", "clerk"},
    "vouchers.voucher/close": {"lead"},
    "vouchers.channelslot/end": {"reviewer", "lead", "clerk"},
    "vouchers.channelpath/replace": {"admin"},
    "vouchers.channelpath/end": {"admin"},
    "notices.smsmessage/resend": {"lead", "admin"},
    "notices.noticetemplate/release": {"lead", "admin"},
    "notices.noticetemplate/retire": {"lead", "admin"},
    "notices.banner/end": {"lead", "admin"},
    "settlement.policypack/approve-first": {"lead", "finance"},
    "settlement.policypack/approve-second": {"lead", "finance"},
    "settlement.cardcharge/ask": {"lead", "finance"},
    "settlement.cardrefund/ask": {"lead", "finance"},
    "settlement.policypack/retire": {"lead", "finance"},
    "cases.case/take": {"reviewer", "lead"},
    "cases.case/put-back": {"reviewer", "lead"},
    "cases.case/approve": {"reviewer", "lead"},
    "cases.case/reject": {"reviewer", "lead"},
    "kernel.outboxmessage/requeue": {"admin"},
}
ROLE_NAMES = sorted(ROLES)


def registered() -> dict[str, object]:
    """Model label → its page class."""
    return {model._meta.label_lower: page for model, page in admin.site._registry.items()}


def base_of(label: str) -> str:
    """Address of the list."""
    app, model = label.split(".")
    return f"/admin/{app}/{model}/"
