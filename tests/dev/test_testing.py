"""The pytest call of `make test`."""

import pytest

from yibao.dev import browser, testing, trials
from yibao.dev.console import Trouble


class TestPytestCommand:
    def test_leaves_long_tests_out(self):
        command = testing.pytest_command([], full=False, browser=True)
        assert command[-2:] == ["-m", "not full"]

    def test_leaves_browser_tests_out_on_request(self):
        command = testing.pytest_command([], full=False, browser=False)
        assert command[-1] == "not full and not browser"

    def test_runs_everything_in_full(self):
        assert testing.pytest_command([], full=True, browser=True)[-1] == ""

    def test_lets_the_user_have_the_last_word(self):
        assert testing.pytest_command(["-m", "x"], full=False, browser=True)[-2:] == ["-m", "x"]


class TestPrepare:
    def test_says_what_browser_0_leaves_out(self, monkeypatch, capsys):
        monkeypatch.setenv("BROWSER", "0")
        _, environment = testing.prepare([])
        assert "left out is every test marked 'browser'" in capsys.readouterr().out
        assert "CHROMIUM_PATH" not in environment

    def test_refuses_another_value_of_browser(self, monkeypatch):
        monkeypatch.setenv("BROWSER", "no")
        with pytest.raises(Trouble, match="BROWSER is 'no'"):
            testing.prepare([])


class TestTrials:
    def test_hand_on_what_was_asked(self):
        command, environment = trials.model_command(20_000, 80, seed=7)
        assert "--hypothesis-seed=7" in command
        assert environment["YIBAO_MODEL_SEQUENCES"] == "20000"
        assert environment["YIBAO_MODEL_STEPS"] == "80"
        command, _ = trials.stress_command(["--seeds", "3"])
        assert command[-3:] == ["bench.stress", "--seeds", "3"]


class TestFindChromium:
    def test_refuses_a_named_browser_that_is_none(self, monkeypatch):
        monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
        with pytest.raises(Trouble, match="CHROMIUM names /nowhere/chromium"):
            browser.find_chromium()

    def test_tells_the_way_out_when_installing_fails(self, monkeypatch):
        monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
        monkeypatch.setattr(browser.sys, "executable", "false")
        with pytest.raises(Trouble, match="make test BROWSER=0"):
            browser.install_chromium()
