"""Money of closed accounts, rules of refunds and the end of a grant on the console."""

from datetime import date, time

import pytest

from accounts.models import Region
from accounts.services import deaths
from family.models import Grant
from settlement.models import LedgerAccount, SettlementRules, SuspensePayout
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

from .conftest import make_staff, signed_in

pytestmark = pytest.mark.django_db
NUMBER = "6222000000001234"


@pytest.fixture
def waiting(city):
    """100 yuan of somebody who died."""
    who = world.insured(city.tenant, balance="100.00")
    deaths.record_death(by=None, person=who.person, on=date(2026, 1, 1))
    return LedgerAccount.objects.get(kind="SUSPENSE", person=who.person)


def press(browser, page, **said):
    return browser.post(f"/admin/settlement/{page}/", said, follow=True).content.decode()


def propose(browser, account, amount="60.00"):
    page = f"ledgeraccount/{account.pk}/do/payout"
    return press(browser, page, amount=amount, way="HEIR", payee="王小明",
                 bank_account=NUMBER, reason="继承公证齐全")  # fmt: skip


class TestPayout:
    def test_is_proposed_by_one_and_paid_by_another(self, city, waiting, console):
        first, second = (
            console.browser("finance"),
            signed_in(make_staff(city.tenant, "cw2", "finance")),
        )
        propose(first, waiting)
        row = SuspensePayout.objects.get()
        mine = press(first, f"suspensepayout/{row.pk}/do/pay", bank_number="B-1234", reason="已转")
        assert "申请人不能自己付款" in mine
        press(second, f"suspensepayout/{row.pk}/do/pay", bank_number="B-1234", reason="已转账")
        row.refresh_from_db()
        waiting.refresh_from_db()
        assert (row.state, waiting.balance_fen) == ("PAID", 4000)
        verbs = AuditEvent.objects.filter(verb__startswith="settlement.payout.")
        ends = {one.verb.rpartition(".")[2] for one in verbs}
        assert ends == {"proposed", "paid"}

    def test_shows_the_account_number_to_who_pays_only(self, waiting, console):
        propose(console.browser("finance"), waiting)
        row = SuspensePayout.objects.get()
        page = f"/admin/settlement/suspensepayout/{row.pk}/change/"
        assert NUMBER in console.browser("finance").get(page).content.decode()
        seen = console.browser("auditor").get(page).content.decode()
        assert NUMBER not in seen and "****1234" in seen and "王小明" not in seen

    def test_says_what_is_left_where_too_much_is_asked(self, waiting, console):
        assert "待领款只有 100.00 元" in propose(console.browser("finance"), waiting, "100.01")
        assert not SuspensePayout.objects.exists()


class TestRules:
    def test_begin_a_version(self, city, console):
        Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})
        browser = console.browser("admin")
        said = {"region": "510600", "valid_from": f"{clock.today()}", "void_until": "17:00:00",
                "refund_days": "30"}  # fmt: skip
        page = "/admin/settlement/settlementrules/add/"
        wrong = browser.post(page, {**said, "refund_days": "0"}).content.decode()
        assert "要在 1 到 3650 之间" in wrong
        assert browser.post(page, said, follow=True).status_code == 200
        row = SettlementRules.objects.get()
        assert (row.void_until, row.refund_days, row.after_clearing) == (time(17), 30, False)


class TestGrant:
    def test_ends_where_the_kinship_has_ended(self, city, console):
        """P118."""
        payer, member = (world.insured(city.tenant) for _ in range(2))
        grant = make_grant(payer, member, "SPOUSE")
        page = f"/admin/family/grant/{grant.pk}/do/end-kin/"
        console.browser("lead").post(page, {"reason": "看过离婚证"}, follow=True)
        grant = Grant.objects.get(pk=grant.pk)
        assert (grant.state, grant.ending) == ("ENDED", "KIN")
