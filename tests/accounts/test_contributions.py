"""缴费记录: months, gaps, the import and the page (A5)."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Contribution
from accounts.rules import contribution_rows, contributions
from tests.factories.accounts import CitizenFactory, RegionFactory
from yibao.kernel import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"
HEADER = "人员编号 险种 费款所属期 参保地 缴费单位 单位缴费 个人缴费 划入个人账户 到账日期".split()


class TestMonths:
    def test_run_over_the_turn_of_the_year(self):
        assert contributions.months_between("202511", "202602") == [
            "202511", "202512", "202601", "202602",
        ]  # fmt: skip

    def test_are_none_backwards(self):
        assert contributions.months_between("202602", "202601") == []

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 1, 31), "202511"),
            (date(2026, 2, 1), "202512"),
            (date(2026, 3, 15), "202601"),
        ],
    )
    def test_count_as_missing_after_two_months_only(self, day, expected):
        """P7."""
        assert contributions.last_due(day) == expected


class TestRow:
    CELLS = {
        "psn_no": "A1", "insutype": "职工医保", "period": "2026-01", "insuplc_admdvs": "510600",
        "employer": "338.00", "personal": "104", "paid_on": "2026/02/12",
    }  # fmt: skip

    def test_is_read_in_fen(self):
        row = contribution_rows.read_row(2, self.CELLS)
        assert (row.insutype, row.period, row.employer_fen) == ("310", "202601", 33800)
        assert row.paid_on == date(2026, 2, 12)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("period", "2026"),
            ("period", "202613"),
            ("insutype", "999"),
            ("insuplc_admdvs", "5106"),
            ("employer", "-1"),
            ("employer", "1e3"),
            ("employer", "1.234"),
            ("paid_on", "12.02.2026"),
            ("certno", "510600190001011234"),
            ("psn_no", "A 1"),
        ],
    )
    def test_names_the_column_that_is_wrong(self, column, value):
        (problem,) = contribution_rows.read_row(2, {**self.CELLS, column: value})
        assert problem.column == column

    def test_of_a_resident_is_a_year(self):
        cells = {**self.CELLS, "insutype": "390", "period": "2026"}
        assert contribution_rows.read_row(2, cells).period == "2026"

    def test_needs_somebody(self):
        (problem,) = contribution_rows.read_row(2, {**self.CELLS, "psn_no": ""})
        assert problem.column == "psn_no"


@pytest.fixture
def worker(tenant):
    """An employee of the city."""
    RegionFactory(hotline="(0838)2208900")
    return CitizenFactory(tenant=tenant)


@pytest.fixture
def file_of(tmp_path):
    """A CSV file with rows below the usual header."""

    def write(*rows, header=HEADER):
        path = tmp_path / "jf.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *rows])
        return path

    return write


def _row(person, period="202601", employer="338.00"):
    return [person.psn_no, "310", period, "510600", "某单位", employer, "104.00", "104.00", ""]


def _import(path, *more):
    said = StringIO()
    call_command("import_contributions", str(path), *more, stdout=said, stderr=said)
    return said.getvalue()


class TestImport:
    def test_writes_once_and_then_only_what_changed(self, worker, file_of):
        path = file_of(_row(worker.person), _row(worker.person, "202602"))
        assert "新增 2，更新 0" in _import(path)
        assert "新增 0，更新 0" in _import(path)
        assert "新增 0，更新 1" in _import(file_of(_row(worker.person, employer="400.00")))
        assert Contribution.objects.get(period="202601").employer_fen == 40000

    def test_dry_run_writes_nothing(self, worker, file_of):
        assert "什么也没有写入" in _import(file_of(_row(worker.person)), "--dry-run")
        assert not Contribution.objects.exists()

    def test_lists_bad_rows_and_takes_the_good_ones(self, worker, file_of, tmp_path):
        bad = ["NOBODY", "310", "202601", "510600", "", "1", "1", "1", ""]
        errors = tmp_path / "errors.csv"
        with pytest.raises(CommandError, match="1 行没有导入"):
            _import(file_of(_row(worker.person), bad), "--errors", str(errors))
        assert Contribution.objects.count() == 1
        assert "参保库里没有这个人" in errors.read_text("utf-8-sig")

    def test_refuses_a_file_without_the_needed_columns(self, worker, file_of):
        with pytest.raises(CommandError, match="人员编号或身份证号"):
            _import(file_of(header=["险种", "费款所属期", "参保地"]))

    def test_costs_the_same_for_many_rows(self, worker, file_of, django_assert_max_num_queries):
        path = file_of(*(_row(worker.person, f"20{year}{month:02d}")
                         for year in range(10, 26) for month in range(1, 13)))  # fmt: skip
        with django_assert_max_num_queries(14):
            _import(path)


def _pay(person, *periods, **facts):
    Contribution.objects.bulk_create(
        Contribution(
            person=person, insutype="310", period=period, insuplc_admdvs="510600",
            employer_fen=33800, personal_fen=10400, account_fen=10400, **facts,
        )
        for period in periods
    )  # fmt: skip


class TestPage:
    @pytest.fixture
    def page(self, client, worker):
        """The page as the person reads it."""

        def read(**query):
            client.force_login(worker.user if hasattr(worker, "user") else worker, backend=BACKEND)
            return client.get("/contributions/", query).content.decode()

        return read

    def test_explains_a_gap_with_the_telephone(self, page, worker):
        year = clock.today().year - 1
        _pay(worker.person, f"{year}01", f"{year}03", payer_name="某单位")
        shown = page(year=year)
        assert "10 个月没有记录" in shown
        assert "2 月" in shown and 'href="tel:08382208900"' in shown
        assert "442.00 元" in shown

    def test_does_not_call_the_newest_months_missing(self, page, worker):
        """P7: wait or call, not "you are not insured"."""
        today = clock.today()
        first = contributions.months_between(f"{today.year - 1}01", contributions.last_due(today))
        _pay(worker.person, *first)
        shown = page(year=today.year)
        assert "还没到账，正常" in shown
        assert "没有记录" not in shown

    def test_of_a_resident_shows_years(self, page, worker):
        worker.person.enrolments.update(insutype="390", psn_type="50")
        Contribution.objects.create(
            person=worker.person, insutype="390", period="2026", insuplc_admdvs="510600",
            personal_fen=40000, subsidy_fen=67000,
        )  # fmt: skip
        shown = page()
        assert "您缴了 400.00 元" in shown and "财政补助 670.00 元" in shown

    def test_without_records_says_how_long_it_takes(self, page, worker):
        worker.person.enrolments.update(insutype="390", psn_type="50")
        assert "还没有缴费记录" in page()

    def test_asks_retired_people_for_nothing(self, page, worker):
        worker.person.enrolments.update(psn_type="21")
        shown = page()
        assert "您已退休" in shown and "没有记录" not in shown

    def test_costs_the_same_for_many_years(self, client, worker, django_assert_max_num_queries):
        _pay(worker.person, *contributions.months_between("201601", "202512"))
        client.force_login(worker, backend=BACKEND)
        client.get("/contributions/")
        with django_assert_max_num_queries(18):
            client.get("/contributions/")
