"""Signals of misuse on the page of a case: whose displays, what a word does to them (P90, P91)."""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from accounts.selectors import people
from family.data.relations import RELATION_WORDS
from family.models import Binding, BindingRequest
from yibao.cases import dossiers
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case
from yibao.kernel import ids
from yibao.kernel.console import Column, Panel, moment, tag

_EFFECTS = {
    "APPROVE": "认定有问题：这件涉及的展码马上暂停，双方都会收到消息。",
    "REJECT": "没有发现问题：因为这件暂停的展码恢复。",
}
_LINES = (
    Line("people", "看过申请人、家人和他们的绑定"),
    Line("scans", "看过扫码的时间和地点"),
    Line("heard", "听过或问过当事人，或写明为什么不用"),
)
_KINDS = {"ACTIVE": "ok", "SUSPENDED": "warn"}


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """The displays that the signal is about; masked always, the words upheld or not."""
    kind, _, key = case.subject.partition(":")
    rows = _displays(kind, key)
    base = dossiers.plain(case, *_sections(kind, key, rows), tools=_tools(rows))
    return replace(
        base,
        checklist=_LINES,
        panels=(*base.panels, _panel(rows), *_requests(kind, key, case)),
        effects=_EFFECTS,
        text_words="处理说明",
        text_for=("APPROVE", "REJECT"),
    )


def _displays(kind: str, key: str) -> list[Binding]:
    rows = Binding.objects.select_related("holder", "member").order_by("-began_at")
    if kind == "family.binding":
        return list(rows.filter(pk=ids.uuid_of(key)))
    return list(rows.filter(holder=ids.uuid_of(key))[:20]) if kind == "accounts.person" else []


def _sections(kind: str, key: str, rows: list[Binding]) -> list[Section]:
    person = rows[0].holder if rows else people.get(key) if kind == "accounts.person" else None
    if person is None:
        return []
    found = [_person("出示的人", person)]
    if kind == "family.binding" and rows:
        found.append(_person("被出示的家人", rows[0].member))
    return found


def _person(title: str, person: Any) -> Section:
    facts = (Fact("姓名", person.masked_name), Fact("证件号", person.masked_certno))
    return Section(title, facts)


def _panel(rows: list[Binding]) -> Panel:
    columns = tuple(Column(word) for word in ("家人", "关系", "从何时起", "状态", "暂停原因"))
    cells = [
        [
            one.member.masked_name,
            RELATION_WORDS.get(one.relation, "—"),
            moment(one.began_at),
            tag(_KINDS.get(one.state, "neutral"), one.get_state_display()),
            one.suspension_reason or "—",
        ]
        for one in rows
    ]
    return Panel("涉及的展码", columns, cells, empty="没有绑定")


def _requests(kind: str, key: str, case: Case) -> list[Panel]:
    """Who wants the same member, where the signal is about one."""
    if kind != "family.member":
        return []
    rows = BindingRequest.objects.filter(
        member_index__startswith=key, tenant=case.tenant_id
    ).exclude(state="DRAFT")
    cells = [
        [one.number, one.holder.masked_name, one.get_state_display(), moment(one.submitted_at)]
        for one in rows.select_related("holder").order_by("-submitted_at")[:20]
    ]
    columns = tuple(Column(word) for word in ("申请号", "申请人", "状态", "提交"))
    return [Panel("要绑定这位家人的申请", columns, cells)]


def _tools(rows: list[Binding]) -> list[Tool]:
    return [
        Tool(f"绑定 {one.member.masked_name}", reverse(_PAGE, args=[quote(one.pk)]))
        for one in rows[:5]
    ]


_PAGE = "admin:family_binding_change"
