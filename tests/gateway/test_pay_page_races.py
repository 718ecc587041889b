"""Yes and no, revocation and payment of one order in the same moment: one of them happens."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from django.test import Client

from settlement.models import Settlement, Visit
from settlement.selectors import proof
from tests.concurrency.threads import at_once, in_a_thread, until_somebody_waits
from tests.factories import world
from tests.gateway import chains
from yibao.audit.models import AuditEvent
from yibao.gateway.models import MobileConfirmation, MobileOrder
from yibao.gateway.services import mobile_confirm, mobile_offers
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def order(system, worker, shown):
    """Messages for the worker."""
    return chains.Order(system, worker, shown)


@pytest.fixture
def told(system, order):
    """An uploaded order of 70.00 yuan."""
    return system.call("6201", order.upload()).output["data"]


def another(system):
    """The same system over its own connection."""
    copied = copy.copy(system)
    copied.post = Client().post
    return copied


def words():
    """Of every offer."""
    order = MobileConfirmation.objects.get().order
    return [one.word for one in mobile_offers.offers(by=order.visit.person.user, order=order)]


def tried(work):
    """The state that was reached, or the code of the refusal."""
    try:
        return work().state
    except DomainError as refusal:
        return refusal.code


class TestOneOrder:
    def test_is_confirmed_once_from_two_windows(self, told, worker):
        row, word = MobileConfirmation.objects.get(), words()[0]

        def yes():
            return tried(lambda: mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=word))

        assert set(at_once(yes, yes, yes, yes)) == {"CONFIRMED"}
        assert AuditEvent.objects.filter(verb="gateway.confirmation.given").count() == 1

    def test_is_of_one_of_two_choices(self, told, worker):
        row = MobileConfirmation.objects.get()
        answers = at_once(
            *[
                lambda word=word: tried(
                    lambda: mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=word)
                )
                for word in words()
            ]
        )
        assert sorted(answers) == ["CONFIRMED", "gateway.mobile_word_over"]

    def test_is_not_confirmed_after_the_hospital_took_it_back(self, told, worker):
        """The yes waits for the revocation, and then sees what became of the visit."""
        row, word = MobileConfirmation.objects.get(), words()[0]
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                MobileOrder.objects.select_for_update().get()
                said = in_a_thread(
                    pool,
                    lambda: tried(
                        lambda: mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=word)
                    ),
                )
                until_somebody_waits()
                Visit.objects.update(state="CANCELLED")
            assert said.result(timeout=30) == "gateway.mobile_word_over"
        assert MobileConfirmation.objects.get().state == "WAITING"

    def test_is_paid_or_taken_back_by_its_patient(self, system, order, told, worker):
        row, before = MobileConfirmation.objects.get(), world.balance(worker)
        mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=words()[0])
        answer = system.call("6301", order.question(told)).output["data"]
        number = answer["extData"]["payAuthNo"]
        asked = order.payment(told, ecAuthCode="null", payAuthNo=number)
        paid, said = at_once(
            lambda: another(system).call("6202", asked).code,
            lambda: tried(lambda: mobile_confirm.refuse(by=worker.user, ref=row.ref)),
        )
        assert (paid, said) in [(0, "gateway.mobile_word_over"), (-1, "REFUSED")]
        assert Settlement.objects.count() == (1 if paid == 0 else 0)
        assert (world.balance(worker) < before) == (paid == 0)
        assert proof.verify() == []

    def test_is_paid_once_from_two_counters(self, system, order, told, worker):
        row = MobileConfirmation.objects.get()
        mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=words()[0])
        answer = system.call("6301", order.question(told)).output["data"]
        number = answer["extData"]["payAuthNo"]
        asked = order.payment(told, ecAuthCode="null", payAuthNo=number)
        codes = at_once(*[lambda: another(system).call("6202", asked).code] * 3)
        assert sorted(codes) == [-1, -1, 0] and Settlement.objects.count() == 1
        assert proof.verify() == []
