"""In-patients: a stay from its admission on, over the partner API."""

from datetime import datetime

from django.utils import timezone

from yibao.kernel import clock


def last_year() -> int:
    """The year before this one in Shanghai."""
    return clock.today().year - 1


def on(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """A moment in Shanghai."""
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.SHANGHAI)


def new_year_eve() -> datetime:
    """Ten in the morning of the last 31 December."""
    return on(last_year(), 12, 31, 10)


def admitted(till, who, *, since=None, **ask) -> str:
    """An in-patient in bed; returns the visit id."""
    visit_id = till.visit(who, med_type="21", begntime=(since or timezone.now()).isoformat())
    answer = till.post(f"visits/{visit_id}/admission/", ask)
    assert answer.status_code == 201, answer.content.decode()
    return visit_id


def fees(till, visit_id, *lines):
    """Upload lines given as (sn, price, moment), all of class 01."""
    return till.post(
        f"visits/{visit_id}/fees/",
        {
            "items": [
                {
                    "feedetl_sn": sn,
                    "med_list_codg": "XA01",
                    "medins_list_name": f"项目{sn}",
                    "cnt": "1",
                    "pric": price,
                    "fee_ocur_time": moment.isoformat(),
                }
                for sn, price, moment in lines
            ]
        },
    )


def discharged(till, visit_id, *, at=None, **ask):
    """The patient leaves; returns the answer."""
    moment = (at or timezone.now()).isoformat()
    return till.post(f"visits/{visit_id}/discharge/", {"endtime": moment, **ask})


def settled(till, visit_id, **quote) -> dict:
    """Quote and settle; returns the answer's body."""
    answer = till.settle(visit_id, till.quote(visit_id, **quote))
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def whole(till, who, price: str) -> dict:
    """A whole stay with one fee; returns the settle answer with its visit id."""
    visit_id = admitted(till, who)
    assert fees(till, visit_id, ("1", price, timezone.now())).status_code == 201
    assert discharged(till, visit_id).status_code == 200
    return {**settled(till, visit_id), "visit_id": visit_id}
