"""Every offered number keeps its field table: good taken, bad named, answers in shape (1.1)."""

import json

import pytest

from tests.gateway.contract import flows, shape
from tests.gateway.test_stays_and_pharmacies import shop
from yibao.gateway import reading, registry, tables
from yibao.gateway.services import dispatching
from yibao.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
__all__ = ["shop"]

AT_HOSPITAL = (
    flows.basics, flows.outpatient, flows.stay, flows.statement, flows.filings, flows.mobile,
)  # fmt: skip
#: Required by the document, empty here: nothing of the kind is known to the platform.
EMPTY = {
    "1201": {"uscc"},
    "1312": {"hilist_use_type", "lmt_cpnd_type"},
    "1901": {"createUser", "parentValue"},
    "5201": {"endtime"},
    "5204": {"dosform_name", "list_type"},
}


class Asker:
    """Sends every bad form of a message, then the good one; gathers what is not as promised."""

    def __init__(self, system):
        self.system, self.wrong, self.asked = system, [], set()

    def __call__(self, infno, good, *, msgid="", reads=True):
        self.asked.add(infno)
        sent = set()
        for bad in shape.bad_ones(infno, good):
            words = _refusal(infno, bad.given) if bad.why in sent else self._told(infno, bad)
            sent.add(bad.why)
            if bad.field.name not in words or bad.field.label not in words:
                self.wrong.append(f"{infno} {bad}: {words}")
        if not reads:
            return None
        reply = self.system.call(infno, good, msgid=msgid)
        assert reply.code == 0, f"{infno}: {reply.words}"
        found = reply.document.get("output")
        self.wrong += [
            f"{infno} output {one}" for one in shape.faults(infno, found, EMPTY.get(infno, ()))
        ]
        return found

    def _told(self, infno, bad):
        """The sentence of the answer; each kind of mistake is really sent once."""
        reply = self.system.call(infno, bad.given)
        return reply.words if reply.code == -1 else f"taken: {reply.text[:200]}"


def _refusal(infno, given):
    """What the reader of messages says before anything else is looked at."""
    message = reading.document(json.dumps({"input": given}).encode())
    try:
        reading.nodes(message, tables.table(infno))
    except DomainError as refusal:
        return dispatching.sentence(refusal)
    return "taken"


@pytest.mark.parametrize("flow", AT_HOSPITAL, ids=lambda flow: flow.__name__)
def test_a_hospital_is_answered_by_the_tables(flow, system, city, worker, shown):
    ask = Asker(system)
    flow(ask, system, city, worker, shown)
    assert not ask.wrong, "\n".join(ask.wrong)
    assert ask.asked == flows.NUMBERS[flow]


def test_a_pharmacy_is_answered_by_the_tables(shop, city, worker, shown):
    ask = Asker(shop)
    flows.purchase(ask, shop, city, worker, shown)
    assert not ask.wrong, "\n".join(ask.wrong)
    assert ask.asked == flows.NUMBERS[flows.purchase]


def test_the_journeys_come_by_every_number():
    assert set().union(*flows.NUMBERS.values()) == set(registry.offered())
