"""T21: after a face check no picture lies anywhere, and there is always another way."""

import base64
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
import redis
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection

from accounts.models import FaceCheck, User
from tests.accounts.identities import CERTNO
from tests.accounts.walk import FACE, RESULT, text_of, to_face
from yibao.kernel import uploads

from .conftest import GATEWAY
from .pictures import ROOT, jpeg, photo, pixels_of

LARGEST = 64 * 1024 * 1024


def unique_picture(name="woman-today"):
    """The photo with a little noise: its bytes exist nowhere else."""
    pixels = pixels_of(photo(name)).astype(np.int16)
    noise = np.random.default_rng(time.time_ns()).integers(-3, 4, pixels.shape)
    return jpeg(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def traces(picture):
    """Pieces of the picture in the forms in which it could lie somewhere."""
    piece = picture[len(picture) // 2 :][:96]
    shifts = [base64.b64encode(piece[shift:][:60])[:72] for shift in range(3)]
    return [piece[:48], *shifts, piece[:48].hex().encode(), repr(piece[:24])[2:-1].encode()]


def holds(data, wanted):
    return any(trace in data for trace in wanted)


def files_with(folder, wanted, since):
    """Files changed since then that hold a trace."""
    found = []
    # os.walk and not rglob: folders of other workers may vanish while this looks through them.
    for path in (Path(at, name) for at, _, names in os.walk(folder) for name in names):
        try:
            if path.is_file() and path.stat().st_mtime >= since and path.stat().st_size < LARGEST:
                found += [path] if holds(path.read_bytes(), wanted) else []
        except OSError:
            continue
    return found


def tables_with(cursor, wanted):
    found = []
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        found += [table] if holds(str(cursor.fetchall()).encode(), wanted) else []
    return found


def keys_with(wanted):
    client = redis.from_url(site.REDIS_URL)
    dumped = ((key, client.dump(key)) for key in client.scan_iter())
    return [key for key, value in dumped if value and holds(value, wanted)]


@pytest.fixture
def browser(client, user, person, server, settings):
    """A citizen on the way to the face page, with the sandbox's engine."""
    settings.FACE_GATEWAY = GATEWAY.format("sandbox", "Sandbox")
    client.force_login(user)
    to_face(client, certno=CERTNO, name="朱晓琳")
    return client


@pytest.mark.django_db
class TestNoPicture:
    def test_lies_anywhere_after_a_check(self, browser, as_owner, server):
        began = time.time() - 1
        picture, stranger = unique_picture(), unique_picture("stranger")
        for one in (stranger, picture):
            sent = SimpleUploadedFile("me.jpg", one, "image/jpeg")
            assert browser.post(FACE, {"face_photo": sent}).url == RESULT
        assert [c.outcome for c in FaceCheck.objects.order_by("began_at")] == ["FAILED", "PASSED"]
        wanted = traces(picture) + traces(stranger)
        assert holds(picture, wanted) and holds(base64.b64encode(picture), wanted)
        found = []  # the database first: it waits for nobody who walks through folders
        as_owner(lambda cursor: found.extend(tables_with(cursor, wanted)))
        assert found == []
        assert keys_with(wanted) == []
        assert files_with(site.DATA_DIR, wanted, began) == []
        assert files_with(tempfile.gettempdir(), wanted, began) == []

    @pytest.mark.parametrize("size", [3_000_000, uploads.MOST_BYTES + 1])
    def test_is_written_to_a_temporary_file_while_it_arrives(self, rf, size):
        sent = SimpleUploadedFile("me.jpg", b"x" * size, "image/jpeg")
        other = SimpleUploadedFile("doc.jpg", b"y" * 3_000_000, "image/jpeg")
        files = rf.post("/", {"face_photo": sent, "paper": other}).FILES
        kept = 0 if size > uploads.MOST_BYTES else size
        assert not isinstance(files["face_photo"], TemporaryUploadedFile)
        assert files["face_photo"].size == len(files["face_photo"].read()) == kept
        assert (
            isinstance(files["paper"], TemporaryUploadedFile) and files["paper"].size == 3_000_000
        )


@pytest.mark.django_db
class TestPage:
    def test_goes_from_the_camera_to_the_result(self, browser, person):
        page = text_of(browser.get(FACE))
        assert "打开摄像头" in page and "视频核实" in page and "换一台手机" in page
        assert not FaceCheck.objects.exists()
        camera = browser.post(FACE, {"start": "1"}).content.decode()
        check = FaceCheck.objects.get()
        assert all(f'data-step="{step}"' in camera for step in ("look", *check.challenge))
        frames = {
            f"face_frame_{number}": SimpleUploadedFile("f.jpg", photo("stranger"), "image/jpeg")
            for number in range(3)
        }
        assert browser.post(FACE, frames).url == RESULT
        page = text_of(browser.get(RESULT))
        assert "这次没认出来" in page and "没看到您" in page
        page = page[page.index("这样更容易通过") :]  # the order of P34
        tips = [
            page.index(tip)
            for tip in ("不要背光", "露出整张脸", "摘下眼镜", "换一部手机", "派出所")
        ]
        assert tips == sorted(tips)

    def test_ends_with_a_person_where_the_machine_is_not_sure(self, browser, person):
        """T21: a journey without a face completes with a clerk."""
        assert browser.post(FACE, {"acted": "review"}).url == RESULT
        page = text_of(browser.get(RESULT))
        assert "人工核实" in page and "最迟" in page and "事项号" in page and "去窗口" in page
        assert User.objects.get(pk=browser.session["_auth_user_id"]).person is None

    def test_says_it_when_the_engine_is_down(self, browser, server):
        """T100."""
        server.stop.set()
        server.thread.join(10)
        sent = SimpleUploadedFile("me.jpg", photo("woman-today"), "image/jpeg")
        page = text_of(browser.post(FACE, {"face_photo": sent}))
        assert "现在刷不了脸" in page and "不算您失败" in page and "去窗口办" in page

    def test_offers_the_other_ways_only_where_there_is_no_camera(self, browser, settings):
        settings.SANDBOX_ENABLED = False
        settings.FACE_GATEWAY = GATEWAY.format("local", "Local")
        page = browser.get(FACE).content.decode()
        assert "face_photo" not in page and "不刷脸也能办" in page
        assert "请先打开摄像头" in text_of(browser.post(FACE, {}))


class TestWeb:
    def test_never_loads_the_networks_library(self):
        code = "import yibao.wsgi, yibao.urls, yibao.celery, sys; print('cv2' in sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip().endswith("False")

    def test_script_is_small(self):
        """Own script of the page: at most 8 kB as it travels."""
        import gzip

        script = (ROOT / "yibao/static/yibao/js/face.js").read_bytes()
        assert len(gzip.compress(script)) < 8 * 1024
