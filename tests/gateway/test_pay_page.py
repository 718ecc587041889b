"""The patient confirms an order on the own phone, and 6202 settles without a code (ADR 32)."""

from datetime import timedelta

import pytest
from django.test import Client

from family.data import Relation
from settlement.models import Settlement
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from tests.gateway import chains
from vouchers.services import suspension
from yibao.audit.models import AuditEvent
from yibao.gateway.models import MobileConfirmation
from yibao.gateway.services import mobile_confirm_shown, mobile_offers
from yibao.kernel import clock, todos
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


def phone_of(who, *, proved=True):
    """A signed-in phone; ``proved`` has just unlocked with the password."""
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        session = client.session
        session["unlocked_at"] = int(clock.now().timestamp())
        session["unlocked_by"] = "password"
        session.save()
    return client


@pytest.fixture
def order(system, worker, shown):
    """Messages for the worker."""
    return chains.Order(system, worker, shown)


@pytest.fixture
def told(system, order):
    """An uploaded order of 70.00 yuan."""
    return system.call("6201", order.upload()).output["data"]


@pytest.fixture
def phone(worker):
    """The patient's phone."""
    return phone_of(worker)


def page():
    """The address of the only order."""
    return f"/pay/{MobileConfirmation.objects.get().ref}/"


def text_of(answer) -> str:
    """The page as text; it must have worked."""
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def choices():
    """Words of the offers, by accounts."""
    order = MobileConfirmation.objects.get().order
    return {
        one.flag: one.word for one in mobile_offers.offers(by=order.visit.person.user, order=order)
    }


def say(phone, action, choice=""):
    """Press a button; the page after it."""
    return text_of(phone.post(page(), {"action": action, "choice": choice}, follow=True))


def auth_no(order, told):
    """What 6301 tells the hospital."""
    answer = order.system.call("6301", order.question(told)).output["data"]
    return answer.get("extData", {}).get("payAuthNo", "")


def by_word(order, told, number):
    """6202 without a code."""
    given = order.payment(told, ecAuthCode="null", payAuthNo=number)
    return order.system.call("6202", given)


