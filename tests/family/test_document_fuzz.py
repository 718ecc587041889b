"""Mutated papers, the fence around the program, what a rendition no longer carries (T43 and on)."""

import io
import random
import subprocess

import pytest
from PIL import Image, PngImagePlugin

from family.data.photos import PDF, PICTURES
from family.errors import (
    UploadUnsafe,
)
from family.gateways import renditions
from family.gateways.antivirus_simulator import EICAR
from family.services import document_intake as intake
from tests.factories import papers
from tests.family.attacking import answers, clean, job, told
from yibao.kernel.errors import DomainError


def mutants(count=500):
    """Files with bytes turned, cut, doubled and put in; the same at every run."""
    dice = random.Random(20250101)
    tiny = papers.paper(width=240, height=180)
    seeds = [(papers.saved(tiny, name), kind) for kind, name in PICTURES.items()]
    sheet = io.BytesIO()
    tiny.save(sheet, "PDF")
    seeds.append((sheet.getvalue(), PDF))
    for number in range(count):
        # A drawn page takes as long as twenty pictures.
        data, kind = seeds[-1] if number % 12 == 0 else seeds[number % (len(seeds) - 1)]
        body = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            at = dice.randrange(len(body))
            body[at] = dice.choice([0, 255, dice.randrange(256)])
        if number % 3 == 0:
            del body[dice.randrange(len(body)) :]
        if number % 7 == 0:
            at = dice.randrange(len(body) + 1)
            body[at:at] = bytes(body[:64])
        yield bytes(body), kind


class TestFuzz:
    def test_of_500_broken_files_neither_breaks_nor_hangs_the_program(self):
        """T48: an answer to each, a known one."""
        jobs = [renditions.job(data, kind) for data, kind in mutants()]
        heads = told(*jobs)
        assert len(heads) == 500
        words = {head.get("error", "taken") for head in heads}
        assert words <= {"taken", "broken", "pixels", "unsafe", "password", "pages"}
        assert "taken" in words and "broken" in words


class TestFence:
    def test_leaves_a_job_neither_files_nor_network_nor_keys(self):
        """T44–T48: what a broken decoder could reach."""
        probe = (
            "import sys; sys.path.insert(0, sys.argv[1]);"
            "import os, socket;"
            "from family.gateways.rendition_worker import fence; fence.close();"
            "said = [];\n"
            "acts = (socket.socket, lambda: open('/etc/passwd'), os.pipe)\n"
            "for act in acts:\n"
            "    try:\n        act(); said.append('open')\n"
            "    except OSError:\n        said.append('shut')\n"
            "try:\n    bytearray(600 * 2**20); said.append('open')\n"
            "except MemoryError:\n    said.append('shut')\n"
            "print(said, sorted(os.environ))"
        )
        command = renditions.command()
        command[command.index("-c") + 1] = probe
        done = subprocess.run(
            command, env=renditions.environment(), capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("['shut', 'shut', 'shut', 'shut']")
        assert "KEY" not in done.stdout and "DATABASE" not in done.stdout

    def test_ends_a_job_that_computes_too_long(self):
        probe = (
            "import sys; sys.path.insert(0, sys.argv[1]);"
            "from family.gateways.rendition_worker import fence; fence.CPU_SECONDS = 1;"
            "fence.close()\nwhile True: pass"
        )
        command = renditions.command()
        command[command.index("-c") + 1] = probe
        done = subprocess.run(command, env=renditions.environment(), timeout=30, check=False)
        assert done.returncode < 0


class TestMetadata:
    def test_is_gone_from_what_is_kept(self):
        """T49: place, device, thumbnail, XMP and texts."""
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "HUAWEI", "P40-SECRET-SERIAL"
        place = exif.get_ifd(0x8825)
        place[2], place[4] = (31.0, 7.0, 40.0), (104.0, 23.0, 51.0)
        xmp = b"<x:xmpmeta>GPSLatitude 31.127</x:xmpmeta>"
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", "P40-SECRET-SERIAL")
        files = (
            papers.saved(papers.small(), "JPEG", exif=exif, xmp=xmp),
            papers.saved(papers.small(), "PNG", exif=exif, pnginfo=info),
            papers.saved(papers.small(), "WEBP", exif=exif, xmp=xmp),
            papers.saved(papers.small(), "HEIF", exif=exif.tobytes()),
        )
        for head, jpeg in answers(*map(job, files)):
            assert "error" not in head
            for trace in (b"Exif", b"SECRET", b"HUAWEI", b"xmpmeta", b"GPS", b"ICC_PROFILE"):
                assert trace not in jpeg
            with Image.open(io.BytesIO(jpeg)) as kept:
                assert not kept.getexif()

    def test_turns_the_picture_before_it_goes(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        page = clean(papers.saved(papers.small(), "JPEG", exif=exif))[0]
        assert (page.width, page.height) == (366, 500)


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd", "..\\..\\boot.ini", "a\0b.jpg", "/abs/photo.jpg", "x\u202egpj.exe",
            "\u2066evil\u2069.jpg", "a\nb.jpg", "\r\nSet-Cookie: a=b", "x" * 4096, "", ".", "..",
            "CON", "a;rm -rf.jpg", "<script>alert(1)</script>.jpg", '"onerror="x.jpg', "%00.jpg",
            "%2e%2e%2f", "照片.jpg", "🙂.jpg", "a" * 300 + ".jpg", " .jpg", "\ufeffa.jpg",
            "a\u0000\u0000", "file:///etc/passwd", "http://x/y.jpg", "-rf", "$(id).jpg", "`id`.jpg",
            "\u200b.jpg",
        ],
    )  # fmt: skip
    def test_of_senders_are_only_words_on_one_short_line(self, name):
        """T50: thirty names; none becomes a path, none turns the text around."""
        shown = intake.shown_name(by=None, name=name)
        assert len(shown) <= 120 and shown.isprintable()
        assert not set(shown) & set("/\\\0\r\n\u202e\u2066\u200b\ufeff")


class TestMalware:
    @pytest.mark.parametrize(
        "data",
        [EICAR, papers.photo() + EICAR, papers.saved(papers.small(), "JPEG", comment=EICAR)],
        ids=["plain", "behind-a-photo", "inside-a-photo"],
    )
    def test_is_called_unsafe_whatever_it_pretends_to_be(self, data):
        """T53."""
        with pytest.raises(UploadUnsafe):
            clean(data)

    @pytest.mark.parametrize("words", ["down", "garbage", "slow:20000"])
    def test_is_not_let_in_where_nobody_looks(self, settings, tmp_path, monkeypatch, words):
        """T53: a scanner that is away closes the door, with words."""
        from family.gateways import antivirus_simulator

        monkeypatch.setattr(antivirus_simulator.time, "sleep", lambda seconds: None)
        settings.DATA_DIR = tmp_path
        (tmp_path / "simulators").mkdir()
        (tmp_path / "simulators" / "antivirus").write_text(words)
        with pytest.raises(DomainError) as refused:
            clean(papers.photo())
        assert refused.value.code == "family.upload.failed" and refused.value.status == 503
        assert "安全检查暂时用不了，照片没有保存" in refused.value.message
