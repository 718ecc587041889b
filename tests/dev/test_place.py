"""Folders and locks of the embedded servers."""

import shutil
from collections import namedtuple

import pytest

from yibao.dev import place
from yibao.dev.console import Trouble

Usage = namedtuple("Usage", "total used free")


class TestOpenPlace:
    def test_refuses_a_full_disk_with_a_sentence(self, folder, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10, 9, 5 * 2**20))
        with pytest.raises(Trouble, match="Only 5 MB are free"):
            place.open_place(folder)

    def test_refuses_a_socket_folder_that_others_may_enter(self, folder):
        opened = place.open_place(folder)
        opened.run.chmod(0o755)
        with pytest.raises(Trouble, match="not a private folder"):
            place.open_place(folder)

    def test_keeps_logs_private(self, folder):
        assert place.open_place(folder).logs.stat().st_mode & 0o077 == 0


class TestHold:
    def test_lets_one_holder_in_at_a_time(self, folder):
        with place.hold(folder), pytest.raises(Trouble, match="in use by process"):
            place.hold(folder)

    def test_is_free_again_afterwards(self, folder):
        place.hold(folder).close()
        place.hold(folder).close()
