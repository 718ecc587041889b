"""Cards of the workbench: what is an officer's, what presses, and the team's for the lead."""

from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel.console import Card, card

from ..desk import hands as desk
from ..queues import counts
from ..queues.tabs import TABS

#: Tab → colour of the card where there is anything in it.
_OWN = {"mine": "", "due": "warn", "late": "error", "returned": "", "second": ""}


@card(permission="cases.decide_case", order=5)
def own_cases(request: HttpRequest) -> list[Card]:
    """Each number leads to its tab of the queue."""
    known = counts.of(request.user)
    base = reverse("review:queue")
    found = [
        Card(
            TABS[code].label,
            counts.word(known["tabs"][code]),
            "件",
            url=f"{base}?tab={code}",
            kind=kind if known["tabs"][code] else "",
        )
        for code, kind in _OWN.items()
    ]
    told = len(desk.notices(request.user))
    if told:
        found.append(Card("没看的通知", str(told), "条", url=reverse("review:mine")))
    return found


@card(permission="cases.lead_cases", order=6)
def team_cases(request: HttpRequest) -> list[Card]:
    """How much the team has in hand, and where to look."""
    team = counts.of(request.user)["team"]
    note = f"{len(team)} 位同事手上有事项" if team else "没有人手上有事项"
    return [Card("全组手上", str(sum(team.values())), "件", note, reverse("review:staff"))]
