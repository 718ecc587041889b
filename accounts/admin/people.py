"""People of the register: masked, found by whole numbers only, every look recorded (T94)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.errors import LookReasonMissing
from accounts.models import Enrolment, Person
from accounts.selectors import regions
from accounts.services import looking
from yibao.kernel import clock, masking
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ReasonForm,
    ServiceAction,
    detail_link,
    person_link,
    tag,
    yes_no,
)

from .deaths import RECORD_DEATH

_STATUS_KINDS = {"1": "ok", "2": "warn", "4": "neutral"}


def _unmask(request: HttpRequest, person: Person, data: dict[str, Any]) -> None:
    looking.unmask(by=request.user, person=person, reason=data["reason"])


UNMASK = ServiceAction(
    name="unmask",
    label="显示全号",
    permission="accounts.unmask_person",
    effect="10 分钟内显示这个人的姓名、证件号、社保卡号和手机号。您的账号、时间和原因会记入审计，"
    "组长要复核，本人也看得到。",
    done="已显示全号，10 分钟后恢复遮挡。",
    run=_unmask,
)


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """One person with everything that the apps above show about them."""

    list_display = ("psn_no", "shown_name", "shown_certno", "gend", "insurance", "created_at")
    list_filter = (("deceased_on", admin.EmptyFieldListFilter),)
    ordering = ("-pk",)
    tenant_path = "tenant"
    service_actions = (UNMASK, RECORD_DEATH)
    fields = (
        "psn_no",
        "shown_name",
        "shown_certno",
        "shown_birth",
        "gend",
        "shown_card",
        "shown_phone",
        "deceased_on",
        "created_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        current = Prefetch("enrolments", Enrolment.objects.current(), to_attr="current_enrolments")
        rows = super().get_queryset(request).select_related("tenant", "user")
        return rows.prefetch_related(current)

    def get_urls(self) -> list[URLPattern]:
        find = self.own_view(self.find_view)
        return [path("find/", find, name="accounts_person_find"), *super().get_urls()]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Look people up by POST, so that no number gets into an address or a server log."""
        user: Any = request.user
        if not (self.has_view_permission(request) and user.has_perm("accounts.find_person")):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect("../")
        tenant = None if user.is_superuser else user.tenant
        text = request.POST.get("text", "").replace("\x00", "")[:60]
        reason = request.POST.get("reason", "").replace("\x00", "")[:60]
        try:
            _, found = looking.find_with_reason(by=user, tenant=tenant, text=text, reason=reason)
        except LookReasonMissing as missing:
            return self._found_page(request, [], text=text, problem=missing.said)
        if len(found) == 1:
            return HttpResponseRedirect(self.page_url(found[0]))
        return self._found_page(request, found)

    def _found_page(
        self, request: HttpRequest, found: list[Person], *, text: str = "", problem: str = ""
    ) -> HttpResponse:
        columns = (Column("人员编号"), Column("姓名"), Column("证件号"))
        rows = [[detail_link(one, one.psn_no), one.masked_name, one.masked_certno] for one in found]
        empty = "没有查到。请核对后再填完整的号码。"
        context = {
            **self.admin_site.each_context(request),
            "title": "查人结果",
            "opts": self.opts,
            "text": text,
            "problem": problem,
            "panel": None if problem else Panel("查到的人", columns, rows, empty=empty),
        }
        return TemplateResponse(request, "admin/accounts/person/found.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A link alone opens nobody: like a search it wants a reason or a case in hand (T94)."""
        person = self.get_object(request, unquote(object_id))
        if person is not None and self.has_view_permission(request, person):
            if request.method == "POST" and "reason" in request.POST:
                return self._say_why(request, person)
            is_read = request.method != "POST"  # what is posted here is refused below
            if is_read and not looking.has_cause(by=request.user, person=person):
                return self._why_page(request, person, ReasonForm())
        return super().change_view(request, object_id, form_url, extra_context)

    def _say_why(self, request: HttpRequest, person: Person) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._why_page(request, person, form)
        looking.say_why(by=request.user, person=person, reason=form.cleaned_data["reason"])
        return HttpResponseRedirect(self.page_url(person))

    def _why_page(self, request: HttpRequest, person: Person, form: ReasonForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "为什么看这个人",
            "opts": self.opts,
            "person": person,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/accounts/person/why.html", context, status=status)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        person, user = kwargs["obj"], request.user
        looking.note_view(by=user, person=person)
        person.is_shown_in_full = looking.shows_in_full(by=user, person=person)
        return super().render_change_form(request, context, *args, **kwargs)

    def own_panels(self, request: HttpRequest, row: Person) -> list[Panel]:
        columns = ("险种", "人员类别", "参保地", "状态", "身份标记", "开始", "结束", "")
        rows = [_enrolment_cells(one) for one in row.enrolments.order_by("-valid_from")]
        return [Panel("参保关系", tuple(Column(word) for word in columns), rows)]

    @admin.display(description="姓名")
    def shown_name(self, person: Person) -> str:
        return person.name if _in_full(person) else person.masked_name

    @admin.display(description="证件号")
    def shown_certno(self, person: Person) -> str:
        return person.certno if _in_full(person) else person.masked_certno

    @admin.display(description="出生日期")
    def shown_birth(self, person: Person) -> str:
        age = f"{person.age_on(clock.today())} 岁"
        return f"{person.birth_date.isoformat()}（{age}）" if _in_full(person) else age

    @admin.display(description="社保卡号")
    def shown_card(self, person: Person) -> str:
        if not person.card_no:
            return "—"
        return person.card_no if _in_full(person) else masking.mask_card(person.card_no)

    @admin.display(description="手机号")
    def shown_phone(self, person: Person) -> str:
        user = getattr(person, "user", None)
        if user is None or not user.phone:
            return "没有注册"
        return user.phone if _in_full(person) else masking.mask_phone(user.phone)

    @admin.display(description="当前参保")
    def insurance(self, person: Person) -> str:
        for one in person.current_enrolments:
            return f"{one.get_insutype_display()}（{one.get_psn_insu_stas_display()}）"
        return "—"


def _in_full(person: Person) -> bool:
    return getattr(person, "is_shown_in_full", False)


def _enrolment_cells(one: Enrolment) -> list[Any]:
    return [
        one.get_insutype_display(),
        one.get_psn_type_display(),
        regions.name_of(one.insuplc_admdvs),
        tag(_STATUS_KINDS.get(one.psn_insu_stas, "neutral"), one.get_psn_insu_stas_display()),
        "、".join(one.tags) or "—",
        one.valid_from,
        one.valid_to or "—",
        "当前" if one.is_current else "",
    ]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Insurance relations."""

    list_display = (
        "person_link", "insutype", "psn_type", "insuplc_admdvs", "psn_insu_stas", "valid_from",
        "valid_to", "in_use",
    )  # fmt: skip
    in_use = yes_no("is_current", "当前使用")
    list_display_links = None
    list_filter = ("insutype", "psn_type", "psn_insu_stas", "is_current")
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("person__psn_no",)
    fields = (
        "person_link", "insutype", "psn_type", "insuplc_admdvs", "district_admdvs",
        "psn_insu_stas", "tags", "valid_from", "valid_to", "in_use",
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: Enrolment) -> str:
        return person_link(row.person)
