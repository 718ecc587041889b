"""People that a vendor asks for, with the tails of their numbers (feature 57, partner-api 7)."""

import itertools
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import PartnerClient, Person, User
from settlement.models import LedgerAccount
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import System
from tests.gateway.test_basics import info
from vouchers.models import Voucher
from yibao.gateway.services import access
from yibao.kernel import clock, idcard
from yibao.kernel.errors import registry
from yibao.kernel.models import Tenant
from yibao.sandbox import making, phones, services, tenants
from yibao.sandbox.demo import made, neighbours, tails
from yibao.sandbox.demo.made import Wish
from yibao.sandbox.errors import NotInSandbox
from yibao.sandbox.seeding import places, policy

pytestmark = pytest.mark.django_db
DAY = date(2027, 2, 28)
PHONES = ("13800000001", "13800000002")


@pytest.fixture
def own(tenant):
    """A vendor's own sandbox with a hospital."""
    tenant.kind = "SANDBOX"
    tenant.save(update_fields=["kind"])
    world.active_pack(tenant)
    world.catalogue()
    places.regions()
    return tenant


@pytest.fixture
def place(own):
    made_place = world.institution(own)
    made_place.fixmedins_code = "H51060009001"
    made_place.save(update_fields=["fixmedins_code"])
    return made_place


@pytest.fixture
def till(place):
    return world.Till(place, scopes=[*world.ALL_SCOPES, "sandbox"])


@pytest.fixture
def system(place):
    """The hospital's system at the national interface."""
    client = world.client_of(place, scopes=[*world.ALL_SCOPES, "persons:identity"])
    access.open_for(by=None, client=client, opening=access.Opening(variant="NONE"))
    return System(Client().post, place.fixmedins_code)


def asked(till, **wish):
    answer = till.post("sandbox/people/", wish)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def shown(till, key, **more):
    return till.post(f"sandbox/people/{key}/code/", more)


def scanned(till, key, **more):
    code = shown(till, key, **more).json()["code"]
    return till.post(
        "scans/",
        {
            "medium": "code", "code": code, "business_type": "01301", "terminal": "T01",
            "operator": {"id": "0007", "name": "收费员"},
        },
    )  # fmt: skip


class TestWish:
    @pytest.mark.parametrize("kind", made.KINDS)
    @pytest.mark.parametrize("relative", ["", *made.RELATIVES])
    @pytest.mark.parametrize("place", [1, 2, 98, 99, 100, 250])
    def test_is_a_person_with_true_numbers(self, kind, relative, place):
        relative = "PARENT" if kind == "child" and relative else relative
        wish = Wish(kind, relative=relative)
        found = made.household(wish, world="v1", place=place, phones=PHONES)
        for one in found.everybody:
            certno = idcard.parse_certno(one.certno(DAY), today=DAY)
            assert certno.startswith("510600") and idcard.gender(certno) == one.gender
            assert idcard.age_on(idcard.birth_date(certno), DAY) == one.age
            assert len(one.psn_no) == 22 and one.psn_no.endswith(one.tail)
            assert one.card_no.endswith(one.tail)
        assert len(found.everybody) == (2 if relative or kind == "child" else 1)

    def test_has_numbers_that_nobody_else_has(self):
        stories = neighbours.PEOPLE
        everybody = [
            one
            for place, tail in itertools.product(range(1, 99), ("0001", "0005"))
            for one in made.household(
                Wish("employee", tail=tail, relative="CHILD"),
                world="v1", place=place, phones=PHONES,
            ).everybody
        ]  # fmt: skip
        for field in ("psn_no", "card_no"):
            mine = {getattr(one, field) for one in everybody}
            assert len(mine) == 98 * 3  # the relative is the same under both tails
            assert not mine & {getattr(one, field) for one in stories}

    @pytest.mark.parametrize(
        "wish",
        [
            Wish("employee", age=60),
            Wish("child", age=16),
            Wish("pensioner", age=59),
            Wish("employee", insurance="390"),
            Wish("child", insurance="310"),
            Wish("child", relative="SPOUSE"),
            Wish("child", tail="0005"),
            Wish("employee", tail="0006"),
            Wish("child", tail="0006", age=9),
        ],
        ids=str,
    )
    def test_that_cannot_be_is_refused(self, wish):
        with pytest.raises(made.WishRefused):
            made.check(wish)


