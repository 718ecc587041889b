"""The same care over REST and over the gateway moves the same money, back too; repeats do not."""

import pytest
from django.utils import timezone

from accounts.models import Institution
from settlement.models import LedgerEntry, Settlement
from tests.factories import stays, world
from tests.gateway import chains
from tests.gateway.test_chains import STYLES, Styled
from tests.gateway.test_outpatient import FEES
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, goods, leave, shop

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


class Twice(Styled):
    """Sends every message two times; both answers have to be one, byte for byte (I7)."""

    def send(self, message, **place):
        first, second = (super(Twice, self).send(message, **place) for _ in range(2))
        assert first.text == second.text, message["infno"]
        assert first.code == 0, first.words
        return first


@pytest.fixture(params=STYLES)
def style(request):
    """A style of address (2.5)."""
    return STYLES[request.param]


def repeating(system, style):
    """The system, with this style, sending everything twice."""
    made = Twice(system.post, system.institution)
    made.style = style
    return made


def entries(who):
    """Every line of the ledger about a person's bills, amounts in 分, in an order of their own."""
    rows = LedgerEntry.objects.filter(posting__settlement__person=who.person)
    named = rows.values_list("posting__kind", "account__kind", "debit_fen", "credit_fen")
    return sorted(named)


def is_given_back(system, who, infno, bill):
    """2208, 2103, 2305: the bill goes back, and the account has what it had."""
    row = {"setl_id": bill["setl_id"], "mdtrt_id": bill["mdtrt_id"], "psn_no": bill["psn_no"]}
    found = system.call(infno, {"data": row}).output["setlinfo"]
    assert found["medfee_sumamt"] == -bill["medfee_sumamt"]
    return world.balance(who) == 10000


def give_back(till, setl_id):
    """The same over REST."""
    body = {"lines": None, "reason": "机构撤销结算"}
    answer = till.post(f"settlements/{setl_id}/refunds/", body)
    assert answer.status_code == 201, answer.content.decode()


def check(one, two, undo_one, undo_two):
    """The same lines before and after the money went back."""
    assert entries(one) == entries(two) != []
    before = entries(one)
    assert undo_one()
    undo_two()
    assert entries(one) == entries(two) != before
    assert world.balance(one) == world.balance(two) == 10000
    assert Settlement.objects.count() == 2


@pytest.fixture
def pair(city):
    """Two people who are alike."""
    return [world.insured(city, balance="100.00") for _ in range(2)]


def test_of_a_visit(system, place, pair, style):
    """2201 … 2207, 2208."""
    one, two = pair
    sender, till = repeating(system, style), world.Till(place)
    bill = chains.settle(sender, one, *FEES)[1].output["setlinfo"]
    other = till.bill(two, *((str(number), *rest) for number, *rest in FEES))
    check(
        one, two,
        lambda: is_given_back(sender, one, "2208", bill),
        lambda: give_back(till, other["setl_id"]),
    )  # fmt: skip


def test_of_a_purchase(shop, pair, style):
    """2101 … 2103."""
    one, two = pair
    sender = repeating(shop, style)
    sender.call("2101", goods(one))
    bill = sender.call("2102", goods(one)).output["setlinfo"]
    till = world.Till(Institution.objects.get(fixmedins_code=shop.institution))
    other = till.bill(two, ("1", DRUG, "2", "10.00"))
    check(
        one, two,
        lambda: is_given_back(sender, one, "2103", bill),
        lambda: give_back(till, other["setl_id"]),
    )  # fmt: skip


def test_of_a_stay(system, place, pair, style):
    """2401 … 2304, 2305."""
    one, two = pair
    sender, till = repeating(system, style), world.Till(place)
    mdtrt_id = admit(sender, one).output["result"]["mdtrt_id"]
    rows = [chains.fee(one, mdtrt_id, 1, DRUG, "1", "2000.00", med_type="21")]
    sender.call("2301", {"feedetail": rows})
    leave(sender, one, mdtrt_id)
    asked = chains.trial(one, mdtrt_id, "2000.00", med_type="21")
    tried = sender.call("2303", {"data": asked}).output["setlinfo"]
    bill = sender.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    visit_id = stays.admitted(till, two)
    assert stays.fees(till, visit_id, ("1", "2000.00", timezone.now())).status_code == 201
    assert stays.discharged(till, visit_id, dscg_way="1").status_code == 200
    other = stays.settled(till, visit_id)
    check(
        one, two,
        lambda: is_given_back(sender, one, "2305", bill),
        lambda: give_back(till, other["setl_id"]),
    )  # fmt: skip
