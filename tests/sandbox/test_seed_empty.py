"""Loading the demo city into a database that has none."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from settlement.models import LedgerAccount
from yibao.sandbox.demo.neighbours import PEOPLE
from yibao.sandbox.seeding import run

pytestmark = pytest.mark.django_db


class TestSeed:
    def test_says_what_it_does(self, db, capsys):
        call_command("seed_demo", "--if-empty")
        printed = capsys.readouterr().out
        assert f"参保库人员 {len(PEOPLE)}" in printed
        assert "在办的申请 2" in printed
        assert "演示城市已装好" in printed

    def test_refuses_a_live_tenant(self, db, settings):
        settings.DEFAULT_TENANT_CODE = "live"
        with pytest.raises(CommandError, match="不是演示租户"):
            call_command("seed_demo")

    def test_refuses_where_the_sandbox_is_off(self, db, settings):
        settings.SANDBOX_ENABLED = False
        for command in ("seed_demo", "demo_credentials"):
            with pytest.raises(CommandError, match="不是演示环境"):
                call_command(command)

    def test_counts_as_done_only_at_its_end(self, db):
        assert not run.is_complete()
        assert LedgerAccount.objects.count() == 0


class TestCredentials:
    def test_are_told_to_seed_first(self, db):
        with pytest.raises(CommandError, match="seed_demo"):
            call_command("demo_credentials")


class TestPages:
    def test_open_without_a_city(self, tenant):
        for page in ("", "people/", "outbox/", "terminal/"):
            assert Client().get(f"/dev/sandbox/{page}").status_code == 200
