"""What a channel app does for its user over REST (partner-api 6)."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.models import User
from tests.factories import vouchers as make
from tests.factories.bindings import make_binding
from vouchers.models import ChannelSlot, DynamicCode, Voucher
from vouchers.services import channel_codes, channels, scans, suspension
from yibao.audit.models import AuditEvent

from .channels import joined, make_app, make_channel, user_token

pytestmark = pytest.mark.django_db
UNLOCKED = {"unlocked_by": "face"}


class App:
    """The bank's server: its token of one person."""

    def __init__(self, client, user, *, scopes=None):
        self.client, self.user = client, user
        self.token = user_token(client, user, scopes=scopes)
        self.http = Client()

    def call(self, method, path, body=None):
        """Status and body of a call below ``/api/v1/me/``."""
        answer = self.http.generic(
            method,
            f"/api/v1/me/{path}/",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        return answer, json.loads(answer.content) if answer.content else None

    def code(self, **more):
        """A code as the app would show it."""
        return self.call("POST", "code", UNLOCKED | more)


def may_bind(app):
    """The app does family matters."""
    app.client.channel.can_bind = True
    app.client.channel.save()


@pytest.fixture
def bank(tenant):
    return make_app(tenant)


@pytest.fixture
def app(bank, holder):
    return App(bank, holder)


class TestJoin:
    def test_opens_the_voucher_in_the_app_once(self, app, bank):
        answer, body = app.call("POST", "channel", {})
        assert answer.status_code == 201
        assert (body["channel_code"], body["channel_name"]) == (bank.channel.pk, "示例银行")
        assert body["voucher_status"] == "ACTIVE"
        again, same = app.call("POST", "channel")
        assert (again.status_code, same) == (200, body)
        assert ChannelSlot.objects.count() == Voucher.objects.count() == 1

    def test_leads_a_person_without_voucher_to_our_pages_p11(self, bank, tenant):
        newcomer = make.make_user(make.make_person(tenant))
        answer, body = App(bank, newcomer).call("POST", "channel", {})
        assert (answer.status_code, body["code"]) == (409, "voucher.not_active")
        assert body["activation_url"] == "http://testserver/vouchers/activate/"
        bank.channel.can_activate = False
        bank.channel.save()
        assert "activation_url" not in App(bank, newcomer).call("POST", "channel")[1]
        assert not Voucher.objects.exists()

    def test_says_no_more_than_needed_of_a_closed_voucher(self, bank, tenant):
        answer, body = App(bank, make.make_holder(tenant, state="CLOSED")).call("POST", "channel")
        assert (answer.status_code, body["code"]) == (409, "voucher.not_active")
        assert "activation_url" not in body

    def test_is_refused_beyond_the_limit_of_the_card_p15(self, app, holder):
        for _ in range(6):
            joined(holder, make_channel())
        answer, body = app.call("POST", "channel", {})
        assert (answer.status_code, body["alias"]) == (409, "E-VCH-10")
        assert "停掉一处" in body["detail"]

    def test_needs_a_channel_of_the_app(self, tenant, holder):
        stranger = App(make_app(tenant, channel=False), holder)
        assert stranger.call("POST", "channel", {})[1]["code"] == "voucher.channel.closed"

    def test_ignores_no_unknown_field(self, app):
        assert app.call("POST", "channel", {"pin": make.PIN})[0].status_code == 422


class TestCode:
    def test_is_what_our_own_page_shows_p19(self, app, holder, hospital, till):
        app.call("POST", "channel", {})
        answer, body = app.code()
        assert answer.status_code == 201 and answer["Cache-Control"] == "no-store"
        assert set(body) == {"code", "expires_at", "refresh_after", "svg"}
        assert (len(body["code"]), body["refresh_after"]) == (28, 45)
        assert body["svg"].startswith("<svg") and holder.person.certno not in str(body)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(body["code"]))
        assert outcome.is_ok
        assert outcome.scan.code.channel_id == app.client.channel.pk

    def test_keeps_how_the_channel_knew_its_user_p22(self, app):
        app.call("POST", "channel", {})
        app.code()
        event = AuditEvent.objects.get(verb="vouchers.channel.code_shown")
        assert event.data["unlocked_by"] == "face"
        assert event.actor == f"client:{app.client.pk}"
        assert ChannelSlot.objects.get().last_used_at

    @pytest.mark.parametrize("body", [{}, {"unlocked_by": "sms"}, {"unlocked_by": True}])
    def test_is_not_given_without_an_unlock_p22(self, app, body):
        app.call("POST", "channel", {})
        answer, problem = app.call("POST", "code", body)
        assert (answer.status_code, problem["code"]) == (422, "request.invalid")
        assert problem["errors"][0]["path"] == "unlocked_by"
        assert not DynamicCode.objects.exists()

    def test_is_not_given_before_joining(self, app):
        answer, body = app.code()
        assert (answer.status_code, body["code"]) == (409, "voucher.channel.not_joined")

    def test_is_not_given_for_a_suspended_voucher(self, app, holder):
        app.call("POST", "channel", {})
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        assert app.code()[1]["code"] == "voucher.suspended"

    def test_is_not_given_where_the_channel_was_switched_off_p9(self, app):
        app.call("POST", "channel", {})
        channel = app.client.channel
        channel.is_enabled = False
        channel.save()
        assert app.code()[1]["code"] == "voucher.channel.closed"

    def test_is_given_for_nobody_else(self, app, tenant):
        app.call("POST", "channel", {})
        for member in ("x", str(make.make_person(tenant).pk)):
            assert app.code(member_id=member)[0].status_code == 404

    def test_is_given_thirty_times_a_minute_t78(self, app, monkeypatch):
        monkeypatch.setattr(channel_codes, "WINDOW", 86400)
        monkeypatch.setattr(channel_codes, "CODES_A_MINUTE", 2)
        app.call("POST", "channel", {})
        assert [app.code()[0].status_code for _ in range(3)] == [201, 201, 429]
        answer, body = app.code()
        assert body["code"] == "request.rate_limited" and answer["Retry-After"]


