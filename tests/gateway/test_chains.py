"""Whole chains over every style of address and every way of showing who calls (1.3, 1.4)."""

import base64
import importlib.util
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from settlement.models import Visit
from tests.factories import aid, stays, world
from tests.gateway import chains
from tests.gateway.client import ONE_ADDRESS, System, csb, read, static_key, tif
from tests.gateway.test_basics import SIGN_IN
from tests.gateway.test_outpatient import FEES, identities
from tests.gateway.test_reconciliation import totals
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, goods, leave, shop
from yibao.gateway import tables
from yibao.gateway.models import GatewayAccess
from yibao.gateway.services import access
from yibao.gateway.sm import cipher, signing
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


def by_service(infno):
    """The third style: a path a transaction; the first where none is known."""
    for service, methods in tables.services().items():
        for method, numbers in methods.items():
            if infno in numbers:
                return f"/gateway/ebus/rio/fsi/api/{service}/{method}"
    return ONE_ADDRESS


STYLES = {
    "one": lambda infno: ONE_ADDRESS,
    "number": lambda infno: f"/gateway/ebus/prd/hsa/hgs/{infno}",
    "service": by_service,
}


class Styled(System):
    """A system with its own style of address; it repeats what was answered before."""

    style = staticmethod(STYLES["one"])

    def call(self, infno, given, *, msgid="", path=""):
        return self.send(self.envelope(infno, given, msgid), path=path or self.style(infno))


class Sealing(Styled):
    """One that seals input and signs the head with SM2."""

    def sealed(self, message):
        """The message as it goes over the wire."""
        plain = json.dumps(message["input"]).encode()
        sealed = base64.b64encode(bytes.fromhex(cipher.encrypt(self.key, plain))).decode()
        message = {**message, "input": sealed, "enc_type": "SM4"}
        head = {k: v for k, v in message.items() if k not in ("cainfo", "input") and v != "null"}
        text = "&".join(f"{k}={head[k]}" for k in sorted(head))
        message["cainfo"] = signing.sign(text, pair=self.pair)
        return message

    def send(self, message, *, path=ONE_ADDRESS):
        raw = json.dumps(self.sealed(message), ensure_ascii=False).encode()
        reply = read(self.post(path, raw, content_type=self.content_type))
        if "output" in reply.document:
            hexed = base64.b64decode(reply.document["output"]).hex()
            opened = cipher.decrypt(self.key, hexed)
            reply.document["output"] = json.loads(opened, parse_float=Decimal)
        return reply


def opened(variant, place, partner):
    """A system that shows who it is in this way."""
    pair = signing.generate()
    peer = {"peer_key": pair.texts()[1]} if variant == "SM_BODY" else {}
    opening = access.Opening(variant=variant, **peer)
    _, told = access.open_for(by=None, client=partner, opening=opening)
    keys = told.split()
    kind = Sealing if variant == "SM_BODY" else Styled
    made = kind(Client().post, place.fixmedins_code)
    if variant == "SM_BODY":
        made.key, made.pair = bytes.fromhex(keys[1]), pair
    signers = {"TIF": tif, "CSB_HMAC": csb, "API_KEY": static_key}
    if variant in signers:
        made.signer = signers[variant](*keys)
    return made


