"""The sample system passes every case over real HTTP; one with mistakes fails just those."""

import importlib
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.factories import aid, world
from yibao.conformance import selectors
from yibao.conformance.data import Light
from yibao.conformance.services import reports, runs
from yibao.kernel import strictjson
from yibao.kernel.idcard import make_certno
from yibao.sandbox.demo import keys
from yibao.sandbox.demo.clients import client
from yibao.sandbox.demo.institutions import institution
from yibao.sandbox.demo.neighbours import person
from yibao.sandbox.seeding import gateway, places

HIS = Path(__file__).parents[2] / "examples" / "his"
CASES = {case.key for case in selectors.judging.ALL}
#: What each mistake breaks, and nothing else.
BROKEN = {
    "careless": {
        "sign_in", "repeated_changed", "amount_differs", "quote_outdated", "code_expired",
        "code_used", "wrong_institution", "not_insured", "dictionary",
    },
    "forgetful": {"repeated_same"},
    "floating": {"reconcile"},
}  # fmt: skip


@pytest.fixture
def his(monkeypatch):
    """The sample's modules, as somebody runs them who has only that folder."""
    monkeypatch.syspath_prepend(str(HIS))
    names = ("wire", "sandbox", "desk", "orders", "scenarios", "broken")
    for name in names:
        sys.modules.pop(name, None)
    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def config(transactional_db, live_server, tenant):
    """A vendor's systems in a sandbox, and who is ill there."""
    places.regions()
    places.institutions(tenant)
    places.clients(tenant)
    gateway.systems(tenant)
    world.active_pack(tenant)
    world.catalogue()
    patient = known(tenant, "employee", balance="2760.00")
    aided = known(tenant, "aid_member", insutype="390", psn_type="50")
    payer = known(tenant, "aid_payer", balance="4200.00")
    aid.make_grant(payer.person, aided.person)
    secret = {"client_id": client("hospital3").client_id}
    return {
        "journal": [],
        "base": live_server.url.replace("localhost", "127.0.0.1"),
        "hospital": system("hospital3"),
        "clinic": system(
            "hospital2",
            variant="TIF",
            key="demo-nhsa-hospital2",
            secret=keys.client_secret("nhsa_hospital2"),
        ),
        "pharmacy": system("pharmacy"),
        "sandbox": secret | {"client_secret": keys.client_secret("hospital3")},
        "people": {
            "patient": patient.key,
            "aided": aided.key,
            "uninsured": {"certno": make_certno("510600", date(1990, 1, 1), 998), "name": "吴迪"},
        },
        "items": [{"code": "XA01", "price": "30.10"}, {"code": "XB02", "price": "20.20"}],
    }


def known(tenant, key, **more):
    """An insured person under a key of the sandbox."""
    made = world.insured(tenant, **more)
    made.person.psn_no = person(key).psn_no
    made.person.save(update_fields=["psn_no"])
    made.key = key
    return made


def system(name, **more):
    """One system's settings."""
    place = institution(name)
    return {"code": place.fixmedins_code, "name": place.name, "region": "510600", **more}


def play(his, config, tenant, kind=None):
    """A run of everything; the verdicts by key."""
    run = runs.start(by=None, tenant=tenant)
    made = his["broken"].KINDS[kind] if kind else his["wire"].System
    sandbox = his["sandbox"].Sandbox(config["base"], config["sandbox"])
    city = his["scenarios"].City(config, sandbox, made, config["journal"])
    for one in (city.hospital, city.clinic, city.pharmacy):
        city.sign_in(one)
    stopped = {}
    for scenario in his["scenarios"].ALL:
        try:
            scenario(city)
        except (his["wire"].Refused, his["wire"].Lost) as surprise:
            stopped[scenario.__name__] = str(surprise)
    return stopped, {one.case.key: one for one in selectors.verdicts(run)}


def not_green(verdicts):
    """Keys of cases that did not pass, with the words."""
    return {key: one.words for key, one in verdicts.items() if one.light is not Light.GREEN}


class TestTheSampleSystem:
    def test_passes_every_case_and_gets_a_genuine_report(self, his, config, tenant):
        stopped, verdicts = play(his, config, tenant)
        assert not stopped
        assert not_green(verdicts) == {}
        assert set(verdicts) == CASES == {one.__name__ for one in his["scenarios"].ALL}
        run = runs.report(by=None, tenant=tenant)
        assert (run.passed, run.state) == (len(CASES), "REPORTED")
        text = strictjson.canonical(reports.sealed(by=None, run=run))
        assert reports.check(by=None, text=text).is_genuine
        changed = text.replace(b'"passed":24', b'"passed":25')
        assert not reports.check(by=None, text=changed).is_genuine
        _, broken = play(his, config, tenant, "all")
        assert set(not_green(broken)) == set().union(*BROKEN.values())
        red = broken["repeated_same"]
        assert red.light is Light.RED and red.call.infno == "2207" and "msgid" in red.words


@pytest.mark.parametrize("kind", BROKEN)
def test_a_system_with_one_mistake_fails_its_cases_only(his, config, tenant, kind):
    """1.11: the signed report names the cases of this mistake, with words, and no others."""
    play(his, config, tenant, kind)
    run = runs.report(by=None, tenant=tenant)
    failed = [one for one in run.report["cases"] if one["result"] != Light.GREEN.value]
    assert {one["key"] for one in failed} == BROKEN[kind]
    assert all(one["words"] for one in failed)
    assert run.passed == len(CASES) - len(BROKEN[kind])
