"""The engine in a thread of this process, behind its real socket."""

import threading
import time

import pytest

from accounts.gateways.face_engine.server import EngineServer
from tests.accounts.identities import CERTNO, agree
from tests.factories.accounts import PersonFactory, UserFactory

from .pictures import engine, photo

GATEWAY = "accounts.gateways.face_{}.{}FaceGateway"


@pytest.fixture
def socket_path(settings, tmp_path):
    """Where the site looks for the engine; nobody answers yet."""
    settings.FACE_ENGINE_SOCKET = str(tmp_path / "run" / "face.sock")
    settings.FACE_ENGINE_SECONDS = 20
    settings.FACE_GATEWAY = GATEWAY.format("local", "Local")
    return tmp_path / "run" / "face.sock"


@pytest.fixture
def server(socket_path):
    """A running engine."""
    running = EngineServer(engine(), socket_path)
    running.thread = threading.Thread(target=running.serve, daemon=True)
    running.thread.start()
    while not socket_path.exists():
        time.sleep(0.01)
    yield running
    running.stop.set()
    running.thread.join(5)


@pytest.fixture
def person(tenant):
    """Somebody whose face the register holds."""
    from accounts.services import face_references

    found = PersonFactory(name="朱晓琳", certno=CERTNO)
    read = face_references.read(by=None, photo=photo("woman-register"))
    face_references.store(by=None, person=found, found=read)
    return found


@pytest.fixture
def user(tenant):
    """A citizen who agreed to face checks."""
    made = UserFactory()
    agree(made)
    return made