@pytest.mark.parametrize("variant", ["NONE", "TIF", "CSB_HMAC", "API_KEY", "SM_BODY"])
def test_a_day_at_a_hospital(variant, place, partner, city):
    """9001 → 1101 → 2201 … 2207 → 3201 → 2208 → 9002 in each style, signed in."""
    system = opened(variant, place, partner)
    GatewayAccess.objects.update(needs_sign_in=True)
    bills = []
    for style in STYLES.values():
        system.style = style
        who = world.insured(city, balance="100.00")
        session = system.call("9001", SIGN_IN).output["signinoutb"]
        system.sign_no = session["sign_no"]
        found = system.call("1101", {"data": chains.card(who)}).output["baseinfo"]
        assert found["psn_no"] == who.person.psn_no
        mdtrt_id, reply = chains.settle(system, who, *FEES)
        bill = reply.output["setlinfo"]
        identities(bill)
        bills.append(bill)
        asked = totals(bills, refd_setl_flag="0")
        assert system.call("3201", asked).output["stmtinfo"]["stmt_rslt"] == "0"
        back = {"setl_id": bill["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": found["psn_no"]}
        number = system.msgid()
        first, second = (system.call("2208", {"data": back}, msgid=number) for _ in range(2))
        assert first.output == second.output
        identities(first.output["setlinfo"])
        assert world.balance(who) == 10000
        out = {"signOut": {"sign_no": system.sign_no, "opter_no": "0001"}}
        assert system.call("9002", out).code == 0


def test_each_number_of_a_stay_gives_its_answer_again(system, worker):
    """I7: every POST of 2401 … 2305 sent twice does its work once."""
    sent = []
    post = system.send

    def twice(message, *, path=ONE_ADDRESS):
        first, second = post(message, path=path), post(message, path=path)
        assert first.text == second.text, message["infno"]
        sent.append(message["infno"])
        return first

    system.send = twice
    mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
    rows = [chains.fee(worker, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")]
    assert system.call("2301", {"feedetail": rows}).code == 0
    assert leave(system, worker, mdtrt_id).code == 0
    asked = chains.trial(worker, mdtrt_id, "2000.00", med_type="21")
    tried = system.call("2303", {"data": asked}).output["setlinfo"]
    bill = system.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    row = {"mdtrt_id": mdtrt_id, "setl_id": bill["setl_id"], "psn_no": bill["psn_no"]}
    identities(system.call("2305", {"data": row}).output["setlinfo"])
    assert sent == ["2401", "2301", "2402", "2303", "2304", "2305"]


def test_a_stay_over_the_year_end_is_settled_year_by_year(system, worker):
    """P144: mid_setl_flag 1 closes the old year and names the number under which it goes on."""
    since = stays.new_year_eve()
    mdtrt_id = admit(system, worker, begntime=text_of(since)).output["result"]["mdtrt_id"]
    first = {"fee_ocur_time": text_of(since), "med_type": "21"}
    rows = [
        chains.fee(worker, mdtrt_id, 1, DRUG, "4", "500.00", **first),
        chains.fee(worker, mdtrt_id, 2, DRUG, "1", "300.00", med_type="21"),
    ]
    assert system.call("2301", {"feedetail": rows}).code == 0
    asked = chains.trial(worker, mdtrt_id, "2000.00", med_type="21", mid_setl_flag="1")
    tried = system.call("2303", {"data": asked}).output["setlinfo"]
    bill = system.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    identities(bill)
    after = json.loads(bill["exp_content"])["next_mdtrt_id"]
    assert bill["mdtrt_id"] == mdtrt_id != after
    assert leave(system, worker, after).code == 0
    asked = chains.trial(worker, after, "300.00", med_type="21")
    tried = system.call("2303", {"data": asked}).output["setlinfo"]
    assert system.call("2304", {"data": chains.confirmed(asked, tried)}).code == 0


def test_a_stay_over_the_end_of_a_leap_year_is_settled_year_by_year(system, worker):
    """P144: 31 December is then the year's day 366."""
    with time_machine.travel(datetime(2029, 1, 3, 4, tzinfo=UTC)):
        test_a_stay_over_the_year_end_is_settled_year_by_year(system, worker)
    days = Visit.objects.order_by("begntime").values_list("begntime", flat=True)
    assert [clock.local(day).date() for day in days] == [date(2028, 12, 31), date(2029, 1, 1)]


def text_of(moment):
    """A moment as clients write it."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}"


class TestFamilyAccounts:
    def test_pay_where_the_flag_is_2(self, system, shop, city):
        """3.3: the part of relatives is inside the account's payment; the account is one source."""
        for place, pay in ((system, _visit), (shop, _purchase)):
            who, giver = (world.insured(city, balance=text) for text in ("5.00", "300.00"))
            aid.make_grant(giver, who)
            found = pay(place, who)
            bill = found["setlinfo"]
            identities(bill)
            assert bill["acct_mulaid_pay"] == bill["acct_pay"] - 5 > 0
            rows = [one for one in found["setldetail"] if one["fund_pay_type"] == "310200"]
            assert [one["fund_payamt"] for one in rows] == [bill["acct_pay"]]
            assert world.balance(giver) == 30000 - int(bill["acct_mulaid_pay"] * 100)

    def test_of_nobody_leave_the_own_one(self, system, city):
        who = world.insured(city, balance="5.00")
        bill = _visit(system, who)["setlinfo"]
        assert (bill["acct_pay"], bill["acct_mulaid_pay"]) == (5, 0)


def _visit(system, who):
    return chains.settle(system, who, *FEES, acct_used_flag="2")[1].output


def _purchase(system, who):
    asked = goods(who)
    asked["druginfo"]["acct_used_flag"] = "2"
    return system.call("2102", asked).output


def test_the_root_of_the_site_answers_where_the_setting_says_so(system, settings):
    """1.3: for systems that can name a host only."""
    bare = ONE_ADDRESS.removeprefix("/gateway")
    assert Client().post(bare, "{}", content_type="text/plain").status_code == 404
    settings.GATEWAY_AT_ROOT = True
    found = importlib.util.find_spec("yibao.urls")
    again = importlib.util.module_from_spec(found)
    found.loader.exec_module(again)
    settings.ROOT_URLCONF = again
    assert system.call("9001", SIGN_IN, path=bare).code == 0
    own = by_service("9001").removeprefix("/gateway")
    assert system.call("9001", SIGN_IN, path=own).code == 0