class TestTheOrder:
    def test_is_told_shown_confirmed_and_paid_without_a_code(self, order, told, phone, worker):
        before = world.balance(worker)
        notice = Notice.objects.get(user=worker.user, code="mobile_pay_asked")
        assert notice.link == page() and worker.person.name not in notice.body
        assert [one.url for one in todos.of(worker.user) if "付款" in one.title] == [page()]
        shown = text_of(phone.get(page()))
        for words in ("70.00", "明细 2 项", worker.person.masked_name, "怎么付", "不用个人账户"):
            assert words in shown
        assert auth_no(order, told) == ""
        assert "您已确认" in say(phone, "confirm", choices()["1"])
        assert not [one for one in todos.of(worker.user) if "付款" in one.title]
        number = auth_no(order, told)
        assert number and number in text_of(phone.get(page()))
        paid = by_word(order, told, number).output["data"]
        row = MobileConfirmation.objects.get()
        assert paid["feeSumamt"] == 70 and paid["psnAcctPay"] * 100 == row.own_fen > 0
        assert paid["ownPayAmt"] * 100 == row.cash_fen
        assert before - world.balance(worker) == row.own_fen
        done = text_of(phone.get(page()))
        assert "付款完成" in done and Settlement.objects.get().setl_id in done
        assert by_word(order, told, number).code == -1 and Settlement.objects.count() == 1

        given = order.system.call("6203", order.refund(told, paid))
        assert given.output["data"]["refStatus"] == "SUCC"
        back = text_of(phone.get(page()))
        assert "已全部退回" in back and "退 70.00 元" in back
        assert world.balance(worker) == before

    def test_spares_the_account_where_the_patient_wants_it(self, order, told, phone, worker):
        before = world.balance(worker)
        say(phone, "confirm", choices()["0"])
        paid = by_word(order, told, auth_no(order, told)).output["data"]
        assert paid["psnAcctPay"] == 0 and world.balance(worker) == before

    def test_leaves_no_choice_where_the_hospital_takes_no_account(self, system, order, phone):
        system.call("6201", order.upload(acctUsedFlag="0"))
        assert list(choices()) == ["0"]
        assert "不用个人账户" in text_of(phone.get(page()))

    def test_leaves_accounts_alone_after_a_change_of_number(self, told, phone, worker):
        """T16: for 24 hours a new number agrees to no payment out of an account."""
        with_account = choices()["1"]
        worker.user.money_held_until = clock.now() + timedelta(hours=1)
        worker.user.save(update_fields=["money_held_until"])
        shown = text_of(phone.get(page()))
        assert "个人账户现在不能付" in shown and "您刚换过手机号" in shown
        assert "用个人账户和家庭共济" not in shown and "不用个人账户" in shown
        assert "金额刚刚变了" in say(phone, "confirm", with_account)
        assert MobileConfirmation.objects.get().state == "WAITING"
        assert "您已确认" in say(phone, "confirm", choices()["0"])

    def test_is_confirmed_once_however_often_the_button_is_pressed(self, order, told, phone):
        one = choices()["1"]
        say(phone, "confirm", one)
        number = auth_no(order, told)
        say(phone, "confirm", one)
        assert auth_no(order, told) == number
        assert AuditEvent.objects.filter(verb="gateway.confirmation.given").count() == 1
        assert "已经有了结果" in say(phone, "confirm", choices()["0"])
        assert auth_no(order, told) == number

    def test_reading_writes_nothing(self, told, phone):
        """T24."""
        before = MobileConfirmation.objects.values().get(), AuditEvent.objects.count()
        text_of(phone.get(page()))
        assert (MobileConfirmation.objects.values().get(), AuditEvent.objects.count()) == before


class TestTheWord:
    def test_is_refused_and_taken_back(self, order, told, phone):
        say(phone, "confirm", choices()["1"])
        number = auth_no(order, told)
        assert "您已拒绝" in say(phone, "refuse")
        assert "您已拒绝" in say(phone, "refuse")
        assert auth_no(order, told) == ""
        assert "没有确认" in by_word(order, told, number).words
        assert "已经有了结果" in say(phone, "confirm", choices()["1"])
        assert Settlement.objects.count() == 0

    @pytest.mark.parametrize("number", ["A1", "é", "0" * 40])
    def test_of_another_number_pays_nothing(self, order, told, phone, number):
        say(phone, "confirm", choices()["1"])
        assert "payAuthNo" in by_word(order, told, number).words
        assert Settlement.objects.count() == 0

    def test_is_asked_again_where_the_bill_is_another(self, system, order, told, phone, worker):
        """The account was used elsewhere after the yes: not a 分 is taken on the old word."""
        say(phone, "confirm", choices()["1"])
        number, former = auth_no(order, told), MobileConfirmation.objects.get()
        chains.settle(system, worker, (1, "XA01", "30", "10.00"))
        before, count = world.balance(worker), Settlement.objects.count()
        assert "金额变了" in by_word(order, told, number).words
        row = MobileConfirmation.objects.get()
        assert (row.state, row.asked_at > former.asked_at) == ("WAITING", True)
        assert (world.balance(worker), Settlement.objects.count()) == (before, count)
        assert Notice.objects.filter(user=worker.user, code="mobile_pay_asked_again").count() == 1
        assert "没有确认" in by_word(order, told, number).words
        say(phone, "confirm", next(iter(choices().values())))
        assert by_word(order, told, auth_no(order, told)).code == 0

    def test_agrees_to_what_was_shown_only(self, told, phone):
        wrong = choices()["1"].replace("7000", "6999")
        assert "金额刚刚变了" in say(phone, "confirm", wrong)
        assert "请先选择怎么付" in say(phone, "confirm")
        assert MobileConfirmation.objects.get().state == "WAITING"

    def test_counts_for_its_time_only(self, order, told, phone):
        say(phone, "confirm", choices()["1"])
        number = auth_no(order, told)
        MobileConfirmation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        assert "时间过了" in text_of(phone.get(page()))
        assert "没有确认" in by_word(order, told, number).words
        assert auth_no(order, told) == ""

    def test_comes_too_late(self, told, phone, worker):
        one = choices()["1"]
        MobileConfirmation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        assert "时间过了" in say(phone, "confirm", one)
        assert MobileConfirmation.objects.get().state == "WAITING"
        assert mobile_confirm_shown.waiting_for(worker.person) == []

    def test_is_not_asked_for_what_the_hospital_took_back(self, system, order, told, phone):
        one = choices()["1"]
        system.call("6401", order.question(told))
        assert "医院已撤回" in text_of(phone.get(page()))
        assert "已经有了结果" in say(phone, "confirm", one)

    def test_stands_beside_a_code_shown_at_the_counter(self, system, order, told, phone):
        assert system.call("6202", order.payment(told)).code == 0
        assert "付款完成" in text_of(phone.get(page()))


