"""The production adapter of the register of premiums: what it sends, and what it believes."""

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from settlement.data.premiums import ACCEPTED, NOT_FOUND, PremiumNotice
from settlement.gateways import RegisterAway, RegisterSilent
from settlement.gateways.premium_http import HttpPremiumRegister
from settlement.gateways.premium_port import checked
from yibao.kernel import clock

NOTICE = PremiumNotice("Y1", "王建国", "510600196001010015", 2027, "510600", "50", 40000)
GOOD = {"state": "ACCEPTED", "reference": "Y1", "amount": "400.00", "number": "SP1"}


class Answer:
    """An answer over HTTPS."""

    def __init__(self, said, status=200):
        self.said, self.status_code = said, status

    def json(self):
        if isinstance(self.said, str):
            raise ValueError(self.said)
        return self.said


@pytest.fixture
def register(settings, monkeypatch):
    """The adapter against ``register.says``; what was sent stands in ``register.sent``."""
    settings.PREMIUM_HTTP_URL, settings.PREMIUM_HTTP_TOKEN = "https://tax.example", "secret"
    adapter = HttpPremiumRegister()
    adapter.says, adapter.sent = Answer(GOOD), []

    def post(url, **more):
        adapter.sent.append((url, more))
        if isinstance(adapter.says, Exception):
            raise adapter.says
        return adapter.says

    monkeypatch.setattr(requests, "post", post)
    return adapter


def file(register):
    answer = register.file(notice=NOTICE, valid_until=clock.now())
    return checked(answer, reference="Y1", amount_fen=40000)


def test_sends_yuan_and_reads_the_receipt(register):
    answer = file(register)
    assert (answer.state, answer.amount_fen, answer.number) == (ACCEPTED, 40000, "SP1")
    url, more = register.sent[0]
    assert url == "https://tax.example/premiums" and more["json"]["amount"] == "400.00"
    assert more["headers"] == {"Authorization": "Bearer secret"}


@pytest.mark.parametrize(
    "said",
    [
        Answer(GOOD, 500),
        Answer("no json"),
        Answer([]),
        Answer({**GOOD, "state": "MAYBE"}),
        Answer({**GOOD, "amount": "4e2"}),
        Answer({**GOOD, "amount": None}),
        Answer({**GOOD, "number": ""}),
        Answer({**GOOD, "reference": "Y2"}),
        Answer({**GOOD, "amount": "400.01"}),
        requests.ReadTimeout(),
    ],
)
def test_believes_nothing_else_t100(register, said):
    register.says = said
    with pytest.raises(RegisterSilent):
        file(register)


def test_knows_when_nothing_was_sent(register):
    register.says = requests.ConnectTimeout()
    with pytest.raises(RegisterAway):
        file(register)


def test_asks_by_reference(register):
    register.says = Answer({"state": "NOT_FOUND", "reference": "Y1"})
    assert register.query(reference="Y1").state == NOT_FOUND


def test_refuses_to_work_without_an_address(settings):
    settings.PREMIUM_HTTP_URL = ""
    with pytest.raises(ImproperlyConfigured):
        HttpPremiumRegister()
