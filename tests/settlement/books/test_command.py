"""``import_allotments``: a large file in constant memory, under a person's name."""

import pytest
from django.core.management import CommandError, call_command

from settlement.models import AllotmentFile
from tests.admin.conftest import make_staff
from tests.factories import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(city, tmp_path):
    person = world.insured(city, balance="0.00").person
    path = tmp_path / "november.csv"
    path.write_text(f"psn_no,month,amount\n{person.psn_no},202611,1.50\n", "utf-8")
    return path


class TestCommand:
    def test_stores_the_file_once(self, tenant, file, capsys):
        make_staff(tenant, "x-finance", "finance")
        call_command("import_allotments", str(file), "--by", "x-finance")
        assert "已收下 1 行" in capsys.readouterr().out
        assert AllotmentFile.objects.get().rows_total == 1
        with pytest.raises(CommandError, match="传过了|已是批次"):
            call_command("import_allotments", str(file), "--by", "x-finance")

    def test_is_for_finance(self, tenant, file):
        make_staff(tenant, "x-clerk", "clerk")
        with pytest.raises(CommandError, match="没有上传账户划入的权限"):
            call_command("import_allotments", str(file), "--by", "x-clerk")
