"""A new filing in five steps; what was answered is kept in the session until it is sent."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import enrolments, regions
from vouchers.errors import NotInsured
from yibao.kernel import clock

from ....data.filings import COUNTS_AS, KINDS, LONG_TERM, PROMISE, REFERRAL, FilingAsk
from ....errors import (
    FilingAreaClosed,
    FilingDateRefused,
    FilingNeedsReferral,
    FilingOverlaps,
    FilingSamePlace,
)
from ....rules import filings as rules
from ....selectors import remote, remote_shares
from ....services import filings
from ...card_forms import posted
from ...remote_forms import (
    BY_OFFICER,
    BY_PROMISE,
    NothingForm,
    ProofForm,
    ReferralForm,
    WhenForm,
    WhereForm,
    WhyForm,
)
from ...remote_shown import share_words, shown
from ..common import with_person
from .filings import names_of, place_of

DRAFT, SENT = "remote_filing", "remote_filed"
#: Step → what it answers, in order; the last one is the check.
STEPS = (("where", "area"), ("why", "kind"), ("when", "starts_on"), ("papers", "papers"))
_REFUSALS = (
    NotInsured, FilingAreaClosed, FilingDateRefused, FilingNeedsReferral, FilingOverlaps,
    FilingSamePlace,
)  # fmt: skip


def _draft(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(DRAFT, {})


def _keep(request: HttpRequest, **answers: Any) -> HttpResponse:
    """Remember, and go on to what is still missing, else to the check."""
    draft = {**_draft(request), **answers}
    request.session[DRAFT] = draft
    return redirect(f"settlement:remote-{_missing(draft) or 'check'}")


def _missing(draft: dict[str, Any]) -> str:
    return next((step for step, key in STEPS if not draft.get(key)), "")


def _step(number: int) -> Callable[[Any], Any]:
    """A page of the wizard: only after the steps before it, with its place in the row."""

    def wrap(view: Any) -> Any:
        @require_http_methods(["GET", "HEAD", "POST"])
        @with_person
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            draft = _draft(request)
            if draft and _charge(request, draft) is None:
                return redirect("settlement:remote-new")
            for step, key in STEPS[: number - 1]:
                if not draft.get(key):
                    return redirect(f"settlement:remote-{step}")
            back = STEPS[number - 2][0] if number > 1 else ""
            name = f"settlement:remote-{back}" if back else "settlement:remote"
            context = {"step_number": number, "steps": len(STEPS) + 1, "back_url": reverse(name)}
            return view(request, draft, context)

        return guarded

    return wrap


def _charge(request: HttpRequest, draft: dict[str, Any]) -> remote.Charge | None:
    """Who goes; None for a child that is no longer in the reader's charge."""
    wanted = draft.get("who", "")
    return next((one for one in remote.charges(request.user) if one.ref == wanted), None)


def _person(request: HttpRequest, draft: dict[str, Any]) -> Any:
    charge = _charge(request, draft)
    if charge is None:
        raise Http404
    return charge.person


@require_safe
@with_person
def begin(request: HttpRequest) -> HttpResponse:
    """Afresh."""
    request.session.pop(DRAFT, None)
    return redirect("settlement:remote-where")


