"""What the page of a case shows: one context from the case, its dossier and the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from yibao.audit import glass
from yibao.audit import services as audit
from yibao.kernel import calendar, clock
from yibao.kernel.console import page_context, panels_for

from .. import clocks, decisions, dossiers, duty, manual, panels
from ..desk import drafts
from ..dossiers import Dossier, ReasonChoice
from ..figures import staff as officers
from ..models import Case, Decision, Level, WorkProfile
from ..states import CaseState
from . import case_access as access
from . import case_history as history
from . import case_said as words
from . import case_viewer as viewer
from .case_said import Problem, Said

FULL_NUMBER = glass.Kind.FULL_NUMBER
STATE_TAGS = {
    CaseState.OPEN: "info",
    CaseState.IN_REVIEW: "warn",
    CaseState.RETURNED: "neutral",
    CaseState.APPROVED: "ok",
    CaseState.REJECTED: "error",
}
#: What the page says of a case that is over, and who did that.
ENDINGS = {
    CaseState.WITHDRAWN: "当事人已经撤回，这件不用再审。",
    CaseState.CLOSED: "这件按规则结束了，不用再审。",
    CaseState.APPROVED: "这件已经通过。",
    CaseState.REJECTED: "这件没有通过。",
}
SECOND = "需要两个人：您先下结论，再由另一位同事复核，一致才生效。"
THIRD = "已有同事下过结论，现在不显示。您和同事一致就生效，不一致由第三位同事定。"
ALONE = "您的结论马上生效。"
REFUSED_BY_TWO = "不通过要两位同事都同意才生效。"


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet with everything that stands around it."""

    number: int
    sheet: dossiers.Sheet
    verdict: str
    why: str
    choices: tuple[ReasonChoice, ...]
    link: str
    is_current: bool


def read(request: HttpRequest, ref: str) -> tuple[Case, access.Standing, Dossier]:
    """The case, how the reader stands to it, and what is in it."""
    case = access.found(request.user, ref)
    return case, access.standing(request.user, case), dossier_of(request.user, case)


def dossier_of(user: Any, case: Case) -> Dossier:
    """What is in a case, in full while the reader's ten minutes run."""
    is_full = glass.look(by=user, subject=glass_subject(case), kind=FULL_NUMBER)
    return dossiers.dossier_of(user, case, full=is_full)


def glass_subject(case: Case) -> str:
    """What the ten minutes in full are opened for."""
    kind = dossiers.kind_of(case.case_type)
    return kind.glass_subject(case) if kind.glass_subject is not None else case.subject


def number_of(case: Case) -> str:
    """The number that people read out; the case's own where its app has none."""
    kind = dossiers.kind_of(case.case_type)
    facts = kind.row_facts([case]).get(case.pk) if kind.row_facts is not None else None
    return facts.number if facts is not None and facts.number else case.ref


def note_look(request: HttpRequest, case: Case, verb: str = "cases.case.viewed") -> None:
    """Somebody of the staff opened a page of the case."""
    audit.record(verb, by=request.user, subject=case)


def context(
    request: HttpRequest,
    case: Case,
    standing: access.Standing,
    dossier: Dossier,
    *,
    said: Said | None = None,
    missing: list[Problem] | None = None,
    sentence: str | None = None,
) -> dict[str, Any]:
    """Everything that the template is given."""
    kind = dossiers.kind_of(case.case_type)
    draft = None if said is not None else drafts.of(by=request.user, case=case)
    spoken = said if said is not None else Said.of_draft(draft)
    past = panels.said(case)
    title = f"{dossier.title} {kind.label}"
    return page_context(
        request,
        title,
        is_nav_sidebar_enabled=False,
        case=case,
        number=dossier.title,
        kind=kind,
        dossier=dossier,
        standing=standing,
        state_tag=STATE_TAGS.get(CaseState(case.state), "neutral"),
        left=left(case),
        ending=ENDINGS.get(CaseState(case.state), ""),
        may=rights(request.user, case, standing),
        **viewing(request.GET, dossier, spoken),
        fine=sum(1 for one in dossier.signs if one.mark == "ok"),
        kept=kept_words(spoken, dossier) if draft and not standing.is_mine else [],
        text_for=" ".join(text_kinds(kind, dossier)),
        elsewhere=elsewhere(dossier),
        refusals=[one for one in dossier.reasons if one.kind == words.REJECT],
        said=spoken,
        has_draft=bool(draft),
        missing=missing or [],
        sentence=sentence,
        choices=choices(dossier),
        verdict_words=words.VERDICT_WORDS,
        announced=announced(request.user, case, past) if standing.is_mine else "",
        token=words.seal(request.user, case, standing.fence, dossier) if standing.is_mine else "",
        decisions=panels.panel_of(request.user, past),
        history=history.of(request.user, case, dossier.history),
        panels=[*dossier.panels, *panels_for(request, case)],
        has_citizen_page=kind.citizen_page is not None,
        has_neighbours=kind.neighbours is not None,
        letters_on=case.letters_on is not False,
        day=officers.own_day(request.user, clock.now(case.tenant)) if standing.is_mine else None,
    )


