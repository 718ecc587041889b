"""T89–T91: what a thief of the dump sees, and what a restored backup brings back."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from accounts.models import Person, User
from accounts.services import closing
from tests.accounts import walk
from tests.factories import world
from tests.privacy import canary, lives, postgres
from yibao.kernel import crypto
from yibao.kernel.crypto import SealBroken

pytestmark = pytest.mark.django_db(transaction=True)


def _canary(city) -> world.Insured:
    who = world.insured(city, balance="100.00")
    who.person.set_identity(name=canary.NAME, certno=canary.CERTNO, card_no=canary.CARD)
    who.person.save()
    who.user.set_phone(canary.PHONE)
    who.user.save()
    return who


class TestDump:
    def test_names_nobody(self, city, till, tmp_path):
        who = _canary(city)
        till.bill(who, ("1", "XA01", "2", "10.00"))
        till.post("scans/", {"medium": "id_card", "certno": canary.CERTNO, "name": canary.NAME,
                             "business_type": "01301", "terminal": "T01",
                             "operator": {"id": "7", "name": "收费员"}})  # fmt: skip
        browser = Client()
        browser.post(walk.LOGIN, {"phone": canary.PHONE})
        browser.post(walk.CODE, {"code": walk.last_code()})
        text = postgres.dump(tmp_path / "dump.sql", plain=True).read_text("utf-8")
        assert str(who.person.pk) in text
        assert canary.hunt(text, "dump") == []


class TestCiphertext:
    def test_moved_to_another_row_does_not_open(self, city):
        one, two = world.insured(city).person, world.insured(city).person
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_person a SET name = b.name, certno = b.certno"
                " FROM accounts_person b WHERE a.id = %s AND b.id = %s",
                [one.pk, two.pk],
            )
        stolen = Person.objects.get(pk=one.pk)
        for field in ("name", "certno"):
            with pytest.raises(SealBroken):
                getattr(stolen, field)
        assert Person.objects.get(pk=two.pk).name == two.name

    def test_moved_to_another_column_does_not_open(self, city):
        one = world.insured(city).person
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_person SET name = certno WHERE id = %s", [one.pk])
        with pytest.raises(SealBroken):
            _ = Person.objects.get(pk=one.pk).name

    def test_is_never_the_same_twice(self):
        assert crypto.seal("x", context="c") != crypto.seal("x", context="c")


class TestBlindIndex:
    """T90."""

    def test_finds_nothing_with_another_key(self, city):
        who = _canary(city)
        assert Person.objects.by_certno(canary.CERTNO).get() == who.person
        with override_settings(INDEX_KEY="77" * 32):
            assert not Person.objects.by_certno(canary.CERTNO).exists()
            index = crypto.blind_index(canary.PHONE, "phone")
            assert not User.objects.filter(phone_index=index).exists()

    def test_differs_from_column_to_column(self):
        assert crypto.blind_index("1", "phone") != crypto.blind_index("1", "certno")

    def test_has_a_key_of_its_own(self):
        keys = {settings.INDEX_KEY, settings.CODE_KEY, settings.FIELD_KEYS.split(":")[1]}
        assert len(keys) == 3


class TestBackup:
    """T91: the real programs and the real commands, on a database of its own."""

    def _manage(self, database, *arguments) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env={**os.environ, "DATABASE_URL": postgres.url(database),
                 "DJANGO_SETTINGS_MODULE": "yibao.settings.test"},
            capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def test_comes_back_whole_and_forgets_again_who_has_left(self, city, till, tmp_path):
        stays, leaves = lives.full(city, till), lives.full(city, till)
        before = postgres.counts()
        backup = postgres.dump(tmp_path / "backup")
        closing.close(by=leaves.user, face_ref=lives.face_of(leaves.user))
        lives.work_off()
        with postgres.restored(backup) as name:
            assert postgres.counts(name) == before
            assert "账本完整" in self._manage(name, "verify_invariants")
            self._manage(name, "verify_audit")
            query = "SELECT person_id, phone, closed_at FROM accounts_user WHERE id = %s"
            assert postgres.ask(name, query, [leaves.user.pk])[0] == leaves.person.pk
            replay = ["replay_erasures", "--file", settings.ERASURES_FILE]
            assert "这次注销 1 个" in self._manage(name, *replay)
            person, phone, closed_at = postgres.ask(name, query, [leaves.user.pk])
            assert (person, phone) == (None, None) and closed_at is not None
            assert postgres.ask(name, query, [stays.user.pk])[0] == stays.person.pk
            assert "这次注销 0 个" in self._manage(name, *replay)
            assert "账本完整" in self._manage(name, "verify_invariants")

    def test_list_that_is_broken_is_not_followed_halfway_in_silence(self, city, tmp_path):
        from django.core.management import CommandError, call_command

        path = tmp_path / "list.jsonl"
        path.write_text('{"user": "x"\n{}\n')
        with pytest.raises(CommandError, match="第 1 行"):
            call_command("replay_erasures", "--file", str(path))
        with pytest.raises(CommandError, match="没有这个名单"):
            call_command("replay_erasures", "--file", str(tmp_path / "none"))
