"""Accounts of staff: second factor, disabling (T25, T27)."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django_otp.oath import TOTP

from accounts.errors import StaffGroupUnknown, StaffNameTaken, StaffPasswordWeak
from accounts.models import Authenticator, User
from accounts.services import registration, staff
from tests.factories.accounts import CitizenFactory

PASSWORD = "correct horse battery 9"
# Staff are sent away from it, strangers to the login page, citizens see it.
PAGE = "/accounts/insured/"


def create(tenant, username="reviewer1", **changes):
    fields = {"display_name": "审核一岗", "password": PASSWORD, **changes}
    return staff.create(by=None, tenant=tenant, username=username, **fields)


@pytest.mark.django_db
class TestCreating:
    def test_answers_a_working_authenticator_once(self, tenant):
        Group.objects.get_or_create(name="测试审核员")
        made = create(tenant, groups=["测试审核员"])
        assert made.otpauth_url.startswith("otpauth://totp/")
        assert made.totp_secret in made.otpauth_url
        device = Authenticator.objects.get()
        assert device.verify_token(TOTP(device.bin_key).token())
        user = User.objects.get(username="reviewer1")
        assert user.is_staff and not user.is_superuser and user.check_password(PASSWORD)
        assert [group.name for group in user.groups.all()] == ["测试审核员"]

    def test_refuses_weak_passwords_unknown_groups_and_taken_names(self, tenant):
        with pytest.raises(StaffPasswordWeak):
            create(tenant, password="password1234")
        with pytest.raises(StaffPasswordWeak):
            create(tenant, password="short")
        with pytest.raises(StaffGroupUnknown):
            create(tenant, groups=["没有的"])
        create(tenant)
        with pytest.raises(StaffNameTaken):
            create(tenant)

    def test_command_prints_the_secret_and_reads_the_password_from_its_input(
        self, tenant, monkeypatch
    ):
        monkeypatch.setattr("sys.stdin", StringIO(PASSWORD + "\n"))
        out = StringIO()
        call_command("create_staff", "reviewer2", tenant="demo", stdout=out)
        assert "otpauth://totp/" in out.getvalue() and PASSWORD not in out.getvalue()

    def test_command_ends_with_a_sentence(self, tenant, monkeypatch):
        monkeypatch.setattr("sys.stdin", StringIO("short\n"))
        with pytest.raises(CommandError):
            call_command("create_staff", "reviewer2", tenant="demo")


@pytest.mark.django_db
class TestDisabling:
    def test_ends_every_session_with_its_next_request(self, tenant, client):
        create(tenant)
        user = User.objects.get(username="reviewer1")
        client.force_login(user)
        assert client.get(PAGE).status_code == 403  # signed in, but this is no page for staff
        staff.disable(by=None, user=user)
        assert client.get(PAGE).url.startswith("/accounts/login/")
        user.refresh_from_db()
        assert not user.check_password(PASSWORD)
        staff.enable(by=None, user=user, password=PASSWORD)
        assert client.get(PAGE).url.startswith("/accounts/login/")

    def test_citizens_can_be_signed_out_everywhere(self, tenant, client):
        user = CitizenFactory()
        client.force_login(user)
        assert client.get(PAGE).status_code == 200
        registration.end_sessions(by=user, user=user)
        assert client.get(PAGE).status_code == 302
