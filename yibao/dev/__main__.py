"""Command line of the front door: `python -m yibao.dev VERB`."""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

try:
    from . import supervisor, testing, trials
    from .console import Trouble, complain, say
    from .processes import PR_SET_PDEATHSIG, die_with_parent
    from .servers import export_lines, running
except ModuleNotFoundError as missing:
    sys.exit(f"yibao: the package '{missing.name}' is not installed. Run `make setup` first.")


def data_dir() -> Path:
    """The data folder of this start, from DATA_DIR."""
    return Path(os.environ.get("DATA_DIR") or ".yibao")


def run(options: argparse.Namespace) -> int:
    """Run the whole site until Ctrl-C."""
    return supervisor.run(options.data_dir)


def serve(options: argparse.Namespace) -> int:
    """Run PostgreSQL and Valkey until Ctrl-C; write the addresses to DATA_DIR/env.sh."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    with running(options.data_dir) as servers:
        say(f"\n{export_lines(servers.environment)}\nReady. Ctrl-C stops both servers.")
        while not stopping.wait(0.5):
            gone = next((child for child in servers.children if not child.alive), None)
            if gone is not None:
                raise Trouble(f"{gone.name} ended by itself:\n{gone.last_lines()}")
    return 0


def execute(options: argparse.Namespace) -> int:
    """Run one command with throw-away test servers in its environment; return its exit code."""
    command = _rest(options)
    if not command:
        raise Trouble("Say which command to run: python -m yibao.dev exec -- COMMAND")
    return _on_test_servers(command, {}, options.data_dir)


def test(options: argparse.Namespace) -> int:
    """Run pytest with throw-away servers and a browser; return pytest's exit code."""
    command, environment = testing.prepare(_rest(options))
    return _on_test_servers(command, environment, options.data_dir)


def stress(options: argparse.Namespace) -> int:
    """Settle under load with real processes, ten seeds; exit 1 on any violation."""
    command, environment = trials.stress_command(_rest(options))
    return _on_test_servers(command, environment, options.data_dir)


def model(options: argparse.Namespace) -> int:
    """Run random histories of money against a plain model; exit 1 where they part."""
    command, environment = trials.model_command(options.sequences, options.steps, options.seed)
    say(f"{options.sequences} histories of {options.steps} steps, seed {options.seed}")
    return _on_test_servers(command, environment, options.data_dir)


def run_in_foreground(command: list[str], environment: dict[str, str]) -> int:
    """Run a command on our terminal; Ctrl-C is the command's to handle, SIGTERM is passed on."""
    try:
        process = subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except FileNotFoundError:
        raise Trouble(f"There is no program '{command[0]}'. `make setup` installs ours.") from None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code


def _on_test_servers(command: list[str], extra: dict[str, str], folder: Path) -> int:
    with running(folder / "test", for_tests=True) as servers:
        return run_in_foreground(command, {**os.environ, **servers.environment, **extra})


def _rest(options: argparse.Namespace) -> list[str]:
    return options.rest[1:] if options.rest[:1] == ["--"] else options.rest


VERBS = {
    "run": run,
    "servers": serve,
    "exec": execute,
    "test": test,
    "stress": stress,
    "model": model,
}


def build_parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    parser = argparse.ArgumentParser(prog="python -m yibao.dev", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, function in VERBS.items():
        verb = verbs.add_parser(name, help=function.__doc__, description=function.__doc__)
        verb.set_defaults(function=function)
        verb.add_argument("--data-dir", type=Path, default=data_dir())
        if name in ("exec", "test", "stress"):
            verb.add_argument("rest", nargs=argparse.REMAINDER, metavar="-- ARGUMENTS")
        if name == "model":
            verb.add_argument("--sequences", type=int, default=20_000)
            verb.add_argument("--steps", type=int, default=80)
            verb.add_argument("--seed", type=int, default=1)
    return parser


def end_with_make() -> None:
    """Started by make on Linux, stop in order when make itself is killed."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def leave_in_order() -> None:
    """Let SIGTERM and a closed terminal unwind like Ctrl-C, so that servers are stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def main() -> int:
    """Run a verb; every failure is a sentence and a non-zero exit code."""
    options = build_parser().parse_args()
    leave_in_order()
    end_with_make()
    try:
        return options.function(options)
    except Trouble as trouble:
        complain(str(trouble))
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        complain(f"{error.strerror}{place}. Check the disk and the rights on it.")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
