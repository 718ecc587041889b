"""Mobile payment in its sealed envelope, spoken by a system that knows the document only."""

import time

import pytest
from django.test import Client

from accounts.models import PartnerClient
from accounts.services import partners
from settlement.models import LedgerEntry, Settlement
from tests.factories import world
from tests.gateway import chains
from tests.gateway.sealed import SealedSystem, new_pair
from yibao.audit.models import AuditEvent
from yibao.gateway import seal_errors
from yibao.gateway.models import GatewayAccess, GatewayMessage, MobileApp, MobileKey, MobileOrder
from yibao.gateway.services import mobile_apps
from yibao.gateway.services.mobile_apps import AppOpening

pytestmark = pytest.mark.django_db
WAYS = [(False, False), (False, True), (True, False), (True, True)]


@pytest.fixture
def pair():
    return new_pair()


@pytest.fixture
def app(system, partner, pair):
    """The application of the hospital, and what it was told once."""
    row = mobile_apps.open_for(by=None, client=partner, opening=AppOpening())
    told = mobile_apps.add_key(by=None, app=row, peer_key=pair[1], reason="开通")
    row.told = told.split()
    return row


def speaking(app, pair, **habits):
    """The hospital's system with these keys."""
    _, app_id, _, secret, _, platform = app.told
    return SealedSystem(
        Client().post, app_id, secret, private=pair[0], public=pair[1], platform=platform, **habits
    )


@pytest.fixture
def sealed(app, pair):
    return speaking(app, pair)


@pytest.fixture
def order(system, worker, shown):
    """Messages for the worker; their data is what the sealed form carries."""
    return chains.Order(system, worker, shown)


def flat(given):
    """The sealed form has the lists inside the data; amounts go as numbers."""
    inner = {name: rows for name, rows in given.items() if name != "data"}
    return {
        **numbers(given["data"]),
        **{name: [*map(numbers, rows)] for name, rows in inner.items()},
    }


def numbers(row):
    is_amount = lambda name: name.endswith(("Amt", "amt")) or name in ("cnt", "pric")  # noqa: E731
    return {name: float(value) if is_amount(name) else value for name, value in row.items()}


class TestChain:
    @pytest.mark.parametrize(("by_secret", "as_text"), WAYS)
    def test_is_walked_in_each_way_of_signing(self, app, pair, order, worker, by_secret, as_text):
        """Both user ids, both ways of numbers (6.2); the answer is signed as the question was."""
        before = world.balance(worker)
        hospital = speaking(app, pair, by_secret=by_secret, as_text=as_text)
        told = hospital.call("6201", flat(order.upload()))
        assert (told["code"], told["success"], told["appId"]) == (0, True, app.app_id)
        told = told["data"]
        assert hospital.call("6301", flat(order.question(told)))["data"]["ordStas"] == "0"
        paid = hospital.call("6202", flat(order.payment(told)))["data"]
        parts = ("ownPayAmt", "psnAcctPay", "fundPay", "othFeeAmt")
        assert paid["feeSumamt"] == sum(paid[one] for one in parts) == 70
        back = hospital.call("6203", flat(order.refund(told, paid)))["data"]
        assert back["refStatus"] == "SUCC" and world.balance(worker) == before
        assert hospital.call("6301", flat(order.question(told)))["data"]["ordStas"] == "7"

    def test_is_taken_back_also_at_the_one_address(self, sealed, order):
        told = sealed.call("6201", flat(order.upload()))["data"]
        asked = sealed.message(flat(order.question(told)), transType="hos.revoke.order")
        done = sealed.send("/gateway/pmc/api", asked)
        assert done["data"] == {"success": True} and done["transType"] == "hos.revoke.order"
        unknown = sealed.message(flat(order.question(told)), transType="hos.query.insu")
        assert sealed.send("/gateway/pmc/api", unknown)["status"] == 404

    def test_leaves_the_rows_of_the_ordinary_envelope(self, sealed, system, order, city, shown):
        told = sealed.call("6201", flat(order.upload()))["data"]
        assert sealed.call("6202", flat(order.payment(told)))["code"] == 0
        other = world.insured(city, balance="100.00")
        chains.settle(system, other, *((n, *one) for n, one in enumerate(order.fees, start=1)))
        rows = []
        for who in (order.who, other):
            entries = LedgerEntry.objects.filter(posting__settlement__person=who.person)
            rows.append(sorted(entries.values_list("account__kind", "debit_fen", "credit_fen")))
        assert rows[0] == rows[1] and rows[0]

    def test_takes_no_notice_of_the_sign_in(self, sealed, order):
        """9001 belongs to the other interface."""
        GatewayAccess.objects.update(needs_sign_in=True)
        asked = {"data": {**order.place, **order.person, "payOrdId": "x", "payToken": "y"}}
        assert "订单" in sealed.call("6301", flat(asked))["message"]


