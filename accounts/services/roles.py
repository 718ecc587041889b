"""Roles of staff: one table in the code, made into groups with rights (T41, T94)."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.services import staff_guards
from yibao.audit import glass
from yibao.audit import services as audit
from yibao.cases.desk import leaving

ROLE_WORDS = {
    "reviewer": "审核员",
    "lead": "组长",
    "clerk": "窗口经办",
    "auditor": "审计员",
    "finance": "财务",
    "admin": "系统管理员",
    "hospital": "医院窗口",
}

#: Rights beyond Django's view, add, change: what a service button needs. Label → codename, words.
ACTION_RIGHTS = {
    "accounts.person": [
        ("find_person", "查人"),
        ("unmask_person", "看全号"),
        ("record_death", "登记死亡"),
    ],
    "accounts.user": [("manage_staff", "管理工作人员")],
    "accounts.oddaccess": [("note_oddaccess", "核对异常查看")],
    "accounts.partnerclient": [("manage_partnerclient", "管理接入应用")],
    "portal.vendor": [("manage_vendor", "审核和停用接入单位")],
    "vouchers.voucher": [
        ("suspend_voucher", "停用和恢复医保码"),
        ("lift_sanction", "提前解除违规停用"),
        ("reissue_voucher", "换发医保码"),
        ("close_voucher", "注销医保码"),
    ],
    "vouchers.channelpath": [("manage_channelpath", "换新和停用激活路径")],
    "vouchers.counteract": [("work_counter", "窗口代办和复核")],
    "family.binding": [("end_binding", "暂停和解除绑定")],
    "family.grant": [("end_grant", "结束共济授权")],
    "family.bindingrequest": [("work_hospital_desk", "医院窗口代办绑定")],
    "settlement.cardcharge": [("ask_bank", "问银行")],
    "settlement.difference": [("work_difference", "处理对账差异")],
    "settlement.clearing": [("audit_clearing", "审核清算"), ("pay_clearing", "拨付清算")],
    "settlement.suspensepayout": [
        ("propose_payout", "申请待领款付款"),
        ("pay_payout", "登记待领款付款"),
    ],
    "settlement.ledgeraccount": [("read_statement", "查账户对账单")],
    "settlement.proofrun": [("run_proof", "核对总账和写明事故原因")],
    "settlement.allotmentfile": [
        ("bring_allotment", "上传账户划入"),
        ("approve_allotment", "批准账户划入"),
    ],
    "settlement.policypack": [
        ("approve_policypack", "审批和停用政策包"),
        ("draft_policypack", "写政策包和算例"),
    ],
    "cases.case": [
        ("decide_case", "处理事项"),
        ("lead_cases", "组长处理"),
        ("second_look", "抽检"),
    ],
    "cases.reason": [("manage_reason", "管理理由")],
    "notices.smsmessage": [("resend_smsmessage", "重发短信")],
    "notices.noticetemplate": [("release_noticetemplate", "发布通知模板")],
    "kernel.outboxmessage": [("requeue_outboxmessage", "重试待办消息")],
    "audit.auditevent": [("export_auditevent", "导出审计")],
    "audit.glasssession": [
        ("open_glasssession", "临时提权"),
        ("sign_glasssession", "复核临时提权"),
    ],
}

#: Tables that the console shows; readers are given ``view`` on them one by one.
PEOPLE = [
    "accounts.person", "accounts.enrolment", "accounts.contribution",
    "vouchers.voucher", "vouchers.scan", "vouchers.channelslot",
]  # fmt: skip
PLACES = ["accounts.institution", "accounts.terminal", "accounts.operator", "accounts.region"]
BILLS = [
    "settlement.bankcard", "settlement.cardcharge", "settlement.cardrefund", "settlement.exchange",
    "settlement.offlinebill", "settlement.personyear", "settlement.premium", "settlement.refund",
    "settlement.settlement", "settlement.settlementattempt", "settlement.stay", "settlement.visit",
    "settlement.wallettransfer",
]  # fmt: skip
REMOTE = ["settlement.remotearea", "settlement.remotefiling", "settlement.benefitfiling"]
BOOKS = [
    "settlement.ledgeraccount", "settlement.posting", "settlement.ledgerentry",
    "settlement.suspensepayout", "settlement.proofrun", "settlement.allotmentfile",
]  # fmt: skip
MATCHING = ["settlement.reconciliation", "settlement.difference", "settlement.clearing"]
POLICY = [
    "settlement.policypack",
    "settlement.catalogueitem",
    "vouchers.voucherpolicy",
    "settlement.premiumplan",
    "settlement.settlementrules",
]
REVIEWS = ["family.binding", "family.bindingrequest", "cases.case", "cases.reason"]
FAMILY_RULES = ["family.familypolicy", "family.aidpolicy", "family.proofset"]
CHANNELS = ["vouchers.channel", "vouchers.channelregion", "vouchers.channelpath"]
MESSAGES = [
    "notices.notice",
    "notices.smsmessage",
    "notices.noticetemplate",
    "notices.banner",
]
MACHINERY = [
    "kernel.outboxmessage",
    "kernel.tenant",
    "accounts.partnerclient",
    "portal.vendor",
    "webhooks.endpoint",
    "webhooks.delivery",
    "gateway.gatewayaccess",
    "gateway.mobileapp",
    "gateway.mobilecallback",
    "gateway.gatewaymessage",
    "gateway.gatewaysession",
    "gateway.gatewayfile",
    "conformance.conformancerun",
]
EVERYTHING = [
    *PEOPLE, *PLACES, *BILLS, *BOOKS, *MATCHING, *POLICY, *MESSAGES, *MACHINERY,
    *CHANNELS, *FAMILY_RULES, *REMOTE,
    "family.grant", *REVIEWS, "audit.auditevent", "audit.glasssession",
    "accounts.oddaccess",
    "accounts.user", "kernel.calendarday",
    "accounts.facecheck", "accounts.consent", "accounts.registerimport",
    "accounts.dataexport", "accounts.erasure",
    "vouchers.counteract", "vouchers.counterslip", "vouchers.offlinepass",
    "vouchers.signingkey",
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
    # Staff of a hospital's window: they take wishes in and see nothing else (P179, HOSP_DESK_BIND).
    "hospital": ["family.work_hospital_desk"],
    "reviewer": [
        *_view(*PEOPLE, *PLACES, *BILLS, *REMOTE, *FAMILY_RULES, "family.grant", *REVIEWS),
        *_view("kernel.calendarday"),
        "accounts.find_person",
        "accounts.unmask_person",
        "vouchers.suspend_voucher",
        "audit.open_glasssession",
        "cases.decide_case",
        "cases.second_look",
        "family.end_binding",
        "family.end_grant",
    ],
    "lead": [
        *_view(*PEOPLE, *PLACES, *BILLS, *POLICY, *MESSAGES, "family.grant", *REVIEWS),
        *_view("kernel.calendarday"),
        *_view("audit.auditevent", "accounts.facecheck", "accounts.user", "vouchers.counteract"),
        *_view("vouchers.counterslip", "vouchers.offlinepass", *FAMILY_RULES, *REMOTE),
        "accounts.find_person",
        "accounts.unmask_person",
        "accounts.record_death",
        "vouchers.suspend_voucher",
        "vouchers.work_counter",
        "vouchers.lift_sanction",
        "vouchers.reissue_voucher",
        "vouchers.close_voucher",
        *_view("audit.glasssession", "accounts.oddaccess"),
        "accounts.note_oddaccess",
        "audit.open_glasssession",
        "audit.sign_glasssession",
        "cases.decide_case",
        "cases.lead_cases",
        "cases.manage_reason",
        "family.end_binding",
        "family.end_grant",
        "settlement.approve_policypack",
        "settlement.ask_bank",
        "audit.export_auditevent",
        *_add("notices.noticetemplate", "notices.banner"),
        "notices.release_noticetemplate",
        "notices.resend_smsmessage",
    ],
    "clerk": [
        *_view(*PEOPLE, *PLACES, "settlement.visit", "settlement.settlement"),
        *_view("vouchers.counteract", "vouchers.counterslip", "vouchers.offlinepass"),
        "accounts.find_person",
        "vouchers.suspend_voucher",
        "vouchers.reissue_voucher",
        "vouchers.work_counter",
    ],
    "auditor": [*_view(*EVERYTHING), "audit.export_auditevent"],
    "finance": [
        *_view(*PLACES, *BILLS, *BOOKS, *MATCHING, *POLICY),
        "settlement.approve_policypack",
        "settlement.draft_policypack",
        "settlement.ask_bank",
        "settlement.work_difference",
        "settlement.audit_clearing",
        "settlement.pay_clearing",
        "settlement.propose_payout",
        "settlement.pay_payout",
        "settlement.read_statement",
        "settlement.run_proof",
        "settlement.bring_allotment",
        "settlement.approve_allotment",
    ],
    "admin": [
        *_view(*PLACES, *POLICY, *MACHINERY, *MESSAGES, "accounts.user", "audit.auditevent"),
        *_view("accounts.registerimport", "vouchers.signingkey", *CHANNELS, *FAMILY_RULES),
        *_view("kernel.calendarday"),
        *_edit("kernel.calendarday", "settlement.remotearea"),
        *_view("settlement.remotearea"),
        *_edit(*PLACES, "vouchers.channel", "vouchers.channelregion", "family.proofset"),
        *_add("vouchers.channelpath", "family.familypolicy", "family.aidpolicy"),
        *_add("settlement.settlementrules", "settlement.premiumplan"),
        "vouchers.manage_channelpath",
        "settlement.draft_policypack",
        *_add("notices.noticetemplate", "notices.banner", "vouchers.voucherpolicy"),
        "notices.release_noticetemplate",
        "notices.resend_smsmessage",
        "accounts.manage_staff",
        "accounts.manage_partnerclient",
        "portal.manage_vendor",
        *_add("gateway.gatewayaccess", "gateway.mobileapp"),
        "gateway.manage_gatewayaccess",
        "gateway.manage_mobileapp",
        "gateway.repeat_mobilecallback",
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
    """Give a member of staff exactly these roles, from the next request on.

    Who may no longer decide or look in full lets go of it at once. Nobody gives rights to oneself
    (``StaffOwnAccount``), and one administrator is always left (``StaffLastAdmin``).
    """
    staff_guards.must_be_another(by=by, user=user)
    groups = ensure_roles(by=by)
    with transaction.atomic():
        if staff_guards.ADMIN not in roles:
            staff_guards.must_leave_an_admin(by=by, user=user)
        user.groups.set([groups[role] for role in roles])
        audit.record("accounts.staff.roles_set", by=by, subject=user, data={"roles": sorted(roles)})
        _let_go(by, type(user).objects.get(pk=user.pk))
    return user


def _let_go(by: Any, user: Any) -> None:
    if not user.has_perm(glass.OPEN_RIGHT):
        glass.end_all(by=by, staff=user)
    if not user.has_perm("cases.decide_case"):
        leaving.let_go(by=by, staff=user)
