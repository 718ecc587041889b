"""The first page of a citizen, and the page 我的."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments, regions
from family.selectors import bindings
from settlement.selectors import bills
from vouchers import selectors as vouchers
from vouchers.errors import NotInsured
from vouchers.states import VoucherWord
from yibao.kernel import masking, proof, todos

from . import menu

MOST_TODOS = 3
STATUS_KINDS = {"1": "ok", "2": "warn", "4": "error"}
CODE_STATES = {
    VoucherWord.ACTIVE: "active",
    VoucherWord.RESTRICTED: "active",
    VoucherWord.LOCKED: "active",
    VoucherWord.SUSPENDED: "suspended",
    VoucherWord.APPLIED: "applied",
    VoucherWord.CLOSED: "closed",
}
CLOSED_TEXT = "注销的医保码不能再用。有疑问请带身份证去窗口，或打电话问清楚。"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who is signed in, as the pages show it."""

    name: str
    masked_name: str
    certno_masked: str
    phone_masked: str
    insurance: str
    place: str
    status_kind: str
    status_word: str


@dataclass(frozen=True, slots=True)
class Alert:
    """The one amber card under the name."""

    kind: str
    title: str
    text: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class LastBill:
    """The newest bill in one line; amount in 分."""

    no: str
    at: datetime
    place_name: str
    cash_fen: int


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative whose code can be shown from the first page."""

    word: str
    url: str


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Code entry, what stands in the way, six entries, the last bill (wireframe 1)."""
    detour = _detour(request.user)
    if detour:
        return redirect(detour)
    standing = vouchers.standing(request.user.person)
    if proof.is_on_new_device(request):
        return _masked(request, standing)
    context = {
        "person": card_of(request.user, standing.enrolment),
        "code_state": _code_state(standing),
        "alert": _alert(standing),
        "last_bill": _last_bill(request.user.person),
        "entries": menu.MOST_USED,
        "kin": _kin(request.user.person, standing),
        **_todos(request.user),
    }
    return render(request, "web/home.html", context)


def _masked(request: HttpRequest, standing: vouchers.Standing) -> HttpResponse:
    """The first page on a new device: a masked name, the ways on, nothing else about the person."""
    context = {
        "masked_name": standing.person.masked_name,
        "has_code": _code_state(standing) == "active",
    }
    return render(request, "web/home_new_device.html", context)


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The masked person card and the ways to everything else."""
    detour = _detour(request.user)
    if detour:
        return redirect(detour)
    enrolment = enrolments.current(request.user.person)
    context = {"person": card_of(request.user, enrolment), "groups": menu.GROUPS}
    return render(request, "web/me.html", context)


@require_safe
def todo_list(request: HttpRequest) -> HttpResponse:
    """等您处理, whole."""
    detour = _detour(request.user)
    if detour:
        return redirect(detour)
    return render(request, "web/todos.html", {"todos": todos.of(request.user)})


def _kin(person: Any, standing: vouchers.Standing) -> list[Kin]:
    """Relatives whose code is one tap away (wireframe 1 e); none while the own code is stopped."""
    if _code_state(standing) != "active":
        return []
    return [
        Kin(_kin_word(row), reverse("family_code:code", args=[row.ref]))
        for row in bindings.of_holder(person)
        if bindings.is_showing(row)
    ]


def _kin_word(row: Any) -> str:
    """母亲; children by name, since there may be two daughters."""
    word = bindings.member_word(row)
    return f"{word} {row.member.masked_name}" if row.relation == "CHILD" else word


def _todos(user: Any) -> dict[str, Any]:
    """At most three on the first page, then 全部 (wireframe 1 f)."""
    found = todos.of(user)
    return {"todos": found[:MOST_TODOS], "more_todos": len(found) > MOST_TODOS}


def _detour(user: Any) -> str:
    """Where somebody goes who has no home page yet."""
    if not user.is_authenticated:
        return "accounts:start"
    if user.is_staff:
        return "admin:index"
    if user.kind == "VENDOR":
        return "portal:console"
    return "" if user.person_id else "accounts:real-name"


def _code_state(standing: vouchers.Standing) -> str:
    """What the hero card offers; nothing is offered that would be refused."""
    state = CODE_STATES.get(standing.word, "none")
    if state == "suspended" and vouchers.is_sanctioned(standing.voucher):
        return "sanctioned"
    if state in ("none", "applied") and isinstance(
        vouchers.refusal_of_insurance(standing.person, standing.enrolment), NotInsured
    ):
        return "uninsured"
    return state


def card_of(user: Any, enrolment: Any) -> PersonCard:
    """The card of this user; without an enrolment it says so."""
    person = user.person
    kind, word = _insurance_word(person, enrolment)
    return PersonCard(
        name=person.name,
        masked_name=person.masked_name,
        certno_masked=person.masked_certno,
        phone_masked=masking.mask_phone(user.phone) if user.phone else "",
        insurance=enrolment.get_insutype_display() if enrolment else "",
        place=regions.name_of(enrolment.insuplc_admdvs) if enrolment else "",
        status_kind=kind,
        status_word=word,
    )


def _insurance_word(person: Any, enrolment: Any) -> tuple[str, str]:
    """The tag beside the name; after a death nothing is normal any more (P39)."""
    if person.deceased_on is not None:
        return "warn", "需到窗口核实"
    if enrolment is None:
        return "warn", "没查到参保"
    kind = STATUS_KINDS.get(enrolment.psn_insu_stas, "warn")
    return kind, enrolment.get_psn_insu_stas_display()


def _alert(standing: vouchers.Standing) -> Alert | None:
    """The voucher first, then what is wrong with the insurance."""
    enrolment, word = standing.enrolment, standing.word
    if word == VoucherWord.CLOSED and vouchers.may_apply_again(standing.voucher):
        text = "您自己注销过医保码，随时可以重新激活。"
        return Alert("info", "医保码已注销", text, reverse("vouchers:activate"), "重新激活医保码")
    if word == VoucherWord.CLOSED:
        contacts = reverse("web:contacts")
        return Alert("error", "医保码已注销", CLOSED_TEXT, contacts, "看窗口地址和电话")
    if vouchers.is_sanctioned(standing.voucher):
        text = "医保码和实体卡现在都不能结算，请先自己付费，再到窗口手工报销。"
        return Alert("warn", "医保联网结算已停用", text, reverse("vouchers:code"), "看停用到哪天")
    if word == VoucherWord.SUSPENDED:
        text = "现在扫不了，实体卡照样能用。"
        return Alert("warn", "医保码已停用", text, reverse("vouchers:code"), "看怎么恢复")
    if enrolment is None:
        text = "如果您在别的地方参保，或者刚参保，请先打电话问清楚。"
        return Alert("warn", "没查到您的参保信息", text, reverse("web:contacts"), "看各地电话")
    if enrolment.psn_insu_stas != "1":
        phone = regions.hotline_of(enrolment.district_admdvs or enrolment.insuplc_admdvs)
        text = f"看病可能不能报销。请拨 {phone} 问清楚怎么补。"
        title = enrolment.get_psn_insu_stas_display()
        return Alert("warn", title, text, f"tel:{_digits(phone)}", "打电话")
    return None


def _last_bill(person: Any) -> LastBill | None:
    bill = bills.latest(person)
    if bill is None:
        return None
    borne = bill.psn_cash_pay_fen - bill.returned["psn_cash_pay"]
    return LastBill(bill.setl_id, bill.setl_time, bill.institution.name, borne)


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())
