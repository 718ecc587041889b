"""Roles of staff: one table in the code, made into groups with rights (T41, T94)."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from yibao.audit import services as audit

ROLE_WORDS = {
    "reviewer": "审核员",
    "lead": "组长",
    "clerk": "窗口经办",
    "auditor": "审计员",
    "finance": "财务",
    "admin": "系统管理员",
}

#: Rights beyond Django's view, add, change: what a service button needs. Label → codename, words.
ACTION_RIGHTS = {
    "accounts.person": [
        ("find_person", "查人"),
        ("unmask_person", "看全号"),
        ("record_death", "登记死亡"),
    ],
    "accounts.user": [("manage_staff", "管理工作人员")],
    "accounts.partnerclient": [("manage_partnerclient", "管理接入应用")],
    "vouchers.voucher": [
        ("suspend_voucher", "停用和恢复医保码"),
        ("lift_sanction", "提前解除违规停用"),
        ("reissue_voucher", "换发医保码"),
        ("close_voucher", "注销医保码"),
    ],
    "vouchers.channelpath": [("manage_channelpath", "换新和停用激活路径")],
    "vouchers.counteract": [("work_counter", "窗口代办和复核")],
    "settlement.cardcharge": [("ask_bank", "问银行")],
    "settlement.policypack": [("approve_policypack", "审批和停用政策包")],
    "cases.case": [("decide_case", "处理事项")],
    "notices.smsmessage": [("resend_smsmessage", "重发短信")],
    "notices.noticetemplate": [("release_noticetemplate", "发布通知模板")],
    "kernel.outboxmessage": [("requeue_outboxmessage", "重试待办消息")],
    "audit.auditevent": [("export_auditevent", "导出审计")],
}

#: Tables that the console shows; readers are given ``view`` on them one by one.
PEOPLE = [
    "accounts.person", "accounts.enrolment", "accounts.contribution",
    "vouchers.voucher", "vouchers.scan", "vouchers.channelslot",
]  # fmt: skip
PLACES = ["accounts.institution", "accounts.terminal", "accounts.operator", "accounts.region"]
BILLS = [
    "settlement.visit",
    "settlement.settlement",
    "settlement.refund",
    "settlement.settlementattempt",
    "settlement.personyear",
    "settlement.bankcard",
    "settlement.cardcharge",
    "settlement.cardrefund",
]
BOOKS = ["settlement.ledgeraccount", "settlement.posting", "settlement.ledgerentry"]
POLICY = ["settlement.policypack", "settlement.catalogueitem", "vouchers.voucherpolicy"]
CHANNELS = ["vouchers.channel", "vouchers.channelregion", "vouchers.channelpath"]
MESSAGES = [
    "notices.notice",
    "notices.smsmessage",
    "notices.noticetemplate",
    "notices.banner",
]
MACHINERY = ["kernel.outboxmessage", "kernel.tenant", "accounts.partnerclient"]
EVERYTHING = [
    *PEOPLE, *PLACES, *BILLS, *BOOKS, *POLICY, *MESSAGES, *MACHINERY, *CHANNELS,
    "family.grant", "cases.case", "audit.auditevent", "accounts.user",
    "accounts.facecheck", "accounts.consent", "accounts.registerimport",
    "accounts.dataexport", "accounts.erasure",
    "vouchers.counteract", "vouchers.counterslip", "vouchers.signingkey",
]  # fmt: skip


def _view(*labels: str) -> list[str]:
    return [f"{app}.view_{model}" for app, model in (label.split(".") for label in labels)]


def _edit(*labels: str) -> list[str]:
    pairs = [label.split(".") for label in labels]
    return [f"{app}.{verb}_{model}" for app, model in pairs for verb in ("add", "change")]


def _add(*labels: str) -> list[str]:
    return [f"{app}.add_{model}" for app, model in (label.split(".") for label in labels)]


#: Role → rights as ``app.codename``. Nobody has a right to delete.
ROLES: dict[str, list[str]] = {
    "reviewer": [
        *_view(*PEOPLE, *PLACES, *BILLS, "family.grant", "cases.case"),
        "accounts.find_person",
        "accounts.unmask_person",
        "vouchers.suspend_voucher",
        "cases.decide_case",
    ],
    "lead": [
        *_view(*PEOPLE, *PLACES, *BILLS, *POLICY, *MESSAGES, "family.grant", "cases.case"),
        *_view("audit.auditevent", "accounts.facecheck", "accounts.user", "vouchers.counteract"),
        *_view("vouchers.counterslip"),
        "accounts.find_person",
        "accounts.unmask_person",
        "accounts.record_death",
        "vouchers.suspend_voucher",
        "vouchers.work_counter",
        "vouchers.lift_sanction",
        "vouchers.reissue_voucher",
        "vouchers.close_voucher",
        "cases.decide_case",
        "settlement.approve_policypack",
        "settlement.ask_bank",
        "audit.export_auditevent",
        *_add("notices.noticetemplate", "notices.banner"),
        "notices.release_noticetemplate",
        "notices.resend_smsmessage",
    ],
    "clerk": [
        *_view(*PEOPLE, *PLACES, "settlement.visit", "settlement.settlement"),
        *_view("vouchers.counteract", "vouchers.counterslip"),
        "accounts.find_person",
        "vouchers.suspend_voucher",
        "vouchers.reissue_voucher",
        "vouchers.work_counter",
    ],
    "auditor": [*_view(*EVERYTHING), "audit.export_auditevent"],
    "finance": [
        *_view(*PLACES, *BILLS, *BOOKS, *POLICY),
        "settlement.approve_policypack",
        "settlement.ask_bank",
    ],
    "admin": [
        *_view(*PLACES, *POLICY, *MACHINERY, *MESSAGES, "accounts.user", "audit.auditevent"),
        *_view("accounts.registerimport", "vouchers.signingkey", *CHANNELS),
        *_edit(*PLACES, "vouchers.channel", "vouchers.channelregion"),
        *_add("vouchers.channelpath"),
        "vouchers.manage_channelpath",
        *_add("notices.noticetemplate", "notices.banner", "vouchers.voucherpolicy"),
        "notices.release_noticetemplate",
        "notices.resend_smsmessage",
        "accounts.manage_staff",
        "accounts.manage_partnerclient",
        "kernel.requeue_outboxmessage",
    ],
}


def ensure_roles(*, by: Any) -> dict[str, Group]:
    """Make the groups and give each exactly the rights of the table; safe to repeat."""
    with transaction.atomic():
        _make_action_rights()
        known = {
            f"{right.content_type.app_label}.{right.codename}": right
            for right in Permission.objects.select_related("content_type")
        }
        groups, changed = {}, []
        for role, rights in ROLES.items():
            group, _ = Group.objects.get_or_create(name=role)
            wanted = {known[right].pk for right in rights}
            if wanted != set(group.permissions.values_list("pk", flat=True)):
                group.permissions.set(wanted)
                changed.append(role)
            groups[role] = group
        if changed:
            audit.record("accounts.roles.ensured", by=by, data={"changed": changed})
    return groups


def _make_action_rights() -> None:
    for label, rights in ACTION_RIGHTS.items():
        kind = ContentType.objects.get_by_natural_key(*label.split("."))
        for codename, words in rights:
            Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": words}
            )


def assign(*, by: Any, user: Any, roles: list[str]) -> Any:
    """Give a member of staff exactly these roles."""
    groups = ensure_roles(by=by)
    with transaction.atomic():
        user.groups.set([groups[role] for role in roles])
        audit.record("accounts.staff.roles_set", by=by, subject=user, data={"roles": sorted(roles)})
    return user
