"""Binding, limits and unbinding, and what is left of a number: nothing (T28, T29, P167–P174)."""

import io
import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.errors import MoneyHeld
from settlement import errors
from settlement.gateways import BankAway
from settlement.models import BankCard, CardBinding
from settlement.services import card_bindings, cards
from tests.factories import cards as bank
from tests.factories import world
from yibao.kernel import clock, outbox
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db

PHONE = "13900001234"


@pytest.fixture
def who(city):
    return world.insured(city)


def begin(who, number=None):
    return card_bindings.begin(by=who.user, number=number or bank.number(), phone=PHONE)


class TestBind:
    def test_keeps_bank_last_four_and_a_token_only(self, who):
        number = bank.number("0000")
        binding = begin(who, number)
        card = card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        assert (card.issuer, card.last_four, card.is_default) == ("工商银行", "0000", True)
        assert card.token and number not in card.token
        assert (card.per_payment_fen, card.per_day_fen) == (50000, 100000)
        assert Notice.objects.filter(user=who.user, code="card_bound").exists()
        assert SmsMessage.objects.filter(code="card_bound").exists()

    def test_asks_with_the_real_name_and_no_other(self, who, monkeypatch):
        """P168."""
        from settlement.gateways.bank_simulator import SimulatedBankGateway

        asked = []
        real = SimulatedBankGateway.begin

        def spy(self, **words):
            asked.append(words["holder"])
            return real(self, **words)

        monkeypatch.setattr(SimulatedBankGateway, "begin", spy)
        begin(who)
        assert (asked[0].name, asked[0].certno) == (who.person.name, who.person.certno)

    def test_refuses_a_card_of_somebody_else(self, who, city):
        """T29, E-CARD-02: by the bank's word, and in its own books."""
        with pytest.raises(errors.CardNotYours):
            begin(who, bank.number("0014"))
        other = world.insured(city)
        number = bank.number("0000")
        begin(other, number)
        with pytest.raises(errors.CardNotYours):
            begin(who, number)
        assert not BankCard.objects.exists()

    def test_refuses_a_number_that_is_bound(self, who, city):
        number = bank.number()
        binding = begin(who, number)
        card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        with pytest.raises(errors.CardTaken):
            begin(who, number)

    def test_refuses_a_sixth_card(self, who):
        """P171; the tries of a day would be spent as well, so they are made older."""
        for _ in range(5):
            bank.bind(who)
            CardBinding.objects.update(asked_at=clock.now() - timedelta(days=2))
        with pytest.raises(errors.TooManyCards):
            begin(who)

    def test_waits_after_a_change_of_number(self, who):
        """T16."""
        who.user.money_held_until = clock.now() + timedelta(hours=1)
        with pytest.raises(MoneyHeld):
            begin(who)


class TestARefusalAfterTheBankSaidYes:
    """Two phones bind at once; the token that is not kept is not left at the bank (P174)."""

    def test_gives_the_token_back(self, who, monkeypatch):
        given_back = []
        monkeypatch.setattr(
            "settlement.gateways.bank_simulator.SimulatedBankGateway.unbind",
            lambda self, *, token: given_back.append(token),
        )
        binding = begin(who)
        monkeypatch.setattr("django.conf.settings.MAX_CARDS", 0)
        with pytest.raises(errors.TooManyCards):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        assert len(given_back) == 1 and given_back[0]
        assert not BankCard.objects.exists()

    def test_stays_a_refusal_when_the_bank_is_down(self, who, monkeypatch):
        def away(self, *, token):
            raise BankAway

        monkeypatch.setattr("settlement.gateways.bank_simulator.SimulatedBankGateway.unbind", away)
        binding = begin(who)
        monkeypatch.setattr("django.conf.settings.MAX_CARDS", 0)
        with pytest.raises(errors.TooManyCards):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))


