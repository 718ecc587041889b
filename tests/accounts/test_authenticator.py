"""Authenticators: sealed at rest, moved from the readable table (T25, T89)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django_otp.oath import TOTP

from accounts.models import Authenticator, User

pytestmark = pytest.mark.django_db
KEY = "3132333435363738393031323334353637383930"
OLD_TABLE = """
CREATE TABLE otp_totp_totpdevice (
    id serial PRIMARY KEY, user_id uuid, name text, confirmed boolean, key varchar(80),
    drift smallint, last_t bigint)
"""


@pytest.fixture
def clerk(tenant):
    return User.objects.create_staff(tenant=tenant, username="clerk", password="x")


def stored_keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_authenticator")
        return [row[0] for row in cursor.fetchall()]


class TestSecret:
    def test_is_not_readable_in_the_table(self, clerk):
        device = Authenticator.objects.create(user=clerk, name="a", key=KEY)
        assert KEY not in stored_keys()[0] and stored_keys()[0].startswith("v1.")
        found = Authenticator.objects.get(pk=device.pk)
        assert found.key == KEY and len(found.bin_key) == 20

    def test_is_taken_over_from_the_readable_table(self, clerk, as_owner):
        def old(cursor):
            cursor.execute(OLD_TABLE)
            cursor.execute(
                "INSERT INTO otp_totp_totpdevice (user_id, name, confirmed, key, drift, last_t) "
                "VALUES (%s, 'a', true, %s, 1, 77)",
                [clerk.pk, KEY],
            )

        as_owner(old)
        move = import_module("accounts.migrations.0007_copy_authenticators")

        class Editor:
            pass

        Editor.connection = connection
        as_owner(lambda cursor: move.copy(apps, Editor))
        found = Authenticator.objects.get()
        assert (found.user, found.key, found.drift, found.last_t) == (clerk, KEY, 1, 77)
        assert "otp_totp_totpdevice" not in connection.introspection.table_names()


class TestToken:
    @pytest.mark.parametrize("typed", ["", "abcdef", "１２３４５６", "-12345", "12 456"])
    def test_is_six_digits(self, clerk, typed):
        device = Authenticator.objects.create(user=clerk, name="a", key=KEY)
        assert not device.verify_token(typed)

    def test_counts_once_and_wrong_ones_make_it_wait(self, clerk):
        device = Authenticator.objects.create(user=clerk, name="a", key=KEY)
        token = f"{TOTP(device.bin_key).token():06d}"
        assert device.verify_token(token)
        assert not device.verify_token(token)
        assert device.throttling_failure_count == 1
        assert not device.verify_is_allowed()[0]
