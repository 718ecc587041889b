"""The console asks the bank about a payment in doubt, and shows of a card the last four only."""

import pytest

from settlement.models import CardCharge
from settlement.selectors import proof
from tests.factories import cards as bank
from tests.factories import world
from yibao.audit.models import AuditEvent

from .pages import base_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_doubt(city, settings, tmp_path):
    """A payment for which the bank was silent."""
    settings.DATA_DIR = tmp_path
    till = world.Till(world.institution(city.tenant))
    who = world.insured(city.tenant)
    bank.bind(who, "0091")
    visit_id = till.visit(who)
    till.fees(visit_id, ("1", "XA01", "1", "300.00"))
    till.settle(visit_id, till.quote(visit_id), cash_method="bank_card")
    return CardCharge.objects.get()


class TestAskTheBank:
    def test_finishes_the_bill_and_notes_who_asked(self, console, in_doubt):
        browser = console.browser("finance")
        page = f"{base_of('settlement.cardcharge')}{in_doubt.pk}/"
        assert "现在问银行" in browser.get(f"{page}change/").content.decode()
        with bank.bank_books()._open() as line:
            line.execute("UPDATE orders SET known_at = '2020-01-01T00:00:00+00:00'")
        browser.post(f"{page}do/ask/", {"reason": "患者在等"})
        in_doubt.refresh_from_db()
        assert in_doubt.state == "SETTLED" and bank.taken() == in_doubt.amount_fen
        event = AuditEvent.objects.get(verb="settlement.charge.asked_by_hand")
        assert event.data["reason"] == "患者在等"
        assert proof.verify() == []

    def test_is_offered_to_nobody_else(self, console, in_doubt):
        page = f"{base_of('settlement.cardcharge')}{in_doubt.pk}/do/ask/"
        assert console.browser("auditor").post(page, {"reason": "看看"}).status_code == 403

    def test_lists_what_has_no_result(self, console, in_doubt):
        browser = console.browser("finance")
        listed = browser.get(base_of("settlement.cardcharge"), {"open": "1"}).content.decode()
        assert in_doubt.ref in listed and "分钟" in listed


class TestACard:
    def test_shows_bank_and_last_four_only(self, console, in_doubt):
        card = in_doubt.card
        browser = console.browser("finance")
        text = browser.get(f"{base_of('settlement.bankcard')}{card.pk}/change/").content.decode()
        assert "工商银行" in text and "0091" in text
        assert card.token not in text and card.reserved_phone not in text
        assert card.number_hash not in text