class TestMaking:
    def test_makes_somebody_who_is_enrolled_activated_and_scans(self, till, own):
        told = asked(till, kind="employee", age=30)
        person = Person.objects.get(tenant=own, psn_no=told["person"]["psn_no"])
        assert person.age_on(clock.today(own)) == 30 and person.certno.startswith("510600")
        assert Voucher.objects.get(person=person).state == "ACTIVE"
        assert LedgerAccount.objects.get(person=person).balance_fen == 2000_00
        assert told["relative"] is None and told["shown_by"] is None
        assert scanned(till, "made1").json()["person"]["psn_no"] == person.psn_no
        keys = [row["key"] for row in till.get("sandbox/people/").json()["results"]]
        assert keys == ["made1"] == [one.key for one in phones.testers(tenant=own)]
        assert phones.link(by=None, tenant=own, key="made1")

    def test_makes_a_child_with_a_parent_who_shows_its_code(self, till):
        told = asked(till, kind="child", age=5)
        assert told["shown_by"] == told["relative"]["key"] != told["person"]["key"]
        assert shown(till, "made1").json()["code"] == "sandbox.person_has_no_account"
        answer = scanned(till, told["shown_by"], member_key="made1")
        assert answer.json()["person"]["psn_no"] == told["person"]["psn_no"]

    @pytest.mark.parametrize("kind", ["employee", "resident", "pensioner"])
    @pytest.mark.parametrize("relative", made.RELATIVES)
    def test_makes_a_relative_whose_code_the_person_shows(self, till, kind, relative):
        told = asked(till, kind=kind, relative=relative)
        assert told["shown_by"] == "made1"
        assert shown(till, "made1", member_key=told["relative"]["key"]).status_code == 201

    def test_makes_a_pensioner_of_either_insurance(self, till, own):
        asked(till, kind="pensioner", insutype="390")
        asked(till, kind="pensioner")
        kinds = Person.objects.filter(tenant=own).values_list(
            "enrolments__insutype", "enrolments__psn_type"
        )
        assert sorted(kinds) == [("310", "21"), ("390", "60")]

    def test_gives_the_same_answer_to_the_same_key(self, till, own):
        one, two = (till.post("sandbox/people/", {"kind": "employee"}, key="k1") for _ in "12")
        assert one.content == two.content and two["Idempotent-Replayed"] == "true"
        assert Person.objects.filter(tenant=own).count() == 1

    def test_needs_a_key_the_scope_and_a_sandbox(self, till, place, own):
        bare = till.http.post(
            "/api/v1/sandbox/people/", {"kind": "employee"}, content_type="application/json",
            headers={"Authorization": f"Bearer {till.token}"},
        )  # fmt: skip
        assert bare.status_code == 400
        other = world.Till(place, scopes=world.ALL_SCOPES)
        assert other.post("sandbox/people/", {"kind": "employee"}).status_code == 403
        Tenant.objects.filter(pk=own.pk).update(kind="LIVE")
        PartnerClient.objects.update(tenant=own)
        assert till.post("sandbox/people/", {"kind": "employee"}).status_code in (401, 404)
        assert not Person.objects.filter(tenant=own).exists()

    def test_is_refused_where_there_are_no_sandboxes(self, own, settings):
        settings.SANDBOX_ENABLED = False
        with pytest.raises(NotInSandbox):
            making.make(by=None, tenant=own, wish=Wish("employee"))

    @pytest.mark.parametrize(
        "wish",
        [{}, {"kind": "king"}, {"kind": "child", "age": "5"}, {"kind": "child", "age": True},
         {"kind": "employee", "tail": "9999"}, {"kind": "employee", "name": "王"}],
        ids=str,
    )  # fmt: skip
    def test_refuses_a_wish_of_another_shape(self, till, wish):
        assert till.post("sandbox/people/", wish).status_code == 422

    def test_refuses_a_person_who_cannot_be(self, till):
        answer = till.post("sandbox/people/", {"kind": "child", "tail": "0005"})
        assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.person_refused")

    def test_ends_at_the_limit_of_the_sandbox(self, till, monkeypatch):
        monkeypatch.setattr(making, "MOST", 1)
        asked(till, kind="resident")
        answer = till.post("sandbox/people/", {"kind": "resident"})
        assert (answer.status_code, answer.json()["code"]) == (409, "sandbox.people_full")
        assert "1 次" in answer.json()["detail"]

    def test_takes_no_phone_that_a_story_or_a_user_has(self, till, own):
        User.objects.create_citizen(tenant=own, phone="13800000000", person=None)
        asked(till, kind="employee", relative="SPOUSE")
        found = {one.phone for one in User.objects.filter(tenant=own, person__isnull=False)}
        assert len(found) == 2
        assert not found & {"13800000000", *(one.phone for one in tenants.PEOPLE)}

    def test_may_come_before_the_sandbox_is_filled(self, own):
        policy.items()
        early = tenants.open_tenant(by=None, code="early", name="试用单位")
        making.make(by=None, tenant=early, wish=Wish("employee", relative="SPOUSE"))
        assert tenants.fill_next(by=None)
        assert len(phones.testers(tenant=early)) == len(tenants.PEOPLE) + 2

    def test_in_two_sandboxes_makes_two_people(self, own):
        other = Tenant.objects.create(code="v2", name="另一个", kind="SANDBOX")
        for each in (own, other):
            making.make(by=None, tenant=each, wish=Wish("employee", relative="CHILD"))
        numbers = Person.objects.values_list("psn_no", flat=True)
        assert len(numbers) == len(set(numbers)) == 4
        assert [len(phones.testers(tenant=each)) for each in (own, other)] == [2, 2]


