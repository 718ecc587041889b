"""Areas and filings for tests of care elsewhere."""

from datetime import timedelta

from accounts.models import Region
from settlement.data.filings import FilingAsk
from settlement.models import RemoteArea
from settlement.services import filings
from yibao.kernel import clock

CHENGDU = "510100"


def area(code: str = CHENGDU, name: str = "成都市", **switches) -> RemoteArea:
    """An open area; ``switches`` are its fields."""
    region = Region.objects.get_or_create(code=code, defaults={"name": name})[0]
    return RemoteArea.objects.update_or_create(
        region=region, defaults={"province": "四川省", **switches}
    )[0]


def ask(kind: str = "OTHER", *, area: str = CHENGDU, days: int = 0, **more) -> FilingAsk:
    """A wish that begins ``days`` from today."""
    return FilingAsk(kind=kind, area=area, starts_on=clock.today() + timedelta(days=days), **more)


def filed(who, kind: str = "OTHER", **more):
    """File through the service; referrals get a number, lasting kinds a promise."""
    more.setdefault("referral_no", "ZZ0001" if kind == "REFERRAL" else "")
    more.setdefault("promised", kind in ("RETIRED", "LIVING", "POSTED"))
    return filings.file(by=who.user, person=who.person, ask=ask(kind, **more))
