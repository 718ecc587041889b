"""``import_register``: dry run, repeat, resume."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.models import Enrolment, Person, RegisterImport
from accounts.services import register_batch, register_import
from tests.accounts.register_rows import row, run, stored, write_csv
from tests.factories.accounts import PersonFactory
from yibao.audit.models import AuditEvent


@pytest.fixture(autouse=True)
def _tenant(tenant):
    return tenant


@pytest.mark.django_db
class TestRuns:
    def test_dry_write_nothing_but_find_clashes(self, tmp_path):
        PersonFactory(psn_no=row(2)[0])
        path = write_csv(tmp_path / "a.csv", [row(1), row(2)])
        with pytest.raises(CommandError, match="1 行没有导入"):
            run(path, dry_run=True)
        assert Person.objects.count() == 1
        assert not RegisterImport.objects.exists() and not AuditEvent.objects.exists()

    def test_repeated_change_nothing(self, tmp_path):
        path = write_csv(tmp_path / "a.csv", [row(number) for number in range(1, 6)])
        run(path)
        before = stored()
        assert "新增 0 人，更新 0 人；参保关系新增 0，更新 0" in run(path)
        assert stored() == before

    def test_broken_go_on_where_they_stopped(self, tmp_path, monkeypatch, tenant):
        path = write_csv(tmp_path / "a.csv", [row(number) for number in range(1, 11)])
        real, calls = register_batch.write, []

        def broken(*args):
            calls.append(1)
            if len(calls) == 3:
                raise OperationalError("the database went away")
            return real(*args)

        monkeypatch.setattr(register_batch, "write", broken)
        with pytest.raises(CommandError, match="再运行一次会接着导入"):
            run(path, batch=3)
        assert Person.objects.count() == 6 and RegisterImport.objects.get().rows_done == 6
        monkeypatch.setattr(register_batch, "write", real)
        assert "从第 8 行接着导入" in run(path, batch=3)
        assert Person.objects.count() == 10
        assert RegisterImport.objects.get().finished_at is not None

    def test_cost_few_statements_whatever_the_size(
        self, tmp_path, tenant, django_assert_max_num_queries
    ):
        path = write_csv(tmp_path / "a.csv", [row(number) for number in range(1, 301)])
        with django_assert_max_num_queries(30):
            register_import.run(by=None, tenant=tenant, path=path)
        assert Enrolment.objects.current().count() == 300

    def test_leave_counts_in_the_audit_log(self, tmp_path):
        run(write_csv(tmp_path / "a.csv", [row(1)]))
        event = AuditEvent.objects.get(verb="accounts.register.imported")
        assert event.data == {"rows": 1, "failed": 0, "people_created": 1, "people_changed": 0}

    @pytest.mark.parametrize("options", [{"tenant": "nowhere"}, {"batch": 0}])
    def test_with_wrong_options_say_so(self, tmp_path, options):
        chosen = {"tenant": "demo", **options}
        with pytest.raises(CommandError):
            call_command("import_register", str(tmp_path / "a.csv"), **chosen)