class TestTries:
    def test_are_five_a_day(self, who):
        """T29: nobody tests numbers here."""
        for _ in range(5):
            with pytest.raises(errors.CardNotYours):
                begin(who, bank.number("0014"))
        with pytest.raises(errors.CardTriesSpent):
            begin(who)
        CardBinding.objects.update(asked_at=clock.now() - timedelta(hours=25))
        assert begin(who).state == "SENT"

    def test_do_not_count_a_bank_that_was_away(self, who):
        bank.switch("down")
        for _ in range(6):
            with pytest.raises(errors.CardBankAway):
                begin(who)
        bank.switch("")
        assert begin(who).state == "SENT"

    def test_of_a_code_are_five(self, who):
        binding = begin(who)
        right = bank.last_code(PHONE)
        wrong = "000000" if right != "000000" else "111111"
        for left in (4, 3, 2, 1):
            with pytest.raises(errors.CardCodeWrong) as refused:
                card_bindings.confirm(by=who.user, ref=binding.ref, code=wrong)
            assert refused.value.extra["tries_left"] == left
        with pytest.raises(errors.CardCodeExpired):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=wrong)
        with pytest.raises(errors.CardCodeExpired):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=right)
        assert not BankCard.objects.exists()

    def test_of_a_code_end_after_five_minutes(self, who):
        binding = begin(who)
        CardBinding.objects.update(expires_at=clock.now())
        with pytest.raises(errors.CardCodeExpired):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))

    def test_of_sending_are_one_a_minute_and_three(self, who):
        binding = begin(who)
        with pytest.raises(errors.CardSendTooSoon):
            card_bindings.resend(by=who.user, ref=binding.ref)
        first = bank.last_code(PHONE)
        for _ in range(2):
            CardBinding.objects.update(sent_at=clock.now() - timedelta(seconds=61))
            card_bindings.resend(by=who.user, ref=binding.ref)
        CardBinding.objects.update(sent_at=clock.now() - timedelta(seconds=61))
        with pytest.raises(errors.CardSendTooSoon):
            card_bindings.resend(by=who.user, ref=binding.ref)
        if bank.last_code(PHONE) != first:
            with pytest.raises(errors.CardCodeWrong):
                card_bindings.confirm(by=who.user, ref=binding.ref, code=first)


class TestABankInTrouble:
    """T100: down, garbled or lying, nobody's card is bound."""

    @pytest.mark.parametrize("words", ["down", "garbage", "lying"])
    def test_binds_nothing(self, who, words):
        bank.switch(words)
        with pytest.raises(errors.CardBankAway) as away:
            begin(who)
        assert "没有扣钱" in away.value.message
        bank.switch("")
        binding = begin(who)
        bank.switch(words)
        with pytest.raises(errors.CardBankAway):
            card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        assert not BankCard.objects.exists()
        bank.switch("")
        card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        assert BankCard.objects.count() == 1


class TestOneDefault:
    def test_moves_and_is_one_by_the_database(self, who):
        first, second = bank.bind(who), bank.bind(who)
        assert (first.is_default, second.is_default) == (True, False)
        cards.make_default(by=who.user, ref=second.ref)
        first.refresh_from_db()
        assert not first.is_default
        with pytest.raises(IntegrityError), transaction.atomic():
            BankCard.objects.filter(pk=first.pk).update(is_default=True)

    def test_passes_to_the_newest_that_remains(self, who):
        """P174."""
        first, _, newest = bank.bind(who), bank.bind(who), bank.bind(who)
        cards.remove(by=who.user, ref=first.ref)
        assert BankCard.objects.get(is_default=True) == newest
        assert Notice.objects.filter(code="card_removed").count() == 1

    def test_is_forgotten_by_the_bank_when_it_goes(self, who):
        card = bank.bind(who)
        token = card.token
        cards.remove(by=who.user, ref=card.ref)
        while outbox.work_off():
            pass
        card.refresh_from_db()
        assert card.token is None
        with pytest.raises(Exception, match="other"):
            bank.bank_books().card(token)


class TestLimits:
    @pytest.mark.parametrize(
        ("once", "daily"), [(0, 100), (200, 100), (500_001, 600_000), (100, 1_000_001), (-1, 5)]
    )
    def test_stay_in_order_and_below_the_regions(self, who, once, daily):
        card = bank.bind(who)
        with pytest.raises(errors.CardLimitsRefused):
            cards.set_limits(by=who.user, ref=card.ref, per_payment_fen=once, per_day_fen=daily)

    def test_are_named_as_people_read_them(self, who):
        card = bank.bind(who)
        with pytest.raises(errors.CardLimitsRefused) as refused:
            cards.set_limits(by=who.user, ref=card.ref, per_payment_fen=0, per_day_fen=1)
        assert "5,000.00 元" in refused.value.message


class TestTheNumber:
    def test_is_nowhere_afterwards(self, who, tmp_path):
        """T29, T88, T89: database and log scan for a full test card number → 0."""
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        logging.getLogger().addHandler(handler)
        try:
            number = bank.number("0000")
            binding = begin(who, number)
            with pytest.raises(errors.CardNumberRefused) as refused:
                begin(who, number[:-1] + str((int(number[-1]) + 1) % 10))
            card_bindings.confirm(by=who.user, ref=binding.ref, code=bank.last_code(PHONE))
        finally:
            logging.getLogger().removeHandler(handler)
        spaced = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        for text in (number, spaced):
            assert text not in stream.getvalue() and text not in refused.value.message
            assert rows_with(text) == []
        for path in tmp_path.rglob("*"):
            assert path.is_dir() or number.encode() not in path.read_bytes()


def rows_with(text: str) -> list[str]:
    """Tables with a row that holds the text anywhere."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found
