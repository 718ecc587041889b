"""The scanner behind clamd's words: the production adapter against the simulated program (T53)."""

import contextlib
import socket
import threading
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from family.gateways import antivirus_clamd, antivirus_program
from family.gateways.antivirus_port import AntivirusUnavailable
from family.gateways.antivirus_simulator import EICAR, FOUND


@pytest.fixture
def control(settings, tmp_path):
    """Tell the program how to behave."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "simulators").mkdir()
    return lambda words: (tmp_path / "simulators" / "antivirus").write_text(words)


@pytest.fixture
def scanner(settings, control):
    """The adapter, pointed at a running program."""
    server = antivirus_program.serve(port=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    yield antivirus_clamd.ClamdGateway()
    server.shutdown()
    server.server_close()


class TestScan:
    def test_tells_clean_from_malware_over_the_wire(self, scanner):
        assert scanner.scan(b"x" * 300_000) == ""
        assert scanner.scan(b"x" * 200_000 + EICAR) == FOUND

    @pytest.mark.parametrize("words", ["down", "garbage"])
    def test_takes_anything_but_a_verdict_for_silence(self, scanner, control, words):
        control(words)
        with pytest.raises(AntivirusUnavailable):
            scanner.scan(b"x")

    def test_waits_no_longer_than_it_should(self, scanner, control, monkeypatch):
        monkeypatch.setattr(antivirus_clamd, "SECONDS", 1)
        control("slow:3000")
        with pytest.raises(AntivirusUnavailable):
            scanner.scan(b"x")

    def test_of_nobody_is_silence(self, settings):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            settings.CLAMD_ADDRESS = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(AntivirusUnavailable):
            antivirus_clamd.ClamdGateway().scan(b"x")

    def test_by_a_unix_socket_of_nobody_is_silence(self, settings, tmp_path):
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd.ctl")
        with pytest.raises(AntivirusUnavailable):
            antivirus_clamd.ClamdGateway().scan(b"x")

    @pytest.mark.parametrize(
        "said", ["", "stream: ", "stream: OK FOUND OK", "OK", "INSTREAM size limit exceeded. ERROR"]
    )
    def test_reads_verdicts_strictly(self, said):
        with pytest.raises(AntivirusUnavailable):
            antivirus_clamd._verdict(said)


class TestProgram:
    def test_needs_an_address_in_production(self, settings):
        settings.CLAMD_ADDRESS = ""
        with pytest.raises(ImproperlyConfigured):
            antivirus_clamd.ClamdGateway()

    def test_never_stands_before_real_people(self, settings):
        settings.SANDBOX_ENABLED = False
        with pytest.raises(CommandError):
            call_command("run_antivirus", stdout=StringIO())
