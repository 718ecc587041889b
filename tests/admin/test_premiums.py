"""Premiums on the console: what an area asks for in versions, and what was paid (P172, P195)."""

import pytest

from accounts.models import Region
from settlement.models import PremiumPlan
from settlement.selectors import proof
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
AMOUNTS = {name: "400" for name in ("preschool", "pupil", "student", "adult", "elder")}


@pytest.fixture
def area(city):
    """The pooling area of the city."""
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


def asked(**more):
    """What the form sends."""
    year = clock.today().year
    return {
        "region": "510600",
        "valid_from": f"{clock.today()}",
        "year": f"{year + 1}",
        "opens_on": f"{year}-01-01",
        "closes_on": f"{year}-12-31",
        "subsidy": "670",
        **AMOUNTS,
        **more,
    }


class TestPlans:
    def test_begin_a_version_in_yuan(self, area, console):
        browser = console.browser("admin")
        browser.post("/admin/settlement/premiumplan/add/", asked(adult="400.50"), follow=True)
        row = PremiumPlan.objects.get()
        assert (row.adult_fen, row.subsidy_fen, row.year) == (40050, 67000, clock.today().year + 1)
        page = browser.get(f"/admin/settlement/premiumplan/{row.pk}/change/").content.decode()
        assert "400.50" in page and 'name="adult"' not in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"adult": "0"}, "0.01"),
            ({"adult": "1.005"}, "小数"),
            ({"closes_on": "2000-01-01"}, "最后一天不能早于第一天"),
            ({"valid_from": "2020-01-01"}, "要从今天或以后"),
            ({"year": "1900"}, "要在 2000 到 2200 之间"),
        ],
    )
    def test_say_what_is_wrong(self, area, console, change, words):
        page = console.browser("admin").post(
            "/admin/settlement/premiumplan/add/", asked(**change), follow=True
        )
        assert words in page.content.decode()
        assert not PremiumPlan.objects.exists()


class TestPremiums:
    def test_show_sources_and_postings(self, area, city, console, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        made.plan()
        payer, member = world.insured(city.tenant, balance="1000.00"), made.resident(city.tenant)
        make_grant(payer, member, uses=("PREMIUM",))
        premium = made.pay(payer, member)
        browser = console.browser("finance")
        assert premium.ref in browser.get("/admin/settlement/premium/").content.decode()
        page = browser.get(f"/admin/settlement/premium/{premium.pk}/change/").content.decode()
        assert premium.register_number in page and "家人的个人账户" in page
        assert "400.00" in page and member.person.certno not in page


class TestAskTheRegister:
    """Row 50: nobody has to wait for the next turn; nothing is paid twice."""

    @pytest.fixture
    def waiting(self, area, city, settings, tmp_path):
        """A premium for which the register was away; its next turn is minutes off."""
        settings.DATA_DIR = tmp_path
        made.plan()
        payer, member = world.insured(city.tenant, balance="1000.00"), made.resident(city.tenant)
        make_grant(payer, member, uses=("PREMIUM",))
        made.switch("down")
        premium = made.pay(payer, member)
        made.switch("")
        assert premium.state == "PENDING" and premium.next_ask_at > clock.now()
        return premium

    def test_ends_it_at_once_and_notes_who_asked(self, console, waiting):
        browser, page = console.browser("finance"), f"/admin/settlement/premium/{waiting.pk}/"
        assert "现在问征缴系统" in browser.get(f"{page}change/").content.decode()
        for _ in range(2):
            browser.post(f"{page}do/ask/", {"reason": "本人在窗口等"})
        waiting.refresh_from_db()
        assert waiting.state == "PAID" and made.entered() == 1 and not proof.verify()
        event = AuditEvent.objects.get(verb="settlement.premium.asked_by_hand")
        assert event.data["reason"] == "本人在窗口等"

    def test_is_not_for_the_auditor(self, console, waiting):
        page = f"/admin/settlement/premium/{waiting.pk}/do/ask/"
        assert console.browser("auditor").post(page, {"reason": "看看"}).status_code == 403