class TestAccounts:
    def test_of_relatives_pay_where_the_patient_wants_it(self, order, phone, worker, city):
        """A standing grant of 家庭共济 pays what the own account does not hold (P111)."""
        payer = world.insured(city, balance="500.00")
        make_grant(payer, worker)
        order.fees = (("XA01", "2", "10.00"), ("XB02", "6", "50.00"))
        asked = order.upload(medfeeSumamt="320.00")
        told = order.system.call("6201", asked).output["data"]
        assert list(choices()) == ["2", "1", "0"]
        assert "家庭共济付" in text_of(phone.get(page()))
        say(phone, "confirm", choices()["2"])
        row, before = MobileConfirmation.objects.get(), world.balance(payer)
        assert by_word(order, told, auth_no(order, told)).code == 0
        assert before - world.balance(payer) == row.aid_fen > 0

    def test_stay_closed_while_the_voucher_is_suspended(self, order, told, phone, worker):
        """P36, P40: neither a new yes nor an old one pays."""
        one = choices()["1"]
        say(phone, "confirm", one)
        number = auth_no(order, told)
        suspension.suspend(by=worker.user, voucher=worker.person.voucher)
        reply = by_word(order, told, number)
        assert reply.code == -1 and "停用" in reply.words and Settlement.objects.count() == 0
        MobileConfirmation.objects.update(state="WAITING")
        again = phone_of(worker)
        assert "现在不能确认" in text_of(again.get(page()))
        say(again, "confirm", one)
        assert MobileConfirmation.objects.get().state == "WAITING"


class TestOthers:
    """T31: the order is the patient's alone; showing a code is no right to pay."""

    def test_find_no_page(self, told, worker, city):
        holder, stranger = world.insured(city), world.insured(city)
        make_binding(holder.person, worker.person, Relation.PARENT)
        for other in (holder, stranger):
            phone = phone_of(other)
            assert phone.get(page()).status_code == 404
            answer = phone.post(page(), {"action": "confirm", "choice": choices()["1"]})
            assert answer.status_code == 404
            assert not [one for one in todos.of(other.user) if "付款" in one.title]
        assert phone_of(worker).get("/pay/PXXXX/").status_code == 404
        assert MobileConfirmation.objects.get().state == "WAITING"

    def test_must_prove_to_be_the_patient(self, told, worker):
        """T28: a lying phone opens nothing and agrees to nothing."""
        phone = phone_of(worker, proved=False)
        assert "/code/unlock/" in phone.get(page()).url
        answer = phone.post(page(), {"action": "confirm", "choice": choices()["1"]})
        assert answer.status_code == 403
        assert MobileConfirmation.objects.get().state == "WAITING"
