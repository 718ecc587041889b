"""Files of account money of full size: constant memory, one bad line among a million (T70, B11)."""

import resource

import pytest

from settlement.errors import AllotmentFileRefused
from settlement.models import AllotmentFile, AllotmentRow
from settlement.rules import allotments as rules
from settlement.services import allotment_work, allotments
from tests.factories import world
from tests.settlement.matching.test_stream import peak_of

pytestmark = pytest.mark.django_db
MOST_KIB = 120 * 1024
HEAD = "人员编号,月份,金额\n".encode()


def pieces(count, known):
    """So many lines, never whole in memory; only the last person is in the register."""
    yield HEAD
    for start in range(0, count - 1, 1000):
        lines = range(start, min(start + 1000, count - 1))
        yield "".join(f"N{number:09d},2026-11,123.45\n" for number in lines).encode()
    yield f"{known},2026-11,10.00\n".encode()


class TestReader:
    @pytest.mark.parametrize("count", [40_000, pytest.param(400_000, marks=pytest.mark.full)])
    def test_takes_no_more_for_a_longer_file(self, count):
        def read(lines):
            assert sum(1 for _ in rules.rows_of("MONTHLY", pieces(lines, "P1"))) == lines

        short, long = peak_of(lambda: read(4_000)), peak_of(lambda: read(count))
        assert long < short * 2 and long < 4 * 1024 * 1024


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
class TestAMillionLines:
    def test_are_stored_checked_and_the_one_ready_line_is_posted(self, city, finance):
        person = world.insured(city, balance="1.00").person
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ask = allotments.FileAsk("MONTHLY", "big.csv", pieces(rules.MOST_ROWS, person.psn_no))
        row = allotments.upload(by=finance[0], ask=ask)
        allotment_work.check_next(by=None)
        row.refresh_from_db()
        assert (row.rows_total, row.rows_ready, row.ready_fen) == (rules.MOST_ROWS, 1, 1000)
        assert row.report["unknown"]["rows"] == rules.MOST_ROWS - 1
        allotments.approve(by=finance[1], file_id=row.pk, reason="核对过")
        while allotment_work.post_next(by=None) is not None:
            continue
        row.refresh_from_db()
        assert (row.state, row.rows_done) == ("APPLIED", 1)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle < MOST_KIB

    def test_and_one_more_are_refused_whole(self, finance):
        ask = allotments.FileAsk("MONTHLY", "big.csv", pieces(rules.MOST_ROWS + 1, "P1"))
        with pytest.raises(AllotmentFileRefused):
            allotments.upload(by=finance[0], ask=ask)
        assert not AllotmentFile.objects.exists() and not AllotmentRow.objects.exists()