@_step(1)
def where(request: HttpRequest, draft: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """Who goes, and where to."""
    people = remote.charges(request.user)
    home = place_of(request.user.person)
    areas = remote.areas(only_open=True, besides=_only_home(people))
    chosen = request.GET.get("area", "")[:6]
    initial = {"who": draft.get("who") or "me", "area": draft.get("area") or chosen}
    form = WhereForm(posted(request), initial=initial, people=people, areas=areas)
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data.get("who", "me")
        who = "" if who == "me" else who
        error = _refuse_home(request, {"who": who}, form.cleaned_data["area"])
        if error is None:
            return _keep(request, who=who, area=form.cleaned_data["area"])
        form.refuse(error, "area")
    return render(request, "settlement/remote_where.html", {**context, **home, "form": form})


def _only_home(people: list[remote.Charge]) -> str:
    """The insured place where all are insured at the same one; what is home for one may not be
    for another."""
    rows = [enrolments.current(one.person) for one in people]
    places = {row.insuplc_admdvs for row in rows if row is not None}
    return places.pop() if len(places) == 1 else ""


def _refuse_home(request: HttpRequest, draft: dict[str, Any], area: str) -> Any:
    """At home, and without insurance, nobody files."""
    enrolment = enrolments.current(_person(request, draft))
    if enrolment is None:
        return NotInsured()
    return FilingSamePlace() if rules.is_same_place(area, enrolment.insuplc_admdvs) else None


@_step(2)
def why(request: HttpRequest, draft: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """The kind, with what it changes."""
    form = WhyForm(posted(request), initial={"kind": draft.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        stale = {} if kind == draft.get("kind") else {"starts_on": "", "papers": ""}
        return _keep(request, kind=kind, **stale)
    effects = [(words, _effect(request, draft, kind)) for kind, words in KINDS.items()]
    return render(
        request, "settlement/remote_why.html", {**context, "form": form, "effects": effects}
    )


def _effect(request: HttpRequest, draft: dict[str, Any], kind: str) -> str:
    person = _person(request, draft)
    enrolment = enrolments.current(person)
    if enrolment is None:
        return ""
    today = clock.today(person.tenant)
    return share_words(remote_shares.adjustment(person, enrolment, today, COUNTS_AS[kind]))


@_step(3)
def when(request: HttpRequest, draft: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """The first day, and how long."""
    person = _person(request, draft)
    today = clock.today(person.tenant)
    admitted = remote.admitted_on(person, draft["area"])
    months = () if draft["kind"] in LONG_TERM else _months(person, today)
    first = draft.get("starts_on") or (admitted or today).isoformat()
    initial = {"starts_on": first.replace("-", ""), "months": draft.get("months") or 6}
    form = WhenForm(posted(request), initial=initial, months=months)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["starts_on"]
        try:
            filings.check_start(
                by=request.user, person=person, area_code=draft["area"], starts_on=day
            )
        except FilingDateRefused as refused:
            form.refuse(refused, "starts_on")
        else:
            chosen = form.cleaned_data.get("months", 0)
            return _keep(request, starts_on=day.isoformat(), months=chosen)
    return render(
        request, "settlement/remote_when.html",
        {**context, "form": form, "admitted": admitted, "is_long": not months},
    )  # fmt: skip


def _months(person: Any, today: date) -> tuple[int, ...]:
    enrolment = enrolments.current(person)
    place = enrolment.insuplc_admdvs if enrolment else ""
    return rules.month_choices(filings.least_months(by=None, insured_place=place, day=today))


@_step(4)
def papers(request: HttpRequest, draft: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """What shows it: a promise or an officer, a referral's number, or nothing at all."""
    kind = draft["kind"]
    if kind in LONG_TERM:
        form: Any = ProofForm(posted(request), initial={"way": draft.get("papers", "")})
    elif kind == REFERRAL:
        form = ReferralForm(posted(request), initial={"referral_no": draft.get("number", "")})
    else:
        form = NothingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data.get("referral_no", "")
        return _keep(request, papers=form.cleaned_data.get("way") or BY_OFFICER, number=number)
    more = {"form": form, "is_long": kind in LONG_TERM, "is_referral": kind == REFERRAL}
    return render(request, "settlement/remote_papers.html", {**context, **more, "promise": PROMISE})


@_step(5)
def check(request: HttpRequest, draft: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """Everything once more; the button sends it."""
    form = NothingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            filing = filings.file(by=request.user, person=_person(request, draft), ask=_ask(draft))
        except _REFUSALS as refused:
            form.refuse(refused)
        else:
            request.session.pop(DRAFT, None)
            request.session[SENT] = filing.ref
            return redirect("settlement:remote-done")
    kind = draft["kind"]
    is_at_once = rules.is_at_once(kind, promised=draft["papers"] == BY_PROMISE)
    return render(
        request, "settlement/remote_check.html",
        {**context, "form": form, "rows": _rows(request, draft), "is_at_once": is_at_once},
    )  # fmt: skip


def _ask(draft: dict[str, Any]) -> FilingAsk:
    return FilingAsk(
        kind=draft["kind"],
        area=draft["area"],
        starts_on=date.fromisoformat(draft["starts_on"]),
        months=draft.get("months") or 6,
        promised=draft["papers"] == BY_PROMISE,
        referral_no=draft.get("number", ""),
    )


def _rows(request: HttpRequest, draft: dict[str, Any]) -> list[dict[str, str]]:
    """Label, value and the way back to each step."""
    starts_on = date.fromisoformat(draft["starts_on"])
    lasts = "，长期有效" if draft["kind"] in LONG_TERM else f"，{draft.get('months') or 6} 个月"
    proofs = {BY_PROMISE: "同意承诺书", BY_OFFICER: "请工作人员核实"}
    proof = proofs[draft["papers"]] if draft["kind"] in LONG_TERM else "不用交材料"
    if draft["kind"] == REFERRAL:
        proof = f"转诊单号 {draft.get('number', '')}"
    first = f"{starts_on.year} 年 {starts_on.month} 月 {starts_on.day} 日"
    rows = [
        ("去哪里", regions.name_of(draft["area"]), "where"),
        ("为什么", KINDS[draft["kind"]], "why"),
        ("什么时候", f"{first}起{lasts}", "when"),
        ("证明", proof, "papers"),
    ]
    names = names_of(request.user)
    if names:
        rows.insert(0, ("谁去看病", names[_person(request, draft).pk], "where"))
    return [
        {"label": label, "value": value, "change_url": reverse(f"settlement:remote-{step}")}
        for label, value, step in rows
    ]


@require_safe
@with_person
def done(request: HttpRequest) -> HttpResponse:
    """It holds, or until when there is an answer."""
    filing = remote.own(request.user, request.session.get(SENT, ""))
    if filing is None:
        return redirect("settlement:remote")
    today = clock.today(request.user.tenant)
    context = {"filing": shown(filing, today, names_of(request.user))}
    return render(
        request, "settlement/remote_done.html", {**context, **place_of(request.user.person)}
    )
