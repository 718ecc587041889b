"""A mutual-aid grant on the page of its review: who pays for whom, as what, within which limits
(P103)."""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Q
from django.urls import reverse

from accounts.selectors import enrolments, regions
from family.data.relations import relation_word
from family.models import Binding, Grant
from family.services import grant_messages
from yibao.cases import dossiers
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case
from yibao.kernel.console import Column, Panel, moment, tag

_LINES = (
    Line("kin", "亲属关系有登记、绑定或材料佐证，或问过当事人"),
    Line("insured", "两人的参保地和状态符合本地规定"),
)
_EFFECTS = {
    "APPROVE": "关系属实：等审核的马上生效，抽查的照常使用。",
    "REJECT": "关系不属实：授权马上停止，以前付过的不变，付款人会看到您写的话。",
}


def of_case(case: Case) -> Grant | None:
    """The grant that a case looks at."""
    return Grant.objects.select_related("payer", "member").filter(case=case).first()


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """Both sides masked, the relation that was declared, the limits, and bindings of the two."""
    grant = of_case(case)
    if grant is None:
        return dossiers.plain(case)
    base = dossiers.plain(
        case,
        _person("付款人", grant.payer),
        _person("家人", grant.member),
        _said(grant),
        tools=(Tool("授权记录", reverse("admin:family_grant_change", args=[quote(grant.pk)])),),
    )
    return replace(
        base,
        checklist=_LINES,
        effects=_EFFECTS,
        panels=(*base.panels, _bindings(grant)),
        text_for=("REJECT",),
    )


def _person(title: str, person: Any) -> Section:
    enrolment = enrolments.current(person)
    place = regions.name_of(enrolment.insuplc_admdvs) if enrolment else "—"
    kind = enrolment.get_insutype_display() if enrolment else "—"
    facts = (
        Fact("姓名", person.masked_name),
        Fact("证件号", person.masked_certno),
        Fact("参保", f"{place} {kind}"),
    )
    return Section(title, facts)


def _said(grant: Grant) -> Section:
    facts = (
        Fact("家人是付款人的", relation_word(grant.relation, grant.member.gend)),
        Fact("额度", grant_messages.limits_in_words(by=None, grant=grant)),
        Fact("状态", grant.get_state_display(), tells_outcome=True),
    )
    return Section("授权", facts)


def _bindings(grant: Grant) -> Panel:
    """What the family account knows about the two."""
    pair = (grant.payer_id, grant.member_id)
    rows = Binding.objects.filter(Q(holder__in=pair) & Q(member__in=pair)).order_by("-began_at")
    cells = [
        [
            "付款人绑定家人" if one.holder_id == grant.payer_id else "家人绑定付款人",
            one.get_relation_display(),
            moment(one.began_at),
            tag("neutral", one.get_state_display()),
        ]
        for one in rows
    ]
    columns = tuple(Column(word) for word in ("方向", "关系", "从何时起", "状态"))
    return Panel("两人的亲情绑定", columns, cells, empty="没有绑定过")
