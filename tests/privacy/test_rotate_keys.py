"""F34: the key of sealed columns changes under load; nothing breaks, nothing is left behind."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from accounts.models import Person, User
from tests.concurrency.threads import at_once
from tests.factories import world
from yibao.kernel import crypto, rotation
from yibao.kernel.models import IdempotencyKey
from yibao.notices.models import Notice

OLD = "k1:" + "11" * 32
NEW = f"k2:{'44' * 32},{OLD}"
ONLY_NEW = "k2:" + "44" * 32


def _stored(model, column) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE {column} IS NOT NULL")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def people(tenant):
    """Twenty people with phones."""
    return [world.insured(tenant) for _ in range(20)]


class TestRotation:
    def test_reseals_every_column_and_opens_with_the_new_key_alone(self, people):
        names = {one.person.pk: one.person.name for one in people}
        with override_settings(FIELD_KEYS=NEW):
            assert rotation.rows_on_other_keys() >= 40
            assert rotation.rotate(batch=7) == 0
        for model, column in [(Person, "name"), (Person, "certno"), (User, "phone")]:
            assert {crypto.key_id_of(token) for token in _stored(model, column)} == {"k2"}
        with override_settings(FIELD_KEYS=ONLY_NEW):
            assert {one.pk: one.name for one in Person.objects.all()} == names

    def test_reseals_stored_answers_of_partners(self, tenant):
        context = "kernel_idempotencykey.answer:c:k"
        sealed = crypto.seal('{"a":1}', context=context).encode()
        IdempotencyKey.objects.create(
            scope="c", key="k", fingerprint="f", answer=sealed, created_at="2026-01-01T00:00Z"
        )
        with override_settings(FIELD_KEYS=NEW):
            assert rotation.rotate() == 0
        row = IdempotencyKey.objects.get()
        with override_settings(FIELD_KEYS=ONLY_NEW):
            assert crypto.unseal(bytes(row.answer).decode(), context=context) == '{"a":1}'

    def test_goes_on_where_it_was_broken_off(self, people):
        with override_settings(FIELD_KEYS=NEW):
            table = next(one for one in rotation.sealed_tables() if one.model is Person)
            for row in table.stale()[:5]:
                table.reseal(row)
            assert table.stale().count() == 15
            said = io.StringIO()
            call_command("rotate_keys", stdout=said)
            assert "还有 0 行" in said.getvalue()

    def test_keeps_quiet_about_values(self, people):
        said = io.StringIO()
        with override_settings(FIELD_KEYS=NEW):
            call_command("rotate_keys", stdout=said)
        assert people[0].person.name not in said.getvalue()
        assert people[0].user.phone not in said.getvalue()

    def test_says_when_the_old_key_is_still_needed(self, people):
        with override_settings(FIELD_KEYS=NEW), pytest.raises(CommandError):
            call_command("rotate_keys", "--check", stdout=io.StringIO())

    def test_does_not_touch_look_up_hashes(self, people):
        before = _stored(Person, "certno_index")
        with override_settings(FIELD_KEYS=NEW):
            rotation.rotate()
            assert sorted(_stored(Person, "certno_index")) == sorted(before)
            assert Person.objects.by_certno(people[3].person.certno).get() == people[3].person

    def test_is_not_undone_by_a_row_that_was_read_before(self, people):
        stale = Person.objects.get(pk=people[0].person.pk)
        with override_settings(FIELD_KEYS=NEW):
            rotation.rotate()
            stale.save()
            assert rotation.rows_on_other_keys() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
class TestRotationUnderLoad:
    def test_loses_no_write_and_leaves_no_row(self, tenant):
        """Writers read, change and insert all the time while the key changes."""
        people = [world.insured(tenant) for _ in range(30)]
        done = threading.Event()
        faults: list[Exception] = []

        def rotate():
            try:
                call_command("rotate_keys", "--batch", "4", stdout=io.StringIO())
            finally:
                done.set()

        def write(first):
            def work():
                turn = 0
                while not done.is_set() or turn < 3:
                    for who in people[first::3]:
                        with transaction.atomic():
                            user = User.objects.select_for_update().get(pk=who.user.pk)
                            try:
                                user.set_phone(user.phone)
                            except crypto.SealBroken as fault:
                                faults.append(fault)
                            user.save()
                            Notice.objects.create(
                                user=user, code="x", title=f"第{turn}次", body="b",
                                created_at="2026-01-01T00:00Z",
                            )  # fmt: skip
                    turn += 1
                return turn

            return work

        with override_settings(FIELD_KEYS=NEW):
            at_once(rotate, write(0), write(1), write(2))
            assert rotation.rotate() == 0
        assert faults == []
        with override_settings(FIELD_KEYS=ONLY_NEW):
            assert all(one.phone == User.objects.get(pk=one.pk).phone for one in
                       (who.user for who in people))  # fmt: skip
            assert all(notice.title.endswith("次") for notice in Notice.objects.all())