def viewing(query: Mapping[str, str], dossier: Dossier, said: Said) -> dict[str, Any]:
    """The pictures with their tools, as ``_viewer.html`` draws them."""
    view = viewer.of(query, len(dossier.sheets))
    return {
        "view": view,
        "frames": viewer.frames(dossier.sheets, view),
        "pages": pages(dossier, said, view),
        "explained": {one.anchor for one in manual.chapters()},
        "current": dossier.sheets[view.page - 1] if dossier.sheets else None,
        "beside": view.link(side=0 if view.side else view.page % max(len(dossier.sheets), 1) + 1),
    }


def left(case: Case) -> clocks.Left:
    """What is left of the promise, in a word; the clock stands while the person mends."""
    if case.state == CaseState.RETURNED:
        return clocks.STANDING
    if case.state not in (CaseState.OPEN, CaseState.IN_REVIEW):
        return clocks.Left("已办结", "neutral")
    days, moment = calendar.overrides(), clock.now(case.tenant)
    limit = clocks.limit_of(case.promised_days, clocks.limits(moment, days))
    return clocks.left(case.due_at, moment, limit, days)


def rights(user: Any, case: Case, standing: access.Standing) -> dict[str, bool]:
    """Buttons that this reader has here now."""
    decides, leads = user.has_perm(access.DECIDE), user.has_perm(access.LEAD)
    is_open = case.state == CaseState.OPEN
    return {
        "decide": decides and standing.is_mine,
        "take": decides and standing.mode == "open" and (leads or case.level == Level.OFFICER),
        "take_over": leads and standing.mode in ("other", "lapsed", "kept"),
        "resume": decides and standing.mode == "lapsed",
        "end_hold": is_open and case.kept_why == "HELD" and case.kept_for_id == user.pk,
        "unmask": user.has_perm(glass.OPEN_RIGHT) and standing.is_mine,
    }


def pages(dossier: Dossier, said: Said, view: viewer.View) -> list[Page]:
    """Every sheet with what was said of it and what may be."""
    found = []
    for number, sheet in enumerate(dossier.sheets, 1):
        verdict, why = said.verdicts.get(sheet.ref, (sheet.verdict if sheet.is_new else "", ""))
        fits = [one for one in dossier.reasons if one.kind == words.RETURN]
        here = tuple(one for one in fits if one.slot == sheet.slot)
        link = viewer.View(page=number).link()
        found.append(Page(number, sheet, verdict, why, here, link, number == view.page))
    return found


def elsewhere(dossier: Dossier) -> list[tuple[str, list[ReasonChoice]]]:
    """Places without a picture, with what may be asked for there."""
    shown = {sheet.slot for sheet in dossier.sheets}
    places: dict[str, list[ReasonChoice]] = {}
    for one in dossier.reasons:
        if one.kind == words.RETURN and one.slot not in shown:
            places.setdefault(one.slot_title or "整件申请", []).append(one)
    return list(places.items())


def choices(dossier: Dossier) -> list[tuple[str, str, str]]:
    """Code, word and effect of everything that may be said."""
    effects: Mapping[str, str] = {
        words.REFER: "交给组长或另一位同事看，请在内部说明里写为什么。",
        words.PUT_BACK: "回到队列，由其他同事处理。承诺时间不变。",
        **dossier.effects,
    }
    codes = [*dossier.kinds, words.REFER, words.PUT_BACK]
    order = [one for one in words.KIND_WORDS if one in codes]
    return [(one, words.KIND_WORDS[one], effects.get(one, "")) for one in order]


def text_kinds(kind: dossiers.Kind, dossier: Dossier) -> list[str]:
    """Words after which free words to the person are asked for; none means always."""
    return ["RETURN", "REJECT"] if kind.preview is not None else []


def kept_words(said: Said, dossier: Dossier) -> list[tuple[str, str]]:
    """What was typed and not sent, to read where it cannot be sent."""
    rows = [
        ("结论", words.KIND_WORDS.get(said.kind, "")),
        (dossier.text_words, said.text),
        ("内部说明", said.note),
        ("核对过", "、".join(one.words for one in dossier.checklist if one.code in said.checks)),
    ]
    return [(label, text) for label, text in rows if text]


def announced(user: Any, case: Case, said: list[Decision]) -> str:
    """Who else must agree, said before anything is sent; never what a first officer said (P181)."""
    if decisions.first_of(said):
        return THIRD
    profile = WorkProfile(reviewing_since=case.reviewing_since)
    if case.needs_second or duty.is_new(profile, clock.today(case.tenant)):
        return SECOND
    return f"{ALONE}{REFUSED_BY_TWO}" if case.rejects_by_two else ALONE
