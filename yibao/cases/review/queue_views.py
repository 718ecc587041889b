"""The queue, what an officer has in hand, and the next case (features 30, 31, 37)."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.console import console_page, page_context
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.errors import DomainError
from yibao.notices import services as notices

from .. import regions
from ..desk import hands as desk
from ..desk import taking
from ..looks import blindness as looks
from ..queues import counts, listing
from ..queues import tabs as queues
from ..queues import views as kept_views
from ..queues.listing import Wanted
from ..queues.tabs import QUEUES, TABS, Reader
from .queue_forms import ViewForm

RIGHT = "cases.decide_case"
officer_page = console_page(RIGHT)

CSV_MOST = 5000
_CSV_HEAD = (
    "件号", "类型", "家人年龄组", "参保地", "等待时长", "时限", "材料数", "风险", "领取人", "状态",
)  # fmt: skip
#: Columns that can be sorted: rising and falling order, by heading.
_SORTS = {"等待时长": ("opened", "-opened"), "时限": ("due", "-due")}
_HEADS = ("类型", "家人年龄组", "参保地", "等待时长", "时限", "材料数", "风险", "领取人")


@officer_page
@require_safe
def queue(request: HttpRequest, tab: str = "") -> HttpResponse:
    """One tab of the queue; ``tab`` where the address names it."""
    reader = Reader.now(request.user)
    wanted = _wanted(request, reader, tab)
    found = listing.page(
        reader, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    known = counts.of(request.user)
    holders = _holders(request, reader, known["names"])
    context = page_context(
        request,
        "待审队列",
        wanted=wanted,
        page=found,
        heads=_heads(wanted),
        tabs=_tabs(wanted),
        empty=TABS[wanted.tab].empty,
        chips=wanted.chips(holders),
        side=_side(wanted, holders, known),
        kept=kept_views.of(request.user),
        usual=[(name, one.query()) for name, one in kept_views.USUAL],
        looks_url=_looks_url(request),
        form=ViewForm(),
        hidden=wanted.kept(),
    )
    return render(request, "admin/review/queue.html", context)


def _wanted(request: HttpRequest, reader: Reader, tab: str = "") -> Wanted:
    data = {**request.GET.dict(), **({"tab": tab} if tab else {})}
    return Wanted.of(data, leads=reader.leads)


def _heads(wanted: Wanted) -> list[dict[str, str]]:
    """Headings; those that sort carry their address and the way they sort now."""
    found = []
    for label in _HEADS:
        up, down = _SORTS.get(label, ("", ""))
        now = {up: "ascending", down: "descending"}.get(wanted.order, "none") if up else ""
        query = wanted.query(sort=down if wanted.order == up else up) if up else ""
        found.append({"label": label, "query": query, "now": now})
    return found


def _tabs(wanted: Wanted) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "label": tab.label,
            "query": wanted.query(tab=code, sort=""),
            "is_current": code == wanted.tab,
        }
        for code, tab in TABS.items()
    ]


def _holders(request: HttpRequest, reader: Reader, names: dict[str, str]) -> dict[str, str]:
    """Code → name of those by whom the list can be narrowed."""
    found = {listing.NOBODY: "没人领", listing.ME: "我"}
    if reader.leads:
        found |= {code: name for code, name in names.items() if code != str(request.user.pk)}
    return found


def _side(
    wanted: Wanted, holders: dict[str, str], known: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The menu beside the list: by type, by district and, for the lead, by officer."""
    team, places = known["team"], {code: regions.name_of(code) for code in known["regions"]}
    groups = [
        ("队列", "queue", QUEUES, known["queues"]),
        ("地区", "region", places, known["regions"]),
        ("人员", "holder", {code: holders[code] for code in team if code in holders}, team),
    ]
    return [
        {
            "title": title,
            "everything": wanted.query(**{name: ""}),
            "is_open": not getattr(wanted, name),
            "items": [
                {
                    "label": label,
                    "query": wanted.query(**{name: code}),
                    "count": numbers.get(code),
                    "is_current": getattr(wanted, name) == code,
                }
                for code, label in choices.items()
            ],
        }
        for title, name, choices, numbers in groups
        if choices
    ]


def _looks_url(request: HttpRequest) -> str:
    return reverse("review:sampling") if looks.may_look(request.user) else ""


@officer_page
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next case with a lease, or the words that nothing is left."""
    code = request.POST.get("queue", "")
    code = code if code in QUEUES else ""
    try:
        case = taking.take_next(by=request.user, queue=code)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("review:queue")
    counts.forget(request.user)
    if case is not None:
        return redirect("review:case", ref=case.ref)
    where = f"“{QUEUES[code]}”队列里" if code else ""
    messages.info(request, f"您的辖区{where}现在没有等着办的事项。")
    return redirect("review:queue")


@officer_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that is this officer's: in hand, set aside, reserved, typed and not sent."""
    reader = Reader.now(request.user)
    context = page_context(
        request, "我的件", desk=desk.of(reader), notices=desk.notices(request.user)
    )
    return render(request, "admin/review/mine.html", context)


@officer_page
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """What I was told is read."""
    notices.mark_all_read(by=request.user)
    return redirect("review:mine")


@officer_page
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows now under a name."""
    wanted = Wanted.of(request.POST, leads=queues.leads(request.user))
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
    else:
        try:
            kept_views.keep(by=request.user, name=form.cleaned_data["name"], wanted=wanted)
        except DomainError as refused:
            messages.error(request, refused.said)
        else:
            messages.success(request, "已保存到常用视图。")
    return redirect(f"{reverse('review:queue')}?{wanted.query()}")


@officer_page
@require_POST
def drop_view(request: HttpRequest, pk: Any) -> HttpResponse:
    """Forget one of the own views."""
    kept_views.drop(by=request.user, pk=pk)
    messages.success(request, "已删除这个常用视图。")
    return redirect("review:queue")


@officer_page
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as a table without personal data; written down (T93)."""
    reader = Reader.now(request.user)
    wanted = _wanted(request, reader)
    rows = _all_rows(reader, wanted)
    audit.record("cases.queue.exported", by=request.user, data=wanted.kept())
    name = f"queue-{clock.today(request.user.tenant):%Y%m%d}.csv"
    response = StreamingHttpResponse(_csv(reader, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _all_rows(reader: Reader, wanted: Wanted) -> Iterator[listing.Row]:
    """Page by page in the order of the list, so that no statement reads everything at once."""
    after, left = "", CSV_MOST
    while left > 0:
        found = listing.page(reader, wanted, after=after, size=min(500, left))
        yield from found.rows
        after, left = found.after, left - len(found.rows)
        if not after:
            return


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(reader: Reader, rows: Iterator[listing.Row]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(_CSV_HEAD)
    for cells in listing.csv_rows(reader, rows):
        yield writer.writerow([safe_cell(cell) for cell in cells])
