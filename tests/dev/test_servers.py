"""The embedded servers as real processes: start, keep data, refuse, leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest
import redis

from yibao.dev.processes import wait_until

from .conftest import ROOT

pytestmark = pytest.mark.concurrency


def processes_on(folder: Path) -> dict[int, str]:
    """Every living process whose arguments name the folder, and its children, by process id."""
    shown = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 3) for line in shown.stdout.splitlines()]
    living = [row for row in rows if len(row) == 4 and not row[2].startswith("Z")]
    named = {row[0] for row in living if str(folder) in row[3]}
    return {int(pid): args for pid, ppid, _, args in living if pid in named or ppid in named}


def still_alive(pids: Iterable[int]) -> list[int]:
    """Those of the processes that are neither gone nor waiting to be reaped."""
    shown = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,stat="], capture_output=True, text=True, check=True
    )
    living = {int(pid) for pid, stat in map(str.split, shown.stdout.splitlines()) if stat[0] != "Z"}
    return sorted(living & set(pids))


def addresses(folder: Path) -> dict[str, str]:
    """What DATA_DIR/env.sh exports."""
    lines = (folder / "env.sh").read_text().splitlines()
    return dict(line.removeprefix("export ").replace("'", "").split("=", 1) for line in lines)


@pytest.fixture
def servers(folder, clean_environment):
    """Start `servers` on the folder and wait until it is ready; stop it at the end."""
    started = []

    def start(data_dir: Path = folder) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "yibao.dev", "servers", "--data-dir", str(data_dir)],
            cwd=ROOT, env=clean_environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(process)
        assert wait_until((data_dir / "env.sh").exists, 60), "the servers did not start"
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


class TestServers:
    def test_keep_their_data_over_a_stop(self, servers, folder):
        first = servers()
        found = addresses(folder)
        with psycopg.connect(found["DATABASE_OWNER_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        redis.from_url(found["REDIS_URL"]).set("kept", "42")
        first.terminate()
        assert first.wait(20) == 0
        assert processes_on(folder) == {}

        servers()
        with psycopg.connect(found["DATABASE_OWNER_URL"]) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert redis.from_url(found["REDIS_URL"]).get("kept") == b"42"

    def test_leave_nothing_behind_when_their_starter_is_killed(self, servers, folder):
        starter = servers()
        before = processes_on(folder)
        assert len(before) > 5  # the two servers and what PostgreSQL starts
        starter.kill()
        starter.wait()
        assert wait_until(lambda: not still_alive(before), 10), processes_on(folder)

    def test_start_again_at_once_after_a_kill(self, servers, folder):
        starter = servers()
        starter.kill()
        starter.wait()
        (folder / "env.sh").unlink()
        servers()
        with psycopg.connect(addresses(folder)["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    def test_listen_on_no_network_address(self, servers, folder):
        servers()
        with psycopg.connect(addresses(folder)["DATABASE_OWNER_URL"]) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert redis.from_url(addresses(folder)["REDIS_URL"]).config_get("port") == {"port": "0"}
        assert (folder / "run").stat().st_mode & 0o077 == 0

    def test_flush_every_commit_to_disk(self, servers, folder):
        servers()
        with psycopg.connect(addresses(folder)["DATABASE_URL"]) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
            assert connection.execute("SHOW data_checksums").fetchone() == ("on",)

    def test_give_the_application_role_no_rights_of_its_own(self, servers, folder):
        servers()
        with psycopg.connect(addresses(folder)["DATABASE_OWNER_URL"]) as connection:
            role = connection.execute(
                "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
                " FROM pg_roles WHERE rolname = 'yibao_app'"
            ).fetchone()
        assert role == (False, False, False, False)
        with (
            psycopg.connect(addresses(folder)["DATABASE_URL"]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("CREATE TABLE mine (id int)")

    def test_run_side_by_side_in_two_folders(self, servers, folder):
        servers(folder / "a")
        servers(folder / "b")
        assert addresses(folder / "a")["DATABASE_URL"] != addresses(folder / "b")["DATABASE_URL"]

    def test_refuse_a_folder_in_use_with_a_sentence(self, servers, folder, front_door):
        process = servers()
        second = front_door("servers", "--data-dir", str(folder))
        assert second.returncode == 1
        assert f"in use by process {process.pid}" in second.stderr
        assert "Traceback" not in second.stderr

    def test_work_in_a_folder_too_deep_for_a_socket(self, servers, folder):
        deep = folder / ("d" * 60) / ("e" * 60)
        servers(deep)
        with psycopg.connect(addresses(deep)["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root switches to another account")
    def test_work_for_root_where_the_database_account_cannot_enter(self, servers, folder):
        folder.chmod(0o700)
        servers(folder / "data")
        with psycopg.connect(addresses(folder / "data")["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


class TestExec:
    def test_passes_the_exit_code_on_and_stops_everything(self, folder, front_door):
        done = front_door("exec", "--data-dir", str(folder), "--", "sh", "-c", "exit 7")
        assert done.returncode == 7
        assert processes_on(folder) == {}

    def test_gives_parallel_runs_folders_of_their_own(self, folder, clean_environment):
        command = [sys.executable, "-m", "yibao.dev", "exec", "--data-dir", str(folder), "--"]
        print_and_wait = [*command, "sh", "-c", "echo $DATABASE_URL; sleep 3"]
        both = [
            subprocess.Popen(
                print_and_wait, cwd=ROOT, env=clean_environment, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        outputs = [process.communicate(timeout=60)[0].splitlines()[-1] for process in both]
        assert len(set(outputs)) == 2

    def test_stops_everything_on_sigterm(self, folder, clean_environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "yibao.dev", "exec", "--data-dir", str(folder), "--",
             "sleep", "60"],
            cwd=ROOT, env=clean_environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        assert wait_until((folder / "test" / "env.sh").exists, 60)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert processes_on(folder) == {}

    def test_names_a_missing_program(self, folder, front_door):
        done = front_door("exec", "--data-dir", str(folder), "--", "no-such-program")
        assert done.returncode == 1
        assert "no program 'no-such-program'" in done.stderr


class TestRun:
    @pytest.fixture
    def taken_port(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            yield listener.getsockname()[1]

    def test_says_what_to_do_when_the_port_is_taken(self, taken_port, folder, front_door):
        done = front_door("run", PORT=str(taken_port), DATA_DIR=str(folder))
        assert done.returncode == 1
        assert f"Port {taken_port} is taken" in done.stderr
        assert f"PORT={taken_port + 1} make run" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "８０００", "8 0"])
    def test_refuses_a_port_that_is_none(self, port, folder, front_door):
        done = front_door("run", PORT=port, DATA_DIR=str(folder))
        assert done.returncode == 1
        assert "PORT is" in done.stderr

    def test_names_a_database_that_does_not_answer_without_its_password(self, folder, front_door):
        done = front_door(
            "run", DATABASE_URL="postgres://u:hush-hush@127.0.0.1:1/x", DATA_DIR=str(folder)
        )
        assert done.returncode == 1
        assert "DATABASE_URL (postgres://127.0.0.1:1/x) does not answer" in done.stderr
        assert "hush-hush" not in done.stderr

    def test_names_a_broker_that_does_not_answer(self, folder, front_door):
        done = front_door("run", REDIS_URL="redis://127.0.0.1:1/0", DATA_DIR=str(folder))
        assert done.returncode == 1
        assert "REDIS_URL" in done.stderr
        assert "unset REDIS_URL" in done.stderr

    def test_names_a_data_folder_that_cannot_be_used(self, folder, front_door):
        (folder / "file").write_text("")
        done = front_door("run", DATA_DIR=str(folder / "file"), PORT="8971")
        assert done.returncode == 1
        assert "Set DATA_DIR" in done.stderr
