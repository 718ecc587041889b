"""The register may bring a death; what lives from the person closes with the import (P39)."""

import pytest
from django.core.management import CommandError

from accounts.models import Person
from tests.accounts.register_rows import HEADER, row, run, write_csv
from tests.factories import vouchers as make
from tests.factories.accounts import certno
from yibao.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tenant(tenant):
    return tenant


def imported(tmp_path, name, day):
    """One row with a day of death."""
    return run(write_csv(tmp_path / name, [[*row(1), day]], [*HEADER, "deceased_on"]))


class TestDeath:
    def test_comes_with_the_row_and_closes_the_voucher(self, tmp_path):
        run(write_csv(tmp_path / "a.csv", [row(1)]))
        user = make.make_user(Person.objects.get())
        voucher = make.Voucher.objects.create(person=user.person)
        imported(tmp_path, "b.csv", "2025-02-03")
        voucher.refresh_from_db()
        assert f"{Person.objects.get().deceased_on}" == "2025-02-03"
        assert voucher.state == "CLOSED"

    def test_is_recorded_once_however_often_the_file_comes(self, tmp_path):
        imported(tmp_path, "a.csv", "2025-02-03")
        imported(tmp_path, "b.csv", "20250203")
        assert AuditEvent.objects.filter(verb="accounts.person.death_recorded").count() == 1

    @pytest.mark.parametrize("day", ["1900-01-01", "2999-01-01", "昨天"])
    def test_that_cannot_be_is_listed(self, tmp_path, day):
        with pytest.raises(CommandError, match="1 行没有导入"):
            imported(tmp_path, "a.csv", day)
        assert not Person.objects.filter(deceased_on__isnull=False).exists()

    def test_is_empty_for_the_living(self, tmp_path):
        imported(tmp_path, "a.csv", "")
        assert Person.objects.get().certno == certno(seq=1)
        assert Person.objects.get().deceased_on is None