class TestRepeat:
    def test_of_the_same_message_gets_the_first_answer(self, sealed, order):
        """T65: sent again after a lost answer it pays once."""
        told = sealed.call("6201", flat(order.upload()))["data"]
        asked = sealed.message(flat(order.payment(told)))
        path = "/gateway/org/local/api/hos/pay_order"
        first, again = sealed.send(path, asked), sealed.send(path, asked)
        assert first["data"] == again["data"] and first["code"] == 0
        assert Settlement.objects.count() == 1

    def test_with_a_rule_against_it_is_told_sealed(self, sealed, order):
        given = order.upload()
        assert sealed.call("6201", flat(given))["code"] == 0
        again = sealed.call("6201", flat({**given, "data": {**given["data"], "memo": "2"}}))
        assert (again["status"], again["code"], again["success"]) == (200, -1, False)
        assert "订单号" in again["message"] and again["data"] == {}


class TestDoor:
    """T73: who does not show who it is gets in nowhere, and learns little."""

    @pytest.mark.parametrize(
        "change",
        [
            {"signData": "AAAA"}, {"signData": ""}, {"encData": "00" * 16}, {"encData": "zz"},
            {"version": "9"}, {"more": "1"},
        ],
        ids=str,
    )  # fmt: skip
    def test_is_closed_to_what_was_changed(self, sealed, order, change):
        message = sealed.message(flat(order.upload()))
        said = sealed.send("/gateway/org/local/api/hos/uldFeeInfo", {**message, **change})
        assert (said["status"], said["success"]) == (401, False)
        assert "核对密钥" in said["message"] and not MobileOrder.objects.exists()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"appId": "F" * 32}, "appId"), ({"appId": None}, "appId"),
            ({"encType": "AES"}, "encType"), ({"timestamp": "20200101000000"}, "秒的范围"),
            ({"timestamp": "20201301000000"}, "不是一个时间"), ({"timestamp": ""}, "timestamp"),
            ({"version": 1.5}, "文本"), ({"version": ["1"]}, "文本"),
        ],
        ids=str,
    )  # fmt: skip
    def test_says_what_is_wrong_with_the_head(self, sealed, order, change, words):
        message = {**sealed.message(flat(order.upload())), **change}
        said = sealed.send("/gateway/org/local/api/hos/uldFeeInfo", message)
        assert said["status"] == 401 and words in said["message"]

    def test_takes_milliseconds_too(self, sealed, order):
        stamps = (str(int(time.time() * 1000)), sealed.message({})["timestamp"] + "123")
        for stamp in stamps:
            assert sealed.call("6201", flat(order.upload()), timestamp=stamp)["code"] == 0

    def test_is_closed_to_an_app_or_a_client_that_was_switched_off(self, sealed, app, order):
        mobile_apps.set_enabled(by=None, app=app, is_enabled=False, reason="停用")
        asked = flat(order.upload())
        assert sealed.call("6201", asked)["status"] == 401
        mobile_apps.set_enabled(by=None, app=app, is_enabled=True, reason="恢复")
        for rows in (GatewayAccess.objects.all(), PartnerClient.objects.filter(pk=app.client_id)):
            rows.update(is_enabled=False)
            assert sealed.call("6201", asked)["status"] == 401
            rows.update(is_enabled=True)
        assert sealed.call("6201", asked)["code"] == 0

    def test_serves_its_own_institution_only(self, sealed, order):
        """T31."""
        said = sealed.call("6201", {**flat(order.upload()), "orgCodg": "H99999999999"})
        assert said["code"] == -1 and "orgCodg" in said["message"]

    def test_habits_that_were_fixed_are_the_only_ones(self, app, pair, order):
        MobileApp.objects.update(user_id="DEFAULT", leaf_values="TEXT")
        assert speaking(app, pair).call("6201", flat(order.upload()))["status"] == 401
        hospital = speaking(app, pair, as_text=True)
        assert hospital.call("6201", flat(order.upload()))["code"] == 0

    def test_needs_the_right_of_a_partner_for_money_back(self, sealed, app, order):
        told = sealed.call("6201", flat(order.upload()))["data"]
        paid = sealed.call("6202", flat(order.payment(told)))["data"]
        rights = [one for one in app.client.allowed_scopes if one != "refunds:write"]
        PartnerClient.objects.filter(pk=app.client_id).update(allowed_scopes=rights)
        assert sealed.call("6203", flat(order.refund(told, paid)))["code"] == -1


