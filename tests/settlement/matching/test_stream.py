"""Long files: constant memory, and every line counted (performance B9)."""

import resource
import tracemalloc

import pytest

from settlement.data.clearing import SUM_FIELDS
from settlement.models import ReconciliationRow
from settlement.rules import details
from settlement.services import comparing, detail_uploads
from tests.factories import matching

pytestmark = pytest.mark.django_db
MOST_BYTES = 24 * 1024 * 1024
_TAIL = ",".join(f'"{name}":"12.30"' for name in SUM_FIELDS)


def pieces(count):
    """A file of so many lines that is never whole in memory."""
    for start in range(0, count, 1000):
        yield "".join(
            f'{{"setl_id":"B{number:09d}",{_TAIL},"refd_setl_flag":"0"}}\n'
            for number in range(start, min(start + 1000, count))
        ).encode()


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def receive(till, row, count):
    ask = detail_uploads.FileAsk("ndjson", pieces(count))
    return detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)


class TestMemory:
    @pytest.mark.parametrize("count", [40_000, pytest.param(200_000, marks=pytest.mark.full)])
    def test_of_the_reader_does_not_grow_with_the_file(self, count):
        """Many lines take what 4,000 take."""

        def read(lines):
            assert sum(1 for _ in details.rows_of("ndjson", pieces(lines))) == lines

        short, long = peak_of(lambda: read(4_000)), peak_of(lambda: read(count))
        assert long < short * 2 and long < 4 * 1024 * 1024

    def test_of_an_upload_stays_below_a_few_blocks(self, till, monkeypatch):
        """One file of three blocks and one of twelve need the same."""
        monkeypatch.setattr(detail_uploads, "BLOCK", 2000)
        peaks = []
        for blocks in (3, 12):
            row = matching.mismatch(till)
            count = detail_uploads.BLOCK * blocks
            peaks.append(peak_of(lambda row=row, count=count: receive(till, row, count)))
            row.refresh_from_db()
            assert row.rows_received == count
            assert row.received["medfee_sumamt"] == 1230 * count
        assert max(peaks) < MOST_BYTES and peaks[1] < peaks[0] * 1.5


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
class TestAMillionLines:
    def test_are_received_and_compared_in_constant_memory(self, till, worker):
        """Feature 55, B9: at most 120 MiB above idle."""
        till.bill(worker, ("1", "XA01", "1", "300.00"))
        row = matching.mismatch(till)
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        receive(till, row, 1_000_000)
        assert comparing.compare_next(by=None)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle < 120 * 1024
        row.refresh_from_db()
        assert (row.rows_received, row.differences_found) == (1_000_000, 1_000_001)
        assert not ReconciliationRow.objects.exists()
