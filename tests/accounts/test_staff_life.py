"""Staff come by invitation and go with everything they held (T25, T26, T27, T41)."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP

from accounts.errors import StaffInvitationOver, StaffLastAdmin, StaffNameTaken, StaffOwnAccount
from accounts.models import Authenticator, User
from accounts.services import invitations, roles, staff
from tests.admin.conftest import console, signed_in  # noqa: F401 — the fixture
from tests.factories import world
from yibao.audit import glass
from yibao.audit.models import AuditEvent
from yibao.cases import officers
from yibao.cases import services as cases
from yibao.cases.desk import profiles
from yibao.cases.desk_errors import OwnArrangement
from yibao.cases.models import Lease
from yibao.cases.tasks import release_leases
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
PASSWORD = "an own long password 7"
JOIN = "/admin/join/"


@pytest.fixture
def admin(console):  # noqa: F811
    return console.user("admin")


@pytest.fixture
def reviewer(console):  # noqa: F811
    return console.user("reviewer")


@pytest.fixture
def case(tenant):
    return cases.open_case(
        by=None, tenant_id=tenant.pk, case_type="report", subject="x:1", summary="举报"
    )


def invited(admin, username="new.one"):
    return invitations.invite(
        by=admin, tenant=admin.tenant, username=username, display_name="新来的", roles=["reviewer"]
    )


def token_of(user) -> str:
    source = TOTP(Authenticator.objects.get(user=user).bin_key)
    source.time = time.time()
    return f"{source.token():06d}"


class TestInvitation:
    def test_leads_to_an_own_password_and_authenticator(self, admin):
        made, browser = invited(admin), Client()
        user = User.objects.get(username=made.username)
        assert browser.get(f"{JOIN}finish/").url == JOIN
        typed = {"username": made.username, "code": made.code.lower()}
        assert browser.post(JOIN, typed).url == f"{JOIN}finish/"
        page = browser.get(f"{JOIN}finish/").content.decode()
        assert "密钥只给您本人看" in page and made.code not in page
        form = {"password": PASSWORD, "again": PASSWORD, "token": token_of(user)}
        assert browser.post(f"{JOIN}finish/", form).url == "/admin/login/"
        user.refresh_from_db()
        assert user.check_password(PASSWORD) and not user.check_password(made.code)
        assert [group.name for group in user.groups.all()] == ["reviewer"]
        assert AuditEvent.objects.get(verb="accounts.staff.joined").actor == f"user:{user.pk}"
        assert "不能用" in Client().post(JOIN, typed).content.decode()  # once

    def test_opens_no_page_of_the_console_by_itself_t25(self, admin):
        made, browser = invited(admin), Client()
        login = {"username": made.username, "password": made.code, "otp_token": "123456"}
        assert "不对" in browser.post("/admin/login/", login).content.decode()
        browser.force_login(User.objects.get(username=made.username))
        assert browser.get("/admin/").status_code == 302

    @pytest.mark.parametrize(
        "wrong",
        [
            {"again": "another long password 7"},
            {"token": "000000"},
            {"password": "short", "again": "short"},
            {"token": "abc"},
        ],
    )
    def test_takes_nothing_half(self, admin, wrong):
        made, browser = invited(admin), Client()
        user = User.objects.get(username=made.username)
        browser.post(JOIN, {"username": made.username, "code": made.code})
        form = {"password": PASSWORD, "again": PASSWORD, "token": token_of(user), **wrong}
        assert browser.post(f"{JOIN}finish/", form).status_code == 200
        user.refresh_from_db()
        assert user.check_password(made.code)
        assert not Authenticator.objects.filter(user=user, confirmed=True).exists()

    def test_is_over_after_three_days(self, admin):
        made = invited(admin)
        user = User.objects.get(username=made.username)
        Authenticator.objects.filter(user=user).update(created_at=clock.now() - invitations.LIFE)
        typed = {"username": made.username, "code": made.code}
        assert "不能用" in Client().post(JOIN, typed).content.decode()
        with pytest.raises(StaffInvitationOver):
            invitations.join(by=user, password=PASSWORD, token="123456")

    def test_cannot_be_guessed_for_long_t26(self, admin):
        made, browser = invited(admin), Client()
        for _ in range(5):
            browser.post(JOIN, {"username": made.username, "code": "AAAA-BBBB-CCCC-DDDD-EEEE"})
        locked = browser.post(JOIN, {"username": made.username, "code": made.code})
        assert locked.status_code == 429

    def test_again_ends_what_was_there(self, admin, reviewer):
        browser = signed_in(reviewer)
        assert browser.get("/admin/").status_code == 200
        made = invitations.invite_again(by=admin, user=reviewer)
        assert browser.get("/admin/").status_code == 302
        assert not Authenticator.objects.filter(user=reviewer, confirmed=True).exists()
        again = invitations.invite_again(by=admin, user=reviewer)
        typed = {"username": made.username, "code": made.code}
        assert "不能用" in Client().post(JOIN, typed).content.decode()
        assert Client().post(JOIN, {**typed, "code": again.code}).status_code == 302
        with pytest.raises(StaffOwnAccount):
            invitations.invite_again(by=admin, user=admin)

    def test_of_a_name_that_exists_is_refused(self, admin, reviewer):
        with pytest.raises(StaffNameTaken):
            invited(admin, reviewer.username)

    def test_is_shown_once_to_the_administrator(self, console, admin):  # noqa: F811
        browser = console.browser("admin")
        form = {"username": "clerk.two", "display_name": "窗口二岗", "roles": ["clerk"]}
        page = browser.post("/admin/accounts/user/invite/", form).content.decode()
        code = page.split('class="yc-secret">')[1].split("<")[0]
        user = User.objects.get(username="clerk.two")
        assert user.check_password(code) and user.tenant == admin.tenant
        assert code not in str(list(AuditEvent.objects.values_list("data", flat=True)))
        assert "等本人" in browser.get(f"/admin/accounts/user/{user.pk}/change/").content.decode()


class TestLeaving:
    @pytest.mark.parametrize("act", [staff.disable, staff.leave])
    def test_gives_back_what_was_held_and_ends_sessions_t27(self, admin, reviewer, case, act):
        browser, due = signed_in(reviewer), case.due_at
        cases.take(by=reviewer, ref=case.ref)
        person = world.insured(admin.tenant).person
        glass.open_session(
            by=reviewer, subject=person, kind=glass.Kind.FULL_NUMBER, reason="核对证件"
        )
        act(by=admin, user=reviewer)
        case.refresh_from_db()
        assert (case.state, case.reviewer, case.due_at) == ("OPEN", None, due)
        assert not Lease.objects.exists() and not glass.seen_by(admin).filter(is_running=True)
        assert browser.get("/admin/").status_code == 302
        assert case.events.latest("at").verb == "cases.case.officer_left"
        assert not User.objects.get(pk=reviewer.pk).has_perm("cases.decide_case")

    def test_frees_cases_that_were_kept(self, admin, reviewer, case):
        case.kept_for, case.kept_why = reviewer, "ASSIGNED"
        case.save(update_fields=["kept_for", "kept_why"])
        staff.disable(by=admin, user=reviewer)
        case.refresh_from_db()
        assert (case.kept_for, case.kept_why) == (None, "")

    @pytest.mark.parametrize(("starts_in", "state"), [(0, "OPEN"), (1, "IN_REVIEW")])
    def test_for_a_while_gives_back_when_it_begins(self, reviewer, case, starts_in, state):
        cases.take(by=reviewer, ref=case.ref)
        since = clock.today() + timedelta(days=starts_in)
        profiles.set_away(by=None, staff=reviewer, since=since, until=since + timedelta(days=5))
        release_leases()
        case.refresh_from_db()
        assert case.state == state

    def test_for_good_takes_roles_and_factor(self, admin, reviewer):
        staff.leave(by=admin, user=reviewer)
        reviewer.refresh_from_db()
        assert not reviewer.groups.exists() and not reviewer.authenticator_set.exists()
        event = AuditEvent.objects.get(verb="accounts.staff.left")
        assert event.data == {"roles": ["reviewer"]}
        staff.enable(by=admin, user=reviewer, password=PASSWORD)
        assert not User.objects.get(pk=reviewer.pk).get_all_permissions()

    def test_sign_out_ends_every_session_but_not_the_account(self, admin, reviewer):
        one, two = signed_in(reviewer), signed_in(reviewer)
        staff.sign_out(by=admin, user=reviewer)
        assert one.get("/admin/").status_code == two.get("/admin/").status_code == 302
        reviewer.refresh_from_db()
        assert signed_in(reviewer).get("/admin/").status_code == 200


class TestRights:
    def test_change_with_the_next_request(self, admin, reviewer, case):
        browser = signed_in(reviewer)
        assert browser.get("/admin/cases/case/").status_code == 200
        cases.take(by=reviewer, ref=case.ref)
        roles.assign(by=admin, user=reviewer, roles=["finance"])
        assert browser.get("/admin/cases/case/").status_code == 403
        case.refresh_from_db()
        assert case.state == "OPEN"  # nobody keeps what one may no longer decide

    @pytest.mark.parametrize(
        "act",
        [
            lambda one: roles.assign(by=one, user=one, roles=["admin", "lead", "finance"]),
            lambda one: staff.disable(by=one, user=one),
            lambda one: staff.leave(by=one, user=one),
            lambda one: staff.enable(by=one, user=one, password=PASSWORD),
            lambda one: staff.enrol_totp(by=one, user=one),
            lambda one: officers.assign_areas(by=one, staff=one, codes=["510600"]),
            lambda one: officers.declare(by=one, staff=one, own_index="x"),
        ],
        ids=["roles", "disable", "leave", "enable", "factor", "areas", "kin"],
    )
    def test_are_never_one_s_own_to_give(self, admin, act):
        with pytest.raises((StaffOwnAccount, OwnArrangement)):
            act(admin)
        assert [group.name for group in admin.groups.all()] == ["admin"]

    @pytest.mark.parametrize(
        "act",
        [
            lambda one: staff.disable(by=None, user=one),
            lambda one: staff.leave(by=None, user=one),
            lambda one: roles.assign(by=None, user=one, roles=["clerk"]),
        ],
        ids=["disable", "leave", "roles"],
    )
    def test_to_manage_staff_stay_with_somebody(self, console, admin, act):  # noqa: F811
        with pytest.raises(StaffLastAdmin):
            act(admin)
        roles.assign(by=admin, user=console.user("lead"), roles=["lead", "admin"])
        act(admin)