class TestRelativesCode:
    @pytest.fixture
    def member(self, app, tenant):
        may_bind(app)
        app.call("POST", "channel", {})
        person = make.make_holder(tenant, name="林小英").person
        return make_binding(app.user.person, person, "SPOUSE")

    def test_is_the_members_and_opens_one_more_place_p51(self, app, member, hospital, till):
        answer, body = app.code(member_id=member.ref)
        assert answer.status_code == 201
        slot = ChannelSlot.objects.get(voucher__person=member.member)
        assert (slot.holder, slot.is_own) == (app.user, False)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(body["code"]))
        assert outcome.person == member.member and outcome.scan.presented_as in ("丈夫", "妻子")

    def test_is_refused_after_the_end_also_when_shown_before_t40(self, app, member, hospital, till):
        from family.services import bindings

        shown = app.code(member_id=member.ref)[1]["code"]
        bindings.unbind(by=app.user, ref=member.ref)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(shown))
        assert outcome.refusal.code == "voucher.code.not_for_you"
        assert app.code(member_id=member.ref)[0].status_code == 404
        assert not ChannelSlot.objects.filter(is_own=False, ended_at__isnull=True).exists()

    def test_needs_the_scope(self, bank, app, member):
        narrow = App(bank, app.user, scopes=["me.voucher"])
        answer, body = narrow.code(member_id=member.ref)
        assert (answer.status_code, body["code"]) == (403, "auth.scope_missing")

    def test_needs_a_channel_that_does_family_p8(self, app, member):
        app.client.channel.can_bind = False
        app.client.channel.save()
        assert app.code(member_id=member.ref)[1]["code"] == "voucher.channel.closed"


