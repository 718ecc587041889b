"""What the centre tells an institution by itself, until it took it: 6204 and 6302."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.services import partners
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.receiver import Receiver
from tests.gateway import chains
from tests.gateway.sealed import SealedSystem, new_pair
from vouchers.services import codes
from yibao.gateway import seal_errors
from yibao.gateway.models import MobileApp, MobileCallback, MobileConfirmation
from yibao.gateway.services import (
    mobile_apps,
    mobile_callback_sending,
    mobile_callbacks,
    mobile_confirm,
    mobile_offers,
)
from yibao.gateway.services.mobile_apps import AppOpening
from yibao.gateway.services.mobile_callback_sending import OVER, WAITS, send_due
from yibao.kernel import clock
from yibao.webhooks.errors import AddressRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    """The hospital's address."""
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def app(system, partner, receiver):
    pair = new_pair()
    row = mobile_apps.open_for(by=None, client=partner, opening=AppOpening())
    told = mobile_apps.add_key(by=None, app=row, peer_key=pair[1], reason="开通").split()
    row.speaking = SealedSystem(
        Client().post, told[1], told[3], private=pair[0], public=pair[1], platform=told[5]
    )
    mobile_apps.set_callback(by=None, app=row, url=receiver.url, reason="开通")
    return row


@pytest.fixture
def order(system, worker, shown):
    return chains.Order(system, worker, shown)


def yes(**more):
    """An answer of the hospital."""
    return (200, {}, json.dumps({"success": True, "message": "已入账", **more}).encode())


def paid(system, order):
    told = system.call("6201", order.upload()).output["data"]
    return told, system.call("6202", order.payment(told)).output["data"]


class TestPaid:
    def test_is_told_with_the_amounts_of_the_bill(self, system, app, order, receiver):
        """6302; the hospital verifies and opens it with its own keys."""
        told, amounts = paid(system, order)
        receiver.answers.append(yes())
        assert send_due(by=None) == 1 and send_due(by=None) == 0
        (_, body), row = receiver.got[0], MobileCallback.objects.get()
        said = app.speaking.opened(json.loads(body))
        assert said["transType"] == "6302" and row.told_at and row.due_at is None
        data = said["data"]
        assert data["payOrdId"] == told["payOrdId"] and data["callType"] == "02"
        for ours, theirs in (
            ("feeSumamt", "feeSumamt"), ("ownpayAmt", "ownPayAmt"),
            ("psnAcctPay", "psnAcctPay"), ("fundPay", "fundPay"), ("othFeeAmt", "othFeeAmt"),
        ):  # fmt: skip
            assert data[ours] == amounts[theirs]
        parts = ("ownpayAmt", "psnAcctPay", "fundPay", "othFeeAmt")
        assert sum(data[name] for name in parts) == data["feeSumamt"]
        assert order.who.person.certno not in body.decode()
        look = system.call("6301", order.question(told)).output["data"]
        assert data["revsToken"] == look["revsToken"] != ""

    def test_in_a_sealed_answer_is_a_yes_too(self, system, app, order, receiver):
        paid(system, order)
        answer = app.speaking.message({"success": True, "message": "好"})
        receiver.answers.append((200, {}, json.dumps(answer).encode()))
        send_due(by=None)
        assert MobileCallback.objects.get().told_at

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            ((500, {}), "应答状态 500"), ((204, {}), "应答状态 204"), ((302, {}), "应答状态 302"),
            ((200, {}, b"<html>"), "没有入账"), ((200, {}, b"[]"), "没有入账"),
            ((200, {}, b'{"success": false}'), "没有入账"),
            ((200, {}, b'{"encData": "00", "signData": "x"}'), "没有入账"),
        ],
        ids=str,
    )  # fmt: skip
    def test_is_told_again_until_it_is_taken(self, system, app, order, receiver, answer, fault):
        paid(system, order)
        receiver.answers += [answer, yes()]
        send_due(by=None)
        row = MobileCallback.objects.get()
        assert fault in row.fault and row.told_at is None and row.due_at > clock.now()
        assert send_due(by=None) == 0
        with time_machine.travel(clock.now() + timedelta(seconds=WAITS[0] + 1)):
            assert send_due(by=None) == 1
        row.refresh_from_db()
        assert (row.fault, row.due_at, row.tries) == ("", None, 2) and row.told_at

    def test_is_not_told_to_a_client_that_is_switched_off(
        self, system, app, order, receiver, partner
    ):
        paid(system, order)
        partners.set_enabled(by=None, client=partner, is_enabled=False, reason="查处")
        send_due(by=None)
        row = MobileCallback.objects.get()
        assert receiver.got == [] and "停用" in row.fault and row.due_at is not None

    def test_is_given_up_after_the_last_try_and_repeated_by_hand(
        self, system, app, order, receiver
    ):
        paid(system, order)
        row = MobileCallback.objects.get()
        with pytest.raises(seal_errors.MobileCallbackNotOver):
            mobile_callbacks.repeat(by=None, callback=row, reason="再发")
        MobileCallback.objects.update(tries=len(WAITS))
        receiver.answers.append((503, {}))
        send_due(by=None)
        row.refresh_from_db()
        assert (row.due_at, row.told_at, row.fault) == (None, None, "应答状态 503")
        mobile_callbacks.repeat(by=None, callback=row, reason="机构恢复了")
        receiver.answers.append(yes())
        assert send_due(by=None) == 1
        row.refresh_from_db()
        assert row.told_at and row.tries == 1

    def test_of_a_worker_that_died_is_told_by_another(self, system, app, order, receiver):
        paid(system, order)
        assert mobile_callback_sending._leased() is not None
        assert send_due(by=None) == 0
        receiver.answers.append(yes())
        with time_machine.travel(
            clock.now() + mobile_callback_sending.LEASE + timedelta(seconds=1)
        ):
            assert send_due(by=None) == 1

    def test_is_owed_once_and_only_where_there_is_an_address(self, system, app, order):
        told, _ = paid(system, order)
        again = order.payment(told)
        assert system.call("6202", again).code == -1
        assert MobileCallback.objects.count() == 1
        mobile_apps.set_callback(by=None, app=app, url="", reason="不要了")
        paid(system, order)
        assert MobileCallback.objects.count() == 1

    def test_is_not_told_of_a_bill_that_was_given_back_meanwhile(
        self, system, app, order, receiver
    ):
        """6301 says 已退款; a message of payment would contradict it."""
        told, answer = paid(system, order)
        assert system.call("6203", order.refund(told, answer)).code == 0
        assert send_due(by=None) == 1 and not receiver.got
        told = MobileCallback.objects.get()
        assert (told.fault, told.due_at, told.told_at) == (OVER, None, None)

    def test_of_one_that_is_silent_waits_for_the_next_turn(
        self, system, app, order, city, receiver
    ):
        """F24: an institution that is down delays itself, not the others."""
        paid(system, order)
        paid(system, chains.Order(system, *_patient(city)))
        receiver.answers += [(500, {}), yes()]
        assert send_due(by=None) == 1
        assert MobileCallback.objects.filter(told_at=None, tries=0).count() == 1
        assert send_due(by=None) == 1
        assert MobileCallback.objects.exclude(told_at=None).count() == 1


