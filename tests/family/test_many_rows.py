"""More rows than one piece: tasks go through all, stop at a bound, and go on from there."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from family.gateways.document_files import shelf as files
from family.models import Binding, Document
from family.services import documents, handover, handover_notices, requests, showing
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.bindings import make_binding
from vouchers.models import DynamicCode
from yibao.kernel import batches, clock
from yibao.kernel.batches import Walk
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
MANY = 7
TURNS = date(2025, 5, 20)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pieces of three."""
    monkeypatch.setattr(Walk.__init__, "__kwdefaults__", {"size": 3, "at_most": batches.AT_MOST})


def holders(tenant):
    return [make.make_holder(tenant) for _ in range(MANY)]


def growing(tenant):
    """Seven displays of children who turn 16 on the same day."""
    child = make.make_member(tenant, born=date(2009, 5, 20))
    with time_machine.travel("2025-01-10"):
        return [
            make_binding(one.person, child, "CHILD", turns_16_on=TURNS, consented_at=None)
            for one in holders(tenant)
        ]


class TestWalk:
    def test_goes_through_all_in_pieces_of_constant_size(self, tenant):
        growing(tenant)
        with CaptureQueriesContext(connection) as seen:
            found = list(Walk().rows(Binding.objects.only("pk")))
        assert [row.pk for row in found] == sorted(row.pk for row in found)
        assert len(found) == MANY and len(seen) == 3
        assert all("LIMIT 3" in query["sql"] for query in seen.captured_queries)

    def test_stops_at_the_bound_and_goes_on_behind_it(self, tenant):
        growing(tenant)
        first = Walk(size=3, at_most=4)
        head = [row.pk for row in first.rows(Binding.objects.all())]
        assert first.after == str(head[-1])
        rest = Walk(first.after)
        tail = [row.pk for row in rest.rows(Binding.objects.all())]
        assert len(head) == 4 and sorted([*head, *tail]) == [*head, *tail]
        assert len(tail) == MANY - 4 and rest.after == ""

    def test_begins_again_where_a_row_failed(self, tenant):
        growing(tenant)
        walk = Walk()
        with pytest.raises(ZeroDivisionError):
            for number, _ in enumerate(walk.rows(Binding.objects.all())):
                1 // (2 - number)
        assert len(list(Walk(walk.after).rows(Binding.objects.all()))) == MANY - 2


class TestTasks:
    def test_tell_everybody_of_turning_16_p83(self, tenant):
        rows = growing(tenant)
        with time_machine.travel("2025-04-21 09:00+08:00"):
            first = Walk(size=3, at_most=5)
            assert handover_notices.tell_ahead(by=None, walk=first) == 5
            assert handover_notices.tell_ahead(by=None, walk=Walk(first.after)) == MANY - 5
        told = Notice.objects.filter(code="family_turning_16").values_list("user", flat=True)
        assert set(told) == {row.holder.user.pk for row in rows}

    def test_hand_every_display_over_p83(self, tenant):
        growing(tenant)
        with time_machine.travel("2025-05-20 00:10+08:00"):
            assert handover.run(by=None) == MANY
            assert handover.run(by=None) == 0

    def test_fill_in_every_missing_day(self, tenant):
        growing(tenant)
        Binding.objects.update(turns_16_on=None)
        assert handover.fill_days(by=None) == MANY

    def test_tell_of_every_showing_p78(self, tenant):
        mother = make.make_holder(tenant, name="林秀英", born=make.ADULT_BORN)
        for one in holders(tenant):
            bound = make_binding(
                one.person, mother.person, "PARENT", tell_showings=Binding.Tell.DIGEST
            )
            showing.show(by=one, ref=bound.ref)
        yesterday = clock.now() - timedelta(days=1)
        DynamicCode.objects.update(issued_at=yesterday, expires_at=yesterday + timedelta(minutes=1))
        assert showing.send_digests(by=None) == MANY
        assert Notice.objects.filter(code="family_shown_digest").count() == MANY


class TestSweep:
    @pytest.fixture(autouse=True)
    def room(self, settings, tmp_path, monkeypatch):
        settings.DOCUMENT_DIR = str(tmp_path / "documents")
        monkeypatch.setattr("family.services.document_upkeep._BATCH", 3)

    def test_gives_up_every_row_without_a_file_t54(self, holder, child):
        request = make.make_submitted(holder.person, child, state="IN_REVIEW")
        for page in range(MANY):
            desk.add_paper(request, page=page + 1, file_key="00" * 32)
        with time_machine.travel(clock.now() + timedelta(hours=2)):
            first = Walk(size=3, at_most=4)
            assert documents.sweep(by=None, walk=first) == 4
            assert documents.sweep(by=None, walk=Walk(first.after)) == MANY - 4
        assert not Document.objects.exclude(file_token="").exists()

    def test_drops_every_file_without_a_row_t54(self):
        for _ in range(MANY):
            files.write(b"never committed")
        assert documents.sweep(by=None, older_than=timedelta(0)) == MANY
        assert not files.names()

    def test_spares_the_papers_of_a_running_appeal_p184(self, holder, child, tenant, settings):
        row = desk.in_review(holder.person, child)
        for _ in range(2):
            desk.reject(desk.make_officer(tenant), row)
        requests.appeal(by=holder, ref=row.ref, statement="请再看一次。")
        Document.objects.update(uploaded_at=clock.now() + timedelta(days=5000))
        with time_machine.travel(clock.now() + timedelta(days=settings.DOCUMENT_KEPT_DAYS + 1)):
            assert documents.sweep(by=None) == 0
            for _ in range(2):
                desk.reject(desk.make_officer(tenant), row)
            assert documents.sweep(by=None) == 1
