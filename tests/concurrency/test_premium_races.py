"""Two people pay the same premium, or one account pays two, in the same moment (P172, T67)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import transaction

from family.services import grants
from settlement import errors
from settlement.models import AidUse, Premium
from settlement.selectors import accounts, proof
from settlement.services import card_healing, premium_steps, premiums
from tests.concurrency.threads import at_once, in_a_thread, until_somebody_waits
from tests.factories import cards as bank
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    """Bank and register write below the test's own folder."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def plan(city):
    return made.plan()


def try_to_pay(payer, member, key, shown):
    """The premium, or the refusal."""
    try:
        premium = premiums.pay(
            by=payer.user, member=member.person, key=key, shown=shown, proof="PIN"
        )
    except DomainError as refusal:
        return refusal
    return premium_steps.carry_on(by=payer.user, premium_id=premium.pk)


@pytest.mark.usefixtures("plan")
class TestOnePersonAndYear:
    def test_is_paid_twice_when_each_looks_first(self, scratch):
        """The mistake: both see that nothing was paid."""
        both_have_looked = Barrier(2)

        def careless():
            paid = scratch.total("premium")
            both_have_looked.wait(timeout=30)
            if not paid:
                scratch.add("premium", 400)

        at_once(careless, careless)
        assert scratch.total("premium") == 800

    def test_is_paid_once_by_two_payers_p172(self, city):
        member = made.resident(city)
        payers = [world.insured(city, balance="1000.00") for _ in range(2)]
        for one in payers:
            make_grant(one, member, uses=("PREMIUM",))
        answers = at_once(
            *[lambda one=one: try_to_pay(one, member, "k", (made.ADULT, 0)) for one in payers]
        )
        refused = [one for one in answers if isinstance(one, DomainError)]
        assert len(refused) == 1 and Premium.objects.count() == made.entered() == 1
        assert isinstance(refused[0], (errors.PremiumUnderWay, errors.PremiumPaidAlready))
        left = sorted(accounts.balance_of(one.person) for one in payers)
        assert left == [60000, 100000] and not proof.verify()

    def test_is_one_premium_for_one_key_sent_at_once_t60(self, city):
        member, payer = made.resident(city), world.insured(city)
        bank.bind(payer, "0000")
        answers = at_once(
            *[lambda: try_to_pay(payer, member, "same", (made.ADULT, made.ADULT))] * 4
        )
        assert not [one for one in answers if isinstance(one, DomainError)]
        assert Premium.objects.count() == 1 and bank.taken() == made.ADULT

    def test_is_healed_once_by_two_tasks_at_once(self, city):
        member, payer = made.resident(city), world.insured(city)
        bank.bind(payer, "0091")
        bank.switch("result:0")
        made.pay(payer, member)
        made.age(60)
        at_once(*[lambda: card_healing.heal(by=None)] * 3)
        made.age(60)
        card_healing.heal(by=None)
        assert Premium.objects.get().state == "PAID"
        assert made.entered() == 1 and bank.taken() == made.ADULT and not proof.verify()


@pytest.mark.usefixtures("plan")
class TestOneAccountForTwo:
    def test_never_pays_more_than_it_holds_t58(self, city):
        payer = world.insured(city, balance="500.00")
        people = [made.resident(city) for _ in range(2)]
        for one in people:
            make_grant(payer, one, uses=("PREMIUM",))
        answers = at_once(
            *[
                lambda one=one, key=f"k{number}": try_to_pay(payer, one, key, (made.ADULT, 0))
                for number, one in enumerate(people)
            ]
        )
        refused = [one for one in answers if isinstance(one, DomainError)]
        assert len(refused) == 1 and isinstance(refused[0], errors.PremiumChanged)
        assert accounts.balance_of(payer.person) == 10000
        assert sum(AidUse.objects.filter(kind="YEAR").values_list("used_fen", flat=True)) == 40000
        assert not proof.verify()


@pytest.mark.usefixtures("plan")
class TestEndAgainstPremium:
    def test_an_account_pays_nothing_once_its_grant_has_ended_t66(self, city):
        """The premium waits for the end and then hears that the amounts have changed."""
        payer, member = world.insured(city, balance="1000.00"), made.resident(city)
        grant = make_grant(payer, member, uses=("PREMIUM",))
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                grants.end(by=payer.user, ref=grant.ref)
                waiting = in_a_thread(
                    pool, lambda: try_to_pay(member, member, "k", (made.ADULT, 0))
                )
                until_somebody_waits()
            refusal = waiting.result()
        assert isinstance(refusal, errors.PremiumChanged) and not Premium.objects.exists()
        assert accounts.balance_of(payer.person) == 100000 and not proof.verify()