def _patient(city, balance="100.00"):
    """Another patient, and how that one shows a code."""
    who = world.insured(city, balance=balance)
    return who, lambda: codes.issue(by=who.user, person=who.person).code


class TestAgreed:
    def test_counts_relatives_money_as_account_money(self, system, app, order, receiver, city):
        """``feeSumamt`` is the sum of the parts (P128)."""
        patient, show = _patient(city, balance="0.00")
        make_grant(order.who, patient)
        system.call("6201", chains.Order(system, patient, show).upload())
        row = MobileConfirmation.objects.get(order__visit__person=patient.person)
        offer = mobile_offers.offers(by=patient.user, order=row.order)[0]
        assert offer.aid_fen > 0 and not offer.own_fen
        mobile_confirm.confirm(by=patient.user, ref=row.ref, shown=offer.word)
        receiver.answers.append(yes())
        send_due(by=None)
        data = app.speaking.opened(json.loads(receiver.got[0][1]))["data"]
        assert data["feeSumamt"] == data["ownPayAmt"] + data["psnAcctPay"] + data["fundPay"]

    def test_is_not_told_any_more_once_it_was_taken_back(self, system, app, order, receiver):
        system.call("6201", order.upload())
        row = MobileConfirmation.objects.select_related("order__visit").get()
        offer = mobile_offers.offers(by=order.who.user, order=row.order)[0]
        mobile_confirm.confirm(by=order.who.user, ref=row.ref, shown=offer.word)
        mobile_confirm.refuse(by=order.who.user, ref=row.ref)
        assert send_due(by=None) == 1 and not receiver.got
        told = MobileCallback.objects.get()
        assert (told.fault, told.due_at, told.told_at) == (OVER, None, None)

    def test_is_told_with_the_number_that_pays(self, system, app, order, receiver, worker):
        """6204, and its payAuthNo in 6202."""
        told = system.call("6201", order.upload()).output["data"]
        row = MobileConfirmation.objects.select_related("order__visit").get()
        offer = mobile_offers.offers(by=worker.user, order=row.order)[0]
        mobile_confirm.confirm(by=worker.user, ref=row.ref, shown=offer.word)
        receiver.answers.append(yes())
        assert send_due(by=None) == 1
        said = app.speaking.opened(json.loads(receiver.got[0][1]))
        data = said["data"]
        assert said["transType"] == "6204" and data["feeSumamt"] == 70
        asked = order.payment(told, ecAuthCode="null", payAuthNo=data["extData"]["payAuthNo"])
        done = system.call("6202", asked).output["data"]
        for name in ("feeSumamt", "psnAcctPay", "fundPay", "ownPayAmt"):
            assert done[name] == data[name]


class TestAddress:
    @pytest.mark.parametrize(
        "url", ["http://10.0.0.8/x", "https://169.254.169.254/", "ftp://a.example/", "nothing"]
    )
    def test_inside_is_refused(self, app, url):
        """T80."""
        with pytest.raises(AddressRefused):
            mobile_apps.set_callback(by=None, app=app, url=url, reason="试试")
        assert MobileApp.objects.get().callback_url.startswith("http://127.0.0.1")