class TestLeave:
    def test_by_the_app_ends_its_token_with_it_p37(self, app):
        app.call("POST", "channel", {})
        other = App(app.client, app.user)
        assert app.call("DELETE", "channel")[0].status_code == 204
        for one in (app, other):
            assert one.call("GET", "profile")[0].status_code == 401
        assert Voucher.objects.get().state == "ACTIVE"

    def test_twice_says_so(self, app):
        assert app.call("DELETE", "channel")[1]["code"] == "voucher.channel.not_joined"

    def test_by_the_person_refuses_the_code_on_the_screen_t11(self, app, holder, hospital, till):
        app.call("POST", "channel", {})
        shown, own = app.code()[1]["code"], make.show(holder)
        channels.leave(by=holder, slot=ChannelSlot.objects.get())
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(shown))
        assert outcome.refusal.code == "voucher.code.expired"
        assert scans.redeem(by=till, institution=hospital, ask=make.make_ask(own)).is_ok
        assert app.code()[0].status_code == 401

    def test_and_joining_again_revives_no_old_code(self, app, holder, hospital, till):
        app.call("POST", "channel", {})
        shown = app.code()[1]["code"]
        channels.leave(by=holder, slot=ChannelSlot.objects.get())
        joined(holder, app.client.channel)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(shown))
        assert outcome.refusal.code == "voucher.code.expired"

    def test_and_another_person_s_slot_does_not_help(self, app, tenant, hospital, till):
        """A slot belongs to voucher, channel and holder: another person's does not help."""
        app.call("POST", "channel", {})
        shown = app.code()[1]["code"]
        channels.leave(by=app.user, slot=ChannelSlot.objects.get())
        joined(make.make_holder(tenant), app.client.channel)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(shown))
        assert outcome.refusal.code == "voucher.code.expired"


class TestReading:
    def test_profile_is_masked(self, app, holder):
        body = app.call("GET", "profile")[1]
        assert body == {
            "psn_name": "陈*军",
            "insutype": "310",
            "insuplc_admdvs": "510600",
            "insuplc_name": "510600",
            "voucher_status": "ACTIVE",
            "is_joined": False,
        }

    def test_family_is_empty_without_bindings(self, app):
        assert app.call("GET", "family")[1] == {"results": [], "next": None, "previous": None}

    def test_family_lists_bindings_where_the_channel_does_family_p8(self, app, tenant):
        member = make.make_holder(tenant, name="林小英")
        bound = make_binding(app.user.person, member.person, "SPOUSE")
        assert app.call("GET", "family")[1]["results"] == []
        may_bind(app)
        found = app.call("GET", "family")[1]["results"]
        assert [(one["member_id"], one["psn_name"], one["relation"]) for one in found] == [
            (bound.ref, "林*英", found[0]["relation"])
        ]
        assert found[0]["relation"] in ("丈夫", "妻子")

    def test_token_costs_two_queries(self, app, django_assert_num_queries):
        from rest_framework.test import APIRequestFactory

        from accounts.rest.authentication import PartnerTokenAuthentication

        request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {app.token}")
        with django_assert_num_queries(2):
            principal, _ = PartnerTokenAuthentication().authenticate(request)
            assert principal.holder.person.tenant.code == "demo"


class TestTokens:
    def test_of_a_program_open_nothing_personal(self, bank, holder):
        """A token for itself, even with the scope, acts for nobody."""
        get_access_token_model().objects.create(
            application=bank,
            token="for-itself",
            scope="me.profile me.voucher",
            expires=timezone.now() + timedelta(hours=1),
        )
        answer = Client().get("/api/v1/me/profile/", headers={"Authorization": "Bearer for-itself"})
        assert answer.status_code == 401

    def test_need_a_known_identity(self, bank, tenant):
        nobody = User.objects.create_citizen(tenant=tenant, phone="13800138000")
        answer, body = App(bank, nobody).call("GET", "profile")
        assert (answer.status_code, body["code"]) == (409, "voucher.real_name_needed")

    def test_end_with_the_account(self, app, holder):
        holder.is_active = False
        holder.save()
        assert app.call("GET", "profile")[0].status_code == 401

    def test_of_one_scope_open_one_thing(self, bank, holder):
        narrow = App(bank, holder, scopes=["me.profile"])
        assert narrow.call("GET", "profile")[0].status_code == 200
        assert narrow.code()[1]["code"] == "auth.scope_missing"

    def test_do_not_open_the_counters_api(self, app):
        answer = app.http.post(
            "/api/v1/scans/", "{}", content_type="application/json",
            headers={"Authorization": f"Bearer {app.token}", "Idempotency-Key": "k"},
        )  # fmt: skip
        assert answer.json()["code"] == "auth.scope_missing"
