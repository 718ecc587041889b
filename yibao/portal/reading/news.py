"""What partners should know without asking: changes of the interface and announcements."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from yibao.kernel import clock
from yibao.notices import selectors as notices

from . import guides

#: So long an announcement that is over can still be read.
SHOWN_FOR = timedelta(days=90)
CHANGE = "urn:yibao:change:"
STAGES = {"coming": "将要", "now": "正在", "over": "已结束"}


@dataclass(frozen=True, slots=True)
class Announcement:
    """A closing or disturbance; ``stage`` is one of ``STAGES``, ``until`` when it ends or ended.

    ``told_at``: when it was put up, or ended early.
    """

    key: str
    title: str
    text: str
    since: datetime
    until: datetime
    stage: str
    told_at: datetime

    @property
    def word(self) -> str:
        """The stage in words."""
        return STAGES[self.stage]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news; ``key`` stays the same whatever is added later."""

    key: str
    title: str
    text: str
    at: datetime


def announcements() -> list[Announcement]:
    """Those of the last 90 days, of now and to come, the latest to begin first; one statement."""
    moment = clock.now()
    return [_announcement(row, moment) for row in notices.banners_since(moment - SHOWN_FOR)]


def items() -> list[Item]:
    """Changes and announcements, the newest first; one statement."""
    rows = guides.changes()
    found = [
        Item(f"{CHANGE}{number}", f"{guides.KINDS[one.kind]}：{one.title}", one.text, at)
        for number, one in zip(range(len(rows), 0, -1), rows, strict=True)
        for at in [datetime.combine(one.day, time.min, clock.SHANGHAI)]
    ]
    found += [
        Item(one.key, f"公告：{one.title}", _told(one), one.told_at) for one in announcements()
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _announcement(row: Any, moment: datetime) -> Announcement:
    return Announcement(
        key=f"urn:uuid:{row.pk}",
        title=row.title,
        text=row.text,
        since=row.starts_at,
        until=row.over_at,
        stage=row.stage(moment),
        told_at=row.ended_at or row.set_at,
    )


def _told(one: Announcement) -> str:
    since, until = clock.local(one.since), clock.local(one.until)
    return f"{since:%Y-%m-%d %H:%M} 到 {until:%Y-%m-%d %H:%M}。{one.text}"
