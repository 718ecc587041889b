"""The script that makes the environment: what it says when it cannot."""

import sys
from collections import namedtuple

import pytest

from yibao.dev import bootstrap

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with dependency lists and no environment."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("six==1.17.0\n")
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / ".venv/bin/python"))
    return tmp_path


class TestUseNewEnoughPython:
    def test_says_which_python_is_needed_and_how_to_get_it(self, monkeypatch, capsys):
        monkeypatch.setattr(sys, "version_info", (3, 9, 2))
        monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
        with pytest.raises(SystemExit):
            bootstrap.use_new_enough_python()
        said = capsys.readouterr().err
        assert "Python 3.11 or later is needed, this is 3.9" in said
        assert "apt install" in said

    def test_continues_under_a_newer_python_of_the_machine(self, monkeypatch):
        calls = []
        monkeypatch.setattr(sys, "version_info", (3, 9, 2))
        monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/opt/{name}")
        monkeypatch.setattr(bootstrap.os, "execv", lambda path, argv: calls.append(path))
        monkeypatch.setattr(bootstrap, "fail", lambda text: None)
        bootstrap.use_new_enough_python()
        assert calls[0] == "/opt/python3.13"


class TestMakeEnvironment:
    def test_says_what_to_install_when_venv_is_missing(self, checkout, monkeypatch, capsys):
        monkeypatch.setattr(sys, "executable", "false")
        with pytest.raises(SystemExit):
            bootstrap.make_environment()
        assert "apt install python3-venv" in capsys.readouterr().err

    def test_refuses_a_full_disk(self, checkout, monkeypatch, capsys):
        monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: Usage(1, 1, 2**20))
        with pytest.raises(SystemExit):
            bootstrap.make_environment()
        assert "Only 1 MB are free" in capsys.readouterr().err


class TestIsCurrent:
    def test_is_false_before_and_after_a_change_of_the_lists(self, checkout):
        assert not bootstrap.is_current("runtime")
        (checkout / ".venv/bin").mkdir(parents=True)
        (checkout / ".venv/bin/python").write_text("")
        (checkout / ".venv/.runtime.sha256").write_text(bootstrap.fingerprint("runtime"))
        assert bootstrap.is_current("runtime")
        (checkout / "requirements.txt").write_text("six==1.16.0\n")
        assert not bootstrap.is_current("runtime")

    def test_knows_runtime_from_dev(self, checkout):
        assert bootstrap.fingerprint("runtime") != bootstrap.fingerprint("dev")
