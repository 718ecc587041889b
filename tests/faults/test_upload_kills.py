"""A worker dies while a picture is stored: no stray file, no row without a file (T54, F18)."""

import io
import json
import signal
import subprocess
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from family.gateways.document_files import shelf as files
from family.models import Document, UploadRoom
from family.services import documents
from tests.factories import family as make
from tests.factories import papers
from tests.factories.documents import HOME, make_places
from tests.faults.servers import worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def call(tenant):
    """Address, body and heads of one upload; its holder."""
    make_places()
    holder = make.make_holder(tenant)
    make.make_draft(holder.person, make.make_member(tenant))
    browser = Client()
    browser.force_login(holder, backend=BACKEND)
    cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    return reverse("family:add-slot", args=[HOME]), *_form(), cookie, holder


def _form():
    out = io.BytesIO()
    for name, value in (("upload_id", "upload-00000001"), ("page", "1")):
        out.write(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    out.write(b'--b\r\nContent-Disposition: form-data; name="document"; filename="a.jpg"\r\n')
    out.write(b"Content-Type: image/jpeg\r\n\r\n" + papers.photo() + b"\r\n--b--\r\n")
    return (out.getvalue(),)


def post(process, call):
    """Send the form as a browser would; None where the connection died."""
    import http.client

    address, body, cookie, _ = call
    token = "a" * 32
    heads = {
        "Content-Type": "multipart/form-data; boundary=b",
        "Accept": "application/json",
        "X-CSRFToken": token,
        "Cookie": f"{cookie}; {_csrf_cookie()}={token}",
    }
    line = http.client.HTTPConnection("127.0.0.1", process.port, timeout=60)
    try:
        line.request("POST", address, body, heads)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except (http.client.HTTPException, ConnectionError):
        return None
    finally:
        line.close()


def _csrf_cookie() -> str:
    from django.conf import settings

    return settings.CSRF_COOKIE_NAME


def is_whole() -> bool:
    """Every file has its row, every row its file, in its place."""
    tokens = set(Document.objects.exclude(file_token="").values_list("file_token", flat=True))
    return {path.name for path in files.folder().glob("*") if path.is_file()} == tokens


class TestKilledUpload:
    def test_between_file_and_row_leaves_nothing_after_the_sweep(self, call):
        """T54."""
        with worker("file_temp_written:kill") as first:
            assert post(first, call) is None and first.wait() == signal.SIGKILL
        assert len(files.names()) == 1 and not Document.objects.exists()
        assert documents.sweep(by=None, older_than=timedelta(0)) == 1
        assert not files.names() and is_whole()

    def test_between_row_and_move_is_finished_by_the_sweep(self, call):
        """T54: the person sees the picture even before the sweep."""
        with worker("file_row_committed_before_rename:kill") as first:
            assert post(first, call) is None and first.wait() == signal.SIGKILL
        row = Document.objects.get()
        assert not is_whole() and documents.open_for(by=call[-1], ref=row.ref).bytes
        assert documents.sweep(by=None, older_than=timedelta(0)) == 1
        assert is_whole() and UploadRoom.objects.get().bytes_used == row.size

    @pytest.mark.parametrize("place", ["file_temp_written", "file_row_committed_before_rename"])
    def test_is_repeated_without_harm(self, call, place):
        """The retry of the page has the same upload id."""
        with worker(f"{place}:kill") as first:
            assert post(first, call) is None
        with worker() as second:
            assert post(second, call)[0] == 200
            assert post(second, call)[0] == 200
        documents.sweep(by=None, older_than=timedelta(0))
        assert Document.objects.count() == 1 and is_whole()


class TestFullDisk:
    def test_is_a_503_in_words_and_leaves_nothing(self, call, settings, tmp_path):
        """F18: a file system of 16 kB."""
        small = tmp_path / "small"
        small.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(small)],
            capture_output=True, check=False,
        )  # fmt: skip
        if mounted.returncode:
            pytest.skip("may not mount a file system here")
        settings.DOCUMENT_DIR = small / "documents"
        try:
            with worker() as process:
                status, said = post(process, call)
            assert status == 503 and "没传成功，请再试一次" in said["words"]
            assert not files.names() and not Document.objects.exists()
        finally:
            subprocess.run(["umount", str(small)], check=False)
