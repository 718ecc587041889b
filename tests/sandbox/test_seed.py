"""Loading the demo city."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django_otp.oath import TOTP

from accounts.models import Authenticator, Enrolment, Person, User
from family.models import BindingRequest
from settlement.models import PolicyPack, Settlement
from vouchers.models import Voucher
from yibao.kernel.models import Tenant
from yibao.sandbox.demo.neighbours import PEOPLE, person

pytestmark = pytest.mark.django_db
APPS = ("accounts", "vouchers", "family", "settlement", "notices", "audit", "kernel", "cases")


def _counts() -> dict[str, int]:
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    return {model.__name__: model.objects.count() for model in models}


def _one(key: str) -> Person:
    return Person.objects.get(psn_no=person(key).psn_no)


class TestSeed:
    def test_run_twice_changes_nothing(self, city, capsys):
        before = _counts()
        call_command("seed_demo")
        assert _counts() == before

    def test_if_empty_leaves_a_loaded_city_alone(self, city, capsys):
        call_command("seed_demo", "--if-empty")
        assert "已经在了" in capsys.readouterr().out

    def test_leaves_the_tenant_on_the_wall_clock(self, city):
        assert Tenant.objects.get(pk=city.pk).clock_offset_seconds == 0


class TestStories:
    def test_are_true_of_the_register(self, city):
        numbers = [one.psn_no for one in PEOPLE]
        assert Person.objects.filter(tenant=city, psn_no__in=numbers).count() == len(PEOPLE)
        assert _one("deceased").deceased_on is not None
        assert not Enrolment.objects.filter(person=_one("uninsured")).exists()
        assert User.objects.filter(person=_one("uninsured")).exists()
        assert not User.objects.filter(person=_one("fresh")).exists()
        assert _one("suspended").enrolments.get(is_current=True).psn_insu_stas == "2"
        assert _one("outsider").enrolments.get(is_current=True).insuplc_admdvs == "510700"

    def test_are_true_of_the_vouchers(self, city):
        states = {
            key: Voucher.objects.get(person=_one(key)).state for key in ("employee", "frozen")
        }
        assert states == {"employee": "ACTIVE", "frozen": "SUSPENDED"}
        assert Voucher.objects.get(person=_one("deceased")).state == "CLOSED"
        assert Voucher.objects.get(person=_one("child8")).activation_way == "BINDING"
        assert not Voucher.objects.filter(person=_one("teen15")).exists()

    def test_are_true_of_the_family_account(self, city):
        from family.selectors import bindings

        full = bindings.of_holder(_one("full_holder"))
        assert len(full) == 5 and all(bindings.is_showing(row) for row in full)
        members = {row.member for row in bindings.of_holder(_one("employee"))}
        assert members == {_one("child8"), _one("resident_mother")}

    def test_have_requests_on_their_way(self, city):
        states = {
            key: BindingRequest.objects.get(holder=_one(key)).state
            for key in ("waiting", "returned")
        }
        assert states == {"waiting": "IN_REVIEW", "returned": "RETURNED"}
        back = BindingRequest.objects.get(holder=_one("returned"))
        assert list(back.defects.values_list("slot_code", "reason_code")) == [
            ("REGISTER_MEMBER", "BLURRED")
        ]

    def test_have_bills_settled_by_the_services(self, city):
        bills = Settlement.objects.filter(person=_one("employee"))
        assert sorted(bill.state for bill in bills) == ["REFUNDED", "SETTLED", "SETTLED"]
        assert all(bill.postings.exists() for bill in bills)
        assert Settlement.objects.get(person=_one("cap_reached")).hifp_pay_fen == 200000

    def test_end_with_a_pack_that_two_people_approved(self, city):
        pack = PolicyPack.objects.get(state="ACTIVE")
        assert pack.first_approver_id != pack.second_approver_id
        assert not pack.official


class TestCredentials:
    @pytest.fixture
    def document(self, city, capsys):
        call_command("demo_credentials", "--json")
        return json.loads(capsys.readouterr().out)

    def test_have_the_documented_shape(self, document):
        assert set(document) == {
            "people", "staff", "clients", "institutions", "gateway", "catalogue_sample",
        }  # fmt: skip
        assert set(document["people"][0]) == {
            "key", "name", "certno", "phone", "psn_no", "pin", "story",
        }  # fmt: skip
        assert set(document["staff"][0]) == {"username", "password", "totp_secret", "roles"}
        assert set(document["clients"][0]) == {
            "key", "client_id", "client_secret", "fixmedins_code", "scopes",
        }  # fmt: skip
        assert [one["username"] for one in document["staff"]] == [
            "reviewer1", "reviewer2", "lead", "clerk", "auditor", "finance", "finance2",
            "admin",
        ]  # fmt: skip

    def test_open_the_api(self, document, partner):
        for one in document["clients"]:
            answer = partner(one["key"]).token_answer.json()
            # What an app may do for a person comes from that person, never from its own secret.
            own = [scope for scope in one["scopes"] if not scope.startswith("me.")]
            assert answer["scope"].split() == own

    def test_open_the_console(self, document):
        for one in document["staff"]:
            user = User.objects.get(username=one["username"])
            assert user.check_password(one["password"])
            assert sorted(user.groups.values_list("name", flat=True)) == one["roles"]
            device = Authenticator.objects.get(user=user)
            token = TOTP(device.bin_key).token()
            assert device.verify_token(token)

    def test_name_numbers_and_passwords_that_are_stored(self, document):
        by_key = {one["key"]: one for one in document["people"]}
        for key in ("employee", "teen15"):
            assert Person.objects.by_certno(by_key[key]["certno"]).get() == _one(key)

    def test_come_as_a_table_for_people(self, city, capsys):
        call_command("demo_credentials")
        printed = capsys.readouterr().out
        assert "王建国" in printed and "demo-hospital3" in printed


class TestPeoplePage:
    def test_lists_everybody_with_phone_and_password(self, city):
        page = Client().get("/dev/sandbox/people/").content.decode()
        assert "王建国" in page and "13800000001" in page and "719046" in page
        assert "能替女儿 王小雨（child8）出示医保码" in page and "已注销" in page
        assert page.count("<tr id=") == len(PEOPLE)

    def test_shows_no_number_that_a_visitor_brought(self, city):
        user = User.objects.get(tenant=city, person__psn_no=person("employee").psn_no)
        user.set_phone("13912345678")
        user.save()
        assert "13912345678" not in Client().get("/dev/sandbox/people/").content.decode()


class TestRegisters:
    def test_know_the_families_of_the_stories(self, city):
        from family.gateways import current_kinship

        register = current_kinship()
        pairs = {("employee", "child8"): "CHILD", ("child8", "employee"): "PARENT"}
        for (holder, member), relation in pairs.items():
            numbers = {
                "holder_certno": _one(holder).certno,
                "member_certno": _one(member).certno,
            }
            assert register.relation(**numbers) == relation
        mother = _one("penny")
        birth = register.birth(
            certificate_no="S510600030", mother_name=mother.name, mother_certno=mother.certno
        )
        assert birth.child_certno == _one("baby").certno
        assert birth.father_certno == _one("approved").certno
