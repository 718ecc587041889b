"""Large bodies and slow senders (T51): few threads wait, the others work on."""

import io
import threading

import pytest

from yibao.kernel import bodies
from yibao.kernel.bodies import BodyGate

LARGE = bodies.SMALL + 1


class Slow:
    """A sender that stops; ``arrives`` lets the rest come."""

    def __init__(self):
        self.asked, self.arrives = threading.Event(), threading.Event()

    def read(self, size):
        self.asked.set()
        assert self.arrives.wait(10)
        return b"x" * size


def application(wsgi, start_response):
    start_response("200 OK", [])
    return [wsgi["wsgi.input"].read()]


@pytest.fixture
def ask():
    gate = BodyGate(application, readers=1)

    def ask(stream, length):
        said = []
        wsgi = {"CONTENT_LENGTH": str(length), "wsgi.input": stream}
        body = gate(wsgi, lambda status, headers: said.append(status))
        return said[0], b"".join(body)

    return ask


class TestBodyGate:
    @pytest.mark.parametrize("length", [0, 5, LARGE])
    def test_passes_on_what_came(self, ask, length):
        assert ask(io.BytesIO(b"x" * length), length) == ("200 OK", b"x" * length)

    def test_gives_up_a_sender_that_went_away(self, ask):
        assert ask(io.BytesIO(b"x"), LARGE)[0].startswith("408")
        assert ask(io.BytesIO(b"x" * LARGE), LARGE)[0] == "200 OK"

    def test_refuses_more_than_the_readers_and_keeps_small_ones_moving(self, ask, monkeypatch):
        monkeypatch.setattr(bodies, "QUEUE_SECONDS", 0.05)
        slow, answers = Slow(), []
        first = threading.Thread(target=lambda: answers.append(ask(slow, LARGE)[0]))
        first.start()
        assert slow.asked.wait(10)
        status, words = ask(io.BytesIO(b"x" * LARGE), LARGE)
        assert status.startswith("503") and "过一会儿再试" in words.decode()
        assert ask(io.BytesIO(b"code"), 4) == ("200 OK", b"code")
        slow.arrives.set()
        first.join(10)
        assert answers == ["200 OK"]

    def test_reads_no_line_longer_than_its_patience(self, ask, monkeypatch):
        monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.05)
        slow = Slow()
        monkeypatch.setattr(bodies, "_stop_reading", lambda wsgi: slow.arrives.set())
        assert ask(slow, LARGE)[0] == "200 OK"  # the line was ended for it, not waited for