class TestTails:
    @pytest.mark.parametrize("tail", ["0003", "0005", "0010"])
    def test_whose_code_cannot_be_shown(self, till, tail):
        asked(till, kind="employee", tail=tail)
        expected = {one.tail: one.code for one in tails.PEOPLE}[tail]
        assert shown(till, "made1").json()["code"] == expected

    @pytest.mark.parametrize("tail", ["0003", "0010"])
    def test_whose_card_is_refused_over_both_interfaces(self, till, system, own, tail):
        told = asked(till, kind="employee", tail=tail)
        card = Person.objects.get(tenant=own, psn_no=told["person"]["psn_no"]).card_no
        assert card.endswith(tail) and told["person"]["psn_no"].endswith(tail)
        answer = till.post(
            "scans/",
            {
                "medium": "social_card", "card_no": card, "business_type": "01301",
                "terminal": "T01", "operator": {"id": "0007", "name": "收费员"},
            },
        )  # fmt: skip
        expected = "person.not_insured"
        assert answer.json()["code"] == expected
        reply = system.call("1101", info("03", card))
        assert reply.code == -1 and registry()[expected].title in reply.words

    def test_of_somebody_insured_elsewhere_and_of_a_pause(self, till):
        asked(till, kind="employee", tail="0004")
        asked(till, kind="employee", tail="0009")
        elsewhere, paused = scanned(till, "made1").json(), scanned(till, "made2").json()
        assert elsewhere["person"]["insuplc_admdvs"] == "510700"
        assert paused["warnings"] == ["voucher.restricted"]

    def test_of_a_child_who_turns_16_when_the_clock_moves(self, till, own):
        told = asked(till, kind="child", tail="0006")
        child = Person.objects.get(tenant=own, psn_no=told["person"]["psn_no"])
        assert child.age_on(clock.today(own)) == 15
        assert child.age_on(clock.today(own) + timedelta(days=31)) == 16

    def test_settles_over_the_national_interface(self, till, system, own):
        told = asked(till, kind="employee")
        person = Person.objects.get(tenant=own, psn_no=told["person"]["psn_no"])
        who = world.Insured(person, person.user, person.voucher)
        _, reply = chains.settle(system, who, (1, world.ITEMS[0][0], "1", "20.00"))
        assert reply.code == 0


class TestReset:
    def test_brings_made_people_back_as_they_were_made(self, till, own):
        asked(till, kind="employee")
        asked(till, kind="employee", tail="0005")
        found = {one.key: one.row for one in phones.testers(tenant=own)}
        visit = till.visit(world.Insured(found["made1"], found["made1"].user, None))
        till.fees(visit, ("1", world.ITEMS[0][0], "1", "300.00"))
        assert till.settle(visit, till.quote(visit, acct_used_flag="1")).status_code == 201
        Voucher.objects.filter(person=found["made1"]).update(pin_failures=4)
        done = services.reset(by=None, tenant=own)
        assert done["settlements_refunded"] == 1
        assert LedgerAccount.objects.get(person=found["made1"]).balance_fen == 2000_00
        states = {key: Voucher.objects.get(person=row).state for key, row in found.items()}
        assert states == {"made1": "ACTIVE", "made2": "SUSPENDED"}
        assert Voucher.objects.get(person=found["made1"]).pin_failures == 0
