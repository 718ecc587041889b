"""The production adapter: what is an answer, a refusal, or silence (T100, F25, F26)."""

from datetime import timedelta

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import MaxRetryError, NewConnectionError

from settlement.data.bank import BankAnswer, Holder
from settlement.gateways import BankAway, BankRefused, BankSilent
from settlement.gateways.bank_http import HttpBankGateway
from settlement.gateways.bank_port import checked
from yibao.kernel import clock

HOLDER = Holder("王建国", "510600198503120016", "13900001234")


class Reply:
    """What the other side says."""

    def __init__(self, status, body):
        self.status_code = status
        self._body = body

    def json(self):
        if isinstance(self._body, str):
            raise ValueError("no JSON")
        return self._body


@pytest.fixture
def bank(settings, monkeypatch):
    """An adapter whose line gives one reply, or fails; ``sent`` holds what was posted."""
    settings.BANK_HTTP_URL, settings.BANK_HTTP_TOKEN = "https://bank.example/v1", "t"
    gateway = HttpBankGateway()
    gateway.sent = []

    def says(status, body):
        def post(url, **rest):
            gateway.sent.append((url, rest))
            if isinstance(body, Exception):
                raise body
            return Reply(status, body)

        monkeypatch.setattr(requests, "post", post)

    gateway.says = says
    return gateway


def charge(bank):
    return bank.charge(
        reference="P1",
        token="tok",
        amount_fen=3240,
        valid_until=clock.now() + timedelta(seconds=60),
    )


class TestConfiguration:
    def test_is_complete_or_refused_before_anything_is_asked(self, settings):
        settings.BANK_HTTP_URL = ""
        with pytest.raises(ImproperlyConfigured):
            HttpBankGateway()


class TestAnOrder:
    def test_names_reference_amount_and_time_limit(self, bank):
        bank.says(200, {"state": "DONE", "reference": "P1", "amount": "32.40", "number": "N7"})
        assert charge(bank) == BankAnswer("DONE", "P1", 3240, "", "N7")
        url, rest = bank.sent[0]
        assert url == "https://bank.example/v1/payments"
        assert rest["json"]["amount"] == "32.40" and rest["json"]["valid_until"]
        assert rest["allow_redirects"] is False and rest["timeout"] == (3, 10)

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, "<html>"),
            (200, []),
            (200, {}),
            (200, {"state": "OK", "reference": "P1", "amount": "32.40"}),
            (200, {"state": "DONE", "reference": 1, "amount": "32.40"}),
            (200, {"state": "DONE", "reference": "P1", "amount": 32.4}),
            (200, {"state": "DONE", "reference": "P1", "amount": "32.401"}),
            (200, {"state": "DONE", "reference": "P1"}),
            (302, {"state": "DONE", "reference": "P1", "amount": "32.40"}),
            (500, {"state": "DONE", "reference": "P1", "amount": "32.40"}),
            (429, {}),
        ],
    )
    def test_is_in_doubt_after_anything_else(self, bank, status, body):
        bank.says(status, body)
        with pytest.raises(BankSilent):
            charge(bank)

    @pytest.mark.parametrize(("reference", "amount"), [("P2", 3240), ("P1", 3241), ("P1", 0)])
    def test_is_not_answered_by_an_answer_to_another(self, reference, amount):
        with pytest.raises(BankSilent):
            checked(BankAnswer("DONE", reference, amount), reference="P1", amount_fen=3240)

    def test_was_not_sent_where_no_connection_came_about(self, bank):
        nowhere = NewConnectionError(None, "refused")
        bank.says(0, requests.ConnectionError(MaxRetryError(None, "/", reason=nowhere)))
        with pytest.raises(BankAway):
            charge(bank)
        bank.says(0, requests.ConnectTimeout())
        with pytest.raises(BankAway):
            charge(bank)

    @pytest.mark.parametrize(
        "fault", [requests.ReadTimeout(), requests.ConnectionError("reset by peer")]
    )
    def test_may_have_been_heard_where_the_line_broke_later(self, bank, fault):
        bank.says(0, fault)
        with pytest.raises(BankSilent):
            charge(bank)


class TestACard:
    def test_is_refused_with_a_known_reason(self, bank):
        for code, known in (("not_yours", "not_yours"), ("<script>", "other")):
            bank.says(422, {"code": code})
            with pytest.raises(BankRefused) as refused:
                bank.begin(reference="B1", number="6222", holder=HOLDER)
            assert refused.value.code == known

    @pytest.mark.parametrize(
        "body", [{"session": "s"}, {"session": "s", "reference": "B2"}, {"reference": "B1"}]
    )
    def test_is_not_verified_by_an_answer_to_another(self, bank, body):
        bank.says(200, body)
        with pytest.raises(BankSilent):
            bank.begin(reference="B1", number="6222", holder=HOLDER)

    @pytest.mark.parametrize("body", [{"token": "t"}, {"token": "", "session": "s"}, {}])
    def test_is_not_bound_without_a_token_of_this_session(self, bank, body):
        bank.says(200, body)
        with pytest.raises(BankSilent):
            bank.confirm(session="s", code="123456")


class TestNews:
    def test_is_read_where_it_can_be(self, bank):
        good = {"state": "DONE", "reference": "P1", "amount": "1.00"}
        bank.says(200, {"orders": [good, {}, 7, good]})
        assert [answer.reference for answer in bank.news()] == ["P1", "P1"]
        bank.says(200, {"orders": "x"})
        assert bank.news() == []
