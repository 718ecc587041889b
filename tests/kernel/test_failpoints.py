"""Failpoints: armed only by a test, for one pass only."""

import os
import signal
import subprocess
import sys
import time

import pytest

from yibao.kernel import failpoints
from yibao.kernel.failpoints import FailpointHit

HOOKS = {"YIBAO_TEST_HOOKS": "1"}


@pytest.fixture
def arm():
    def configure(spec, **more):
        failpoints.configure({**HOOKS, "YIBAO_FAILPOINT": spec, **more})

    yield configure
    failpoints.configure({})


class TestHit:
    def test_does_nothing_without_the_hooks(self, arm):
        arm("after_locks:raise", YIBAO_TEST_HOOKS="0")
        failpoints.hit("after_locks")
        failpoints.hit("no_such_place")

    def test_costs_next_to_nothing_without_the_hooks(self, arm):
        arm("", YIBAO_TEST_HOOKS="")
        started = time.process_time()
        for _ in range(100_000):
            failpoints.hit("after_locks")
        assert time.process_time() - started < 0.5

    def test_acts_on_the_pass_named_and_on_no_other(self, arm):
        arm("after_locks:raise:3")
        for _ in range(2):
            failpoints.hit("after_locks")
            failpoints.hit("after_ledger")
        with pytest.raises(FailpointHit, match="after_locks"):
            failpoints.hit("after_locks")
        failpoints.hit("after_locks")

    def test_refuses_a_place_nobody_listed_while_hooks_are_on(self, arm):
        arm("")
        with pytest.raises(ValueError, match="no_such_place"):
            failpoints.hit("no_such_place")

    def test_sleeps(self, arm, monkeypatch):
        slept = []
        monkeypatch.setattr(failpoints.time, "sleep", slept.append)
        arm("outbox_claimed:sleep")
        failpoints.hit("outbox_claimed")
        assert slept == [failpoints.SLEEP_SECONDS]

    def test_hangs(self, arm, monkeypatch):
        slept = []

        def sleep(seconds):
            slept.append(seconds)
            if len(slept) == 10:
                raise KeyboardInterrupt

        monkeypatch.setattr(failpoints.time, "sleep", sleep)
        arm("outbox_claimed:hang")
        with pytest.raises(KeyboardInterrupt):
            failpoints.hit("outbox_claimed")
        assert len(slept) == 10

    def test_kills_the_process_without_a_last_word(self):
        script = (
            "import atexit\n"
            "from yibao.kernel import failpoints\n"
            "atexit.register(print, 'goodbye')\n"
            "failpoints.hit('before_commit'); print('first', flush=True)\n"
            "failpoints.hit('before_commit'); print('second', flush=True)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **HOOKS, "YIBAO_FAILPOINT": "before_commit:kill:2"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL
        assert done.stdout == "first\n"


class TestConfigure:
    @pytest.mark.parametrize(
        "spec",
        ["after_lock:raise", "after_locks", "after_locks:", "after_locks:boom", ":raise",
         "after_locks:raise:0", "after_locks:raise:x", "after_locks:raise:-1",
         "after_locks:raise:1:2", "after_locks:raise:１"],
    )  # fmt: skip
    def test_refuses_what_it_cannot_understand(self, arm, spec):
        with pytest.raises(ValueError, match="failpoint"):
            arm(spec)


class TestProduction:
    @pytest.mark.parametrize("environment", ["production", "Production ", "prod", "live"])
    @pytest.mark.parametrize("found", [HOOKS, {"YIBAO_FAILPOINT": "after_locks:kill"}])
    def test_refuses_to_carry_test_variables(self, environment, found):
        with pytest.raises(RuntimeError, match="production"):
            failpoints.check_not_enabled_in_production(environment, found)

    def test_is_content_without_them(self):
        failpoints.check_not_enabled_in_production("production", {})
        failpoints.check_not_enabled_in_production("production", {"YIBAO_TEST_HOOKS": "0"})
        failpoints.check_not_enabled_in_production("test", HOOKS)
