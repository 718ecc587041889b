"""Photos of a doubt: judged and redrawn, shown to two people only, gone when their time is over."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from family.errors.documents import UploadKind, UploadUnsafe
from settlement.errors import DisputeAnswered, DoubtPapersFull
from settlement.gateways.paper_files import shelf
from settlement.models import Dispute, DoubtPaper
from settlement.selectors import doubt_papers as found
from settlement.services import disputes, doubt_papers
from tests.factories import papers, world
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def file(body: bytes | None = None, seed: int = 7, name: str = "票据.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.photo(seed) if body is None else body)


def phone_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def bill(till, worker):
    return till.bill(worker, ("1", "XA01", "1", "300.00"))["setl_id"]


@pytest.fixture
def officers(city):
    from tests.admin.conftest import Console

    console = Console(city)
    return console.user("reviewer"), console.user("lead")


def ask(who, no, photo=None) -> Dispute:
    return disputes.ask(by=who.user, setl_id=no, reason="WRONG_COUNT", words="少一盒", photo=photo)


class TestTaking:
    def test_comes_with_the_question_redrawn_and_sealed(self, worker, bill):
        """T43, T46: no byte of the upload is kept, and what is kept no file reader understands."""
        sent = papers.photo(7)
        (row,) = found.current(ask(worker, bill, file(sent)))
        assert shelf.names() == {row.file_token}
        raw = (shelf.folder() / row.file_token).read_bytes()
        assert b"JFIF" not in raw[:400] and sent[:64] not in raw and row.size > 1000

    def test_a_bad_one_asks_nothing_and_leaves_nothing(self, worker, bill):
        for body, refusal in ((b"#!/bin/sh\n", UploadKind), (EICAR, UploadUnsafe)):
            with pytest.raises(refusal):
                ask(worker, bill, file(body))
        assert not Dispute.objects.exists() and not shelf.names()
        assert AuditEvent.objects.filter(verb="settlement.paper.refused_unsafe").count() == 1

    def test_a_strangers_is_not_even_opened(self, city, bill):
        """T31."""
        with pytest.raises(NotFound):
            ask(world.insured(city), bill, file(b"#!/bin/sh\n"))

    def test_the_same_twice_is_one(self, worker, bill):
        row = ask(worker, bill, file())
        assert ask(worker, bill, file()).pk == row.pk
        doubt_papers.add(by=worker.user, ref=row.ref, upload=file())
        assert len(found.current(row)) == 1 and len(shelf.names()) == 1

    def test_three_are_enough(self, worker, bill):
        row = ask(worker, bill)
        for seed in (1, 2, 3):
            doubt_papers.add(by=worker.user, ref=row.ref, upload=file(seed=seed))
        with pytest.raises(DoubtPapersFull):
            doubt_papers.add(by=worker.user, ref=row.ref, upload=file(seed=4))
        assert len(shelf.names()) == 3

    def test_only_ones_own_and_only_while_it_is_open(self, worker, bill, city, officers):
        row = ask(worker, bill, file())
        (paper,) = found.current(row)
        with pytest.raises(NotFound):
            doubt_papers.add(by=world.insured(city).user, ref=row.ref, upload=file(seed=2))
        case = cases.take(by=officers[0], ref=row.case.ref)
        cases.decide(by=officers[0], ref=case.ref, kind="APPROVE", text_sent="要改", note="要改")
        with pytest.raises(DisputeAnswered):
            doubt_papers.add(by=worker.user, ref=row.ref, upload=file(seed=2))
        with pytest.raises(DisputeAnswered):
            doubt_papers.remove(by=worker.user, ref=row.ref, paper=paper.ref)
        assert len(shelf.names()) == 1


class TestLooking:
    def test_for_who_asked_and_for_who_holds_the_case(self, worker, bill, city, officers):
        """T30: everybody else finds nothing, and each look is written down."""
        row = ask(worker, bill, file())
        (paper,) = found.current(row)
        one, two = officers
        with pytest.raises(NotFound):
            doubt_papers.open_for(by=one, ref=paper.ref)
        cases.take(by=one, ref=row.case.ref)
        for reader in (worker.user, one):
            shown = doubt_papers.open_for(by=reader, ref=paper.ref, size="small")
            assert max(Image.open(io.BytesIO(shown.bytes)).size) == 480
        for reader in (two, world.insured(city).user):
            with pytest.raises(NotFound):
                doubt_papers.open_for(by=reader, ref=paper.ref)
        looks = AuditEvent.objects.filter(verb="settlement.paper.looked_at")
        assert [look.data["role"] for look in looks.order_by("pk")] == ["owner", "reviewer"]

    def test_the_page_sends_it_so_that_nothing_in_it_runs(self, worker, bill):
        (paper,) = found.current(ask(worker, bill, file()))
        address = f"/disputes/photos/{paper.ref}/"
        answer = phone_of(worker.user).get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
        assert (
            "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]
        )
        assert Client().get(address).status_code == 404

    def test_a_changed_file_is_none(self, worker, bill):
        """T35."""
        (paper,) = found.current(ask(worker, bill, file()))
        path = shelf.folder() / paper.file_token
        raw = bytearray(path.read_bytes())
        raw[20] ^= 1
        path.write_bytes(bytes(raw))
        with pytest.raises(NotFound):
            doubt_papers.open_for(by=worker.user, ref=paper.ref)

    def test_stands_beside_the_bill_in_the_console(self, worker, bill, officers):
        row = ask(worker, bill, file())
        case = Case.objects.get(pk=cases.take(by=officers[0], ref=row.case.ref).pk)
        from settlement.admin.dossiers import doubt

        (sheet,) = doubt(officers[0], case, full=False).sheets
        (paper,) = found.current(row)
        assert (sheet.sha256, sheet.url) == (paper.sha256, f"/disputes/photos/{paper.ref}/")


class TestPages:
    def test_question_with_photo_one_more_and_one_less(self, worker, bill):
        phone = phone_of(worker.user)
        page = f"/bills/{bill}/dispute/"
        assert 'enctype="multipart/form-data"' in phone.get(page).content.decode()
        wrong = {"reason": "OTHER", "words": "多收了", "document": file(b"words", name="x.txt")}
        said = phone.post(page, wrong).content.decode()
        assert "只能用照片或 PDF" in said and "多收了" in said and not Dispute.objects.exists()
        phone.post(page, {"reason": "OTHER", "words": "多收了", "document": file()})
        row = Dispute.objects.get()
        at = f"/disputes/{row.ref}/"
        (paper,) = found.current(row)
        assert f"/disputes/photos/{paper.ref}/" in phone.get(at).content.decode()
        nothing = phone.post(f"{at}photos/")
        assert nothing.status_code == 422 and "请先选一张照片" in nothing.content.decode()
        added = phone.post(f"{at}photos/", {"document": file(seed=2)}, follow=True)
        assert "已放 2 张" in added.content.decode()
        phone.post(f"{at}photos/{paper.ref}/remove/")
        (left,) = found.current(row)
        assert left.pk != paper.pk and shelf.names() == {left.file_token}
        assert not (shelf.folder() / paper.file_token).exists()


class TestForgetting:
    def test_when_the_login_goes(self, worker, bill):
        """T92."""
        row = ask(worker, bill, file())
        disputes.forget(by=worker.user, user=worker.user)
        gone = DoubtPaper.objects.get(dispute=row)
        assert not shelf.names() and (gone.file_token, gone.file_key) == ("", None)

    def test_when_the_time_is_over(self, worker, bill, settings):
        """P71: counted from the answer."""
        row = ask(worker, bill, file())
        disputes.withdraw(by=worker.user, ref=row.ref)
        assert doubt_papers.erase_overdue(by=None) == 0
        settings.DOCUMENT_KEPT_DAYS = -1
        assert doubt_papers.erase_overdue(by=None) == 1 and not shelf.names()

    def test_what_a_crash_left_is_finished_or_dropped(self, worker, bill):
        """T54: a row without its move, and a file without a row."""
        (paper,) = found.current(ask(worker, bill, file()))
        (shelf.folder() / paper.file_token).rename(shelf.incoming() / paper.file_token)
        stray = shelf.write(b"nobody's")
        assert doubt_papers.sweep(by=None, older_than=timedelta(0)) == 2
        assert (shelf.folder() / paper.file_token).exists() and not shelf.exists(stray.token)
