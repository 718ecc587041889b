"""Taking in, showing, replacing and forgetting pictures (P71, P72, T35, T51, T53, T54)."""

import errno
from datetime import timedelta

import pytest
import time_machine

from family.errors import (
    RequestNotPossible,
    UploadCaseFull,
    UploadEmpty,
    UploadFailed,
    UploadMissing,
    UploadRoomFull,
    UploadTooLarge,
    UploadTooManyPages,
    UploadUnsafe,
)
from family.gateways import renditions
from family.gateways.antivirus_simulator import EICAR
from family.gateways.document_files import shelf as files
from family.models import Defect, Document, UploadRoom
from family.selectors import documents as found
from family.services import documents
from tests.factories import family as make
from tests.factories import papers
from tests.factories.documents import HOME, PAPERS, make_places, put, quick
from tests.forging import last_byte_changed
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def fast(monkeypatch):
    """No limited program: for what is not about its work."""
    monkeypatch.setattr(renditions, "render", quick)


@pytest.fixture
def draft(holder, child):
    make_places()
    return make.make_draft(holder.person, child)


class TestStoring:
    def test_keeps_one_clean_sealed_picture(self, holder, draft):
        """P71: by content, without metadata, measured, under a key of its own."""
        data = papers.photo() + b"<script>"
        row = put(holder, draft, data=data, upload_id="upload-one")
        (token,) = files.names()
        sealed = (files.incoming() / token).read_bytes()
        assert token == row.file_token and row.state == "STORED" and row.version == 1
        assert b"\xff\xd8\xff" not in sealed[:40] and data[500:600] not in sealed
        assert files.read(token, row.file_key).startswith(b"\xff\xd8\xff")
        assert row.quality["flaws"] == [] and row.quality["sharpness"] > 90
        assert (row.width, row.height) == (1500, 1100) and len(row.look_hash) == 16
        assert UploadRoom.objects.get(person=holder.person).bytes_used == row.size

    def test_names_the_file_by_chance(self, holder, draft, fast):
        """T50: the sender's name is a sealed word, never a path."""
        upload = papers.upload(name="../../照片.jpg")
        row = documents.store(
            by=holder, request=draft, slot_code=HOME, upload=upload, upload_id="upload-two"
        )
        assert row.original_name == "照片.jpg"
        assert len(row.file_token) == 48 and set(row.file_token) <= set("0123456789abcdef")

    def test_twice_under_one_id_is_once(self, holder, draft, fast):
        first = put(holder, draft, upload_id="upload-one")
        assert put(holder, draft, upload_id="upload-one").pk == first.pk
        assert Document.objects.count() == 1 and len(files.names()) == 1

    def test_of_other_bytes_under_one_id_is_another_upload(self, holder, draft, fast):
        """A page that came back by 返回 must not swallow the new photo."""
        first = put(holder, draft, upload_id="upload-one")
        second = put(holder, draft, data=papers.photo(8), upload_id="upload-one")
        assert second.pk != first.pk and found.current(draft) == [second]

    def test_again_replaces_and_forgets_what_nobody_has_seen(
        self, holder, draft, fast, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            first = put(holder, draft)
            second = put(holder, draft, data=papers.photo(8))
        first.refresh_from_db()
        assert (first.state, first.file_key, second.version) == ("REPLACED", None, 2)
        assert files.names() == {second.file_token}
        assert UploadRoom.objects.get().bytes_used == second.size

    def test_keeps_the_old_picture_until_the_new_one_is_stored(self, holder, draft, fast):
        first = put(holder, draft)
        with pytest.raises(UploadEmpty):
            documents.store(
                by=holder, request=draft, slot_code=HOME, upload=papers.upload(b""), upload_id="x"
            )
        assert found.current(draft) == [first]

    def test_of_a_pdf_fills_as_many_pages_as_it_has(self, holder, draft, fast):
        put(holder, draft, PAPERS, data=papers.photo() + b"pages:3")
        assert [one.page for one in found.current(draft)] == [1, 2, 3]

    def test_beyond_the_place_is_refused(self, holder, draft):
        with pytest.raises(UploadTooManyPages) as refused:
            put(holder, draft, data=papers.pdf(2))
        assert refused.value.message == "这一项只要 1 张。" and not files.names()

    def test_refuses_nothing_and_too_much(self, holder, draft, settings):
        """T51: 15 MB a file."""
        assert settings.UPLOAD_FILE_BYTES == 15 * 2**20
        settings.UPLOAD_FILE_BYTES = 1000
        for upload, refused in ((None, UploadMissing), (papers.upload(), UploadTooLarge)):
            with pytest.raises(refused):
                documents.store(
                    by=holder, request=draft, slot_code=HOME, upload=upload, upload_id="x"
                )

    def test_refuses_the_thirteenth_file_of_a_request(self, holder, draft, fast, settings):
        """T51: 12 files a case; putting another in the place of one is no further file."""
        assert settings.UPLOAD_CASE_FILES == 12
        settings.UPLOAD_CASE_FILES = 2
        put(holder, draft)
        put(holder, draft, PAPERS)
        put(holder, draft, data=papers.photo(8))
        with pytest.raises(UploadCaseFull):
            put(holder, draft, PAPERS, page=2)

    def test_refuses_what_the_person_has_no_room_for(self, holder, draft, fast, settings):
        """T51: 100 MB a person, and nothing of it stays."""
        assert settings.UPLOAD_PERSON_BYTES == 100 * 2**20
        settings.UPLOAD_PERSON_BYTES = 1000
        with pytest.raises(UploadRoomFull):
            put(holder, draft)
        assert not files.names() and not Document.objects.exists()

    def test_leaves_nothing_of_malware_but_a_note(self, holder, draft):
        """T53: quarantined, and no reader can open it."""
        for _ in range(2):
            with pytest.raises(UploadUnsafe):
                put(holder, draft, data=papers.photo() + EICAR, upload_id="upload-one")
        row = Document.objects.get()
        assert (row.state, row.file_token, row.file_key) == ("QUARANTINED", "", None)
        assert not files.names() and found.current(draft) == []
        with pytest.raises(NotFound):
            documents.open_for(by=holder, ref=row.ref)
        assert AuditEvent.objects.filter(verb="family.document.refused_unsafe").count() == 1

    def test_of_a_full_disk_is_said_and_leaves_nothing(self, holder, draft, fast, monkeypatch):
        """F18: no half file, no row."""

        def full(handle):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("yibao.kernel.sealedfiles.os.fsync", full)
        with pytest.raises(UploadFailed) as refused:
            put(holder, draft, PAPERS, data=papers.photo() + b"pages:3")
        assert refused.value.status == 503 and "现在存不下新照片" in refused.value.message
        assert not files.names() and not Document.objects.exists()

    def test_is_counted_by_the_hour(self, holder, draft, fast, monkeypatch):
        """T51."""
        monkeypatch.setattr(documents, "MOST_AN_HOUR", 1)
        put(holder, draft)
        with pytest.raises(documents.TooManyRequests):
            put(holder, draft, data=papers.photo(8))


class TestWhoAndWhen:
    def test_strangers_find_no_request(self, tenant, draft, fast):
        """T31."""
        with pytest.raises(NotFound):
            put(make.make_holder(tenant), draft)

    def test_unknown_places_are_not_found(self, holder, draft, fast):
        with pytest.raises(NotFound):
            put(holder, draft, "NO_SUCH_PLACE")

    @pytest.mark.parametrize("state", ["SUBMITTED", "IN_REVIEW", "CONSENT_PENDING", "WITHDRAWN"])
    def test_nothing_changes_while_somebody_looks(self, holder, child, fast, state):
        """T35: what was looked at stays as it is."""
        make_places()
        request = make.make_submitted(holder.person, child, state=state)
        with pytest.raises(RequestNotPossible):
            put(holder, request)

    def test_a_returned_request_is_mended_and_what_was_seen_stays(self, holder, child, fast):
        """T35: the file behind an earlier decision is still there."""
        make_places()
        request = make.make_draft(holder.person, child)
        old = put(holder, request)
        returned = _returned(request, holder, child)
        Defect.objects.create(
            request=returned, round=1, slot_code=HOME, reason_code="GLARE", words="反光",
            created_at=clock.now(),
        )  # fmt: skip
        new = put(holder, returned, data=papers.photo(8))
        old.refresh_from_db()
        assert old.state == "REPLACED" and files.exists(old.file_token)
        assert Defect.objects.get().is_mended and found.slots_of(returned)[0].defect is None
        documents.remove(by=holder, ref=new.ref)
        assert not Defect.objects.get().is_mended

    def test_an_appeal_takes_more_to_show(self, holder, child, fast):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        row = put(holder, request, "APPEAL", kind="APPEAL")
        assert row.kind == "APPEAL" and found.current(request) == [row]
        with pytest.raises(RequestNotPossible):
            put(holder, request, "LETTER", kind="LETTER")


def _returned(request, holder, child):
    now = clock.now(request.tenant)
    request.state, request.round, request.submitted_at = "RETURNED", 1, now
    request.place = make.take_place(holder.person, child)
    type(request).objects.filter(pk=request.pk).update(state="SUBMITTED", round=1,
        submitted_at=now, place=request.place)  # fmt: skip
    for state in ("PRECHECK", "IN_REVIEW", "RETURNED"):
        type(request).objects.filter(pk=request.pk).update(state=state)
    return type(request).objects.get(pk=request.pk)


class TestReading:
    def test_names_places_and_what_lies_there(self, holder, draft, fast):
        put(holder, draft)
        first, second = found.slots_of(draft)
        assert (first.status_word, first.is_done, first.kind) == ("已上传", True, "ok")
        assert (second.status_word, second.is_done) == ("没有可以不拍", False)

    def test_gives_advice_and_takes_the_picture_all_the_same(self, holder, draft):
        put(holder, draft, data=papers.saved(papers.blurred(), quality=85))
        state = found.slots_of(draft)[0]
        assert state.is_done and state.kind == "warn" and "模糊" in state.advice[0]

    def test_lists_the_evidence(self, holder, draft, fast):
        """T35."""
        row = put(holder, draft)
        assert found.evidence(draft) == [{"ref": row.ref, "sha256": row.sha256}]

    def test_finds_the_same_picture_in_requests_about_others(
        self, tenant, holder, child, draft, fast
    ):
        """P72: by source, by looks, whoever asks; not in the same person's own request."""
        row = put(holder, draft)
        other_holder, other = make.make_holder(tenant), make.make_member(tenant)
        elsewhere = make.make_draft(other_holder.person, other)
        same = put(other_holder, elsewhere, PAPERS)
        assert found.sightings(row) == [same] and found.sightings(same) == [row]
        Document.objects.filter(pk=same.pk).update(
            source_sha256="0" * 64, look_hash="ff" * 4 + "0" * 8
        )
        Document.objects.filter(pk=row.pk).update(look_hash="ff" * 4 + "0" * 7 + "3")
        row.refresh_from_db()
        assert found.sightings(row) == [same]
        Document.objects.filter(pk=same.pk).update(look_hash="0" * 8 + "ff" * 4)
        assert found.sightings(row) == []


class TestReuse:
    def test_offers_the_page_of_the_last_approved_request(self, tenant, holder, child, draft, fast):
        """用上次的: a file of its own, which is no sighting (P72)."""
        old = put(holder, draft)
        _approved(old.request, holder, child)
        other = make.make_member(tenant, name="王小妹")
        request = make.make_draft(holder.person, other)
        slot = found.slot_of(request, HOME)
        assert found.reusable(request, slot) == old
        row = documents.reuse(by=holder, request=request, slot_code=HOME, upload_id="upload-one")
        assert row.sha256 == old.sha256 and row.file_token != old.file_token
        assert found.sightings(row) == [] == found.sightings(old)
        documents.erase_of(by=None, request=old.request)
        assert documents.open_for(by=holder, ref=row.ref).bytes
        assert found.reusable(request, slot) is None

    def test_ends_with_its_time(self, tenant, holder, child, draft, fast):
        old = put(holder, draft)
        _approved(old.request, holder, child, days=366)
        request = make.make_draft(holder.person, make.make_member(tenant))
        assert found.reusable(request, found.slot_of(request, HOME)) is None
        with pytest.raises(NotFound):
            documents.reuse(by=holder, request=request, slot_code=HOME, upload_id="upload-one")


def _approved(request, holder, child, days=1):
    from tests.factories.bindings import make_binding

    binding = make_binding(holder.person, child)
    rows = type(request).objects.filter(pk=request.pk)
    moment = clock.now() - timedelta(days=days)
    facts = {"submitted_at": moment, "place": binding.place, "binding": binding}
    for state in ("SUBMITTED", "PRECHECK", "IN_REVIEW"):
        rows.update(state=state, **facts)
    rows.update(state="APPROVED", decided_at=moment)
    request.refresh_from_db()


class TestRemoving:
    def test_takes_picture_and_key_away(
        self, holder, draft, fast, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            row = put(holder, draft)
            documents.remove(by=holder, ref=row.ref)
        row.refresh_from_db()
        assert (row.state, row.file_key, row.original_name) == ("REMOVED", None, None)
        assert not files.names() and UploadRoom.objects.get().bytes_used == 0
        with pytest.raises(NotFound):
            documents.remove(by=holder, ref=row.ref)

    def test_is_for_the_holder(self, tenant, holder, draft, fast):
        """T31."""
        row = put(holder, draft)
        with pytest.raises(NotFound):
            documents.remove(by=make.make_holder(tenant), ref=row.ref)

    def test_of_a_whole_request_leaves_rows_without_pictures(
        self, holder, draft, fast, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            put(holder, draft)
            put(holder, draft, PAPERS)
            assert documents.erase_of(by=None, request=draft) == 2
        assert not files.names() and UploadRoom.objects.get().bytes_used == 0
        assert set(Document.objects.values_list("state", "look_hash")) == {("REMOVED", "")}


class TestSweep:
    def test_drops_files_without_a_row_and_moves_those_with_one(self, holder, draft, fast):
        """T54: a crash between file and row, and between row and move."""
        row = put(holder, draft)
        assert (files.incoming() / row.file_token).exists()  # this test never commits
        stray = files.write(b"never committed")
        assert documents.sweep(by=None) == 1  # moved; the stray one is young
        assert (files.folder() / row.file_token).exists()
        assert documents.sweep(by=None, older_than=timedelta(0)) == 1
        assert not files.exists(stray.token) and files.exists(row.file_token)

    def test_gives_up_rows_whose_file_is_gone(self, holder, draft, fast):
        """T54: nothing dangles; the place is empty again."""
        row = put(holder, draft)
        files.drop(row.file_token)
        assert documents.sweep(by=None) == 0
        with time_machine.travel(clock.now() + LATER, tick=False):
            assert documents.sweep(by=None) == 1
        row.refresh_from_db()
        assert row.state == "REMOVED" and found.current(draft) == []

    def test_erases_what_is_past_its_time(self, holder, child, fast, settings):
        """P71: retention."""
        request = make.make_submitted(holder.person, child, state="REJECTED")
        row = put(holder, request, "APPEAL", kind="APPEAL")
        assert documents.sweep(by=None) == 1  # only moved
        with time_machine.travel(clock.now() + timedelta(days=settings.DOCUMENT_KEPT_DAYS + 1)):
            assert documents.sweep(by=None) == 1
        row.refresh_from_db()
        assert (row.state, row.file_key) == ("REMOVED", None)


class TestWatching:
    def test_of_a_changed_file_is_impossible(self, holder, draft, fast):
        """T35: what is shown is what was stored."""
        row = put(holder, draft)
        path = files.incoming() / row.file_token
        path.write_bytes(last_byte_changed(path.read_bytes()))
        with pytest.raises(NotFound):
            documents.open_for(by=holder, ref=row.ref)

    def test_is_logged_each_time(self, holder, draft, fast):
        row = put(holder, draft)
        for size in ("", "small", "large"):
            documents.open_for(by=holder, ref=row.ref, size=size)
        looks = AuditEvent.objects.filter(verb="family.document.looked_at")
        assert looks.count() == 3 and looks.first().data["as"] == "owner"
        with pytest.raises(NotFound):
            documents.open_for(by=holder, ref=row.ref, size="huge")