class TestKeys:
    def test_change_without_a_pause(self, sealed, app, pair, order):
        newer = new_pair()
        told = mobile_apps.add_key(by=None, app=app, peer_key=newer[1], reason="定期更换").split()
        with pytest.raises(seal_errors.MobileKeysTwo):
            mobile_apps.add_key(by=None, app=app, peer_key="", reason="再来")
        app.told = told
        fresh = speaking(app, newer)
        for hospital in (sealed, fresh):
            assert hospital.call("6201", flat(order.upload()))["code"] == 0
        mobile_apps.retire_oldest(by=None, app=app, reason="换好了")
        assert sealed.call("6201", flat(order.upload()))["status"] == 401
        assert fresh.call("6201", flat(order.upload()))["code"] == 0
        with pytest.raises(seal_errors.MobileKeyLast):
            mobile_apps.retire_oldest(by=None, app=app, reason="再停")
        mobile_apps.add_key(by=None, app=app, peer_key="", reason="公钥不变")
        assert MobileKey.objects.filter(app=app, retired_at=None).count() == 2
        verbs = AuditEvent.objects.filter(verb__startswith="gateway.mobile_app.")
        assert verbs.count() == 5

    def test_are_sealed_in_the_table_and_in_no_log(self, sealed, app, order):
        sealed.call("6201", flat(order.upload()))
        said = [row.request + row.answer for row in GatewayMessage.objects.all()]
        events = [str(row.data) for row in AuditEvent.objects.all()]
        for secret in (app.told[3], sealed.private.hex(), order.who.person.certno):
            assert secret not in "".join(said + events)

    def test_are_of_an_app_that_a_client_of_the_interface_has_once(self, app, partner):
        with pytest.raises(seal_errors.MobileAppExists):
            mobile_apps.open_for(by=None, client=partner, opening=AppOpening())
        GatewayAccess.objects.all().delete()
        with pytest.raises(seal_errors.MobileAppNotPossible):
            mobile_apps.open_for(by=None, client=partner, opening=AppOpening())

    @pytest.mark.parametrize("text", ["", "AAAA", "§"])
    def test_of_the_hospital_must_lie_on_the_curve(self, system, partner, text):
        row = mobile_apps.open_for(by=None, client=partner, opening=AppOpening())
        with pytest.raises(seal_errors.MobileAppNotPossible):
            mobile_apps.add_key(by=None, app=row, peer_key=text, reason="开通")


def test_comes_from_a_listed_address_only(sealed, order, partner):
    """T75: also in the sealed form."""
    given = flat(order.upload())
    partners.set_networks(by=None, client=partner, text="203.0.113.0/24", reason="上线")
    assert "来访地址" in sealed.call("6201", given)["message"]
    assert not MobileOrder.objects.exists()
    sealed.post = Client(REMOTE_ADDR="203.0.113.8").post
    assert sealed.call("6201", given)["code"] == 0
