"""Command line of the front door: `python -m yibao.dev VERB`."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .console import Trouble, complain, say
from .processes import die_with_parent
from .servers import export_lines, running


def data_dir() -> Path:
    """The data folder of this start, from DATA_DIR."""
    return Path(os.environ.get("DATA_DIR") or ".yibao")


def serve(options: argparse.Namespace) -> int:
    """Run PostgreSQL and Valkey until Ctrl-C; write the addresses to DATA_DIR/env.sh."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with running(options.data_dir) as servers:
        lines = export_lines(servers.environment)
        (servers.place.data / "env.sh").write_text(lines)
        say(f"\n{lines}\nReady. Ctrl-C stops both servers.")
        while not stopping.wait(0.5):
            gone = [child for child in servers.children if not child.alive]
            if gone:
                raise Trouble(f"{gone[0].name} ended by itself:\n{gone[0].last_lines()}")
    return 0


def execute(options: argparse.Namespace) -> int:
    """Run one command with throw-away test servers in its environment; return its exit code."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise Trouble("Say which command to run: python -m yibao.dev exec -- COMMAND")
    with running(options.data_dir / "test", for_tests=True) as servers:
        return run_in_foreground(command, {**os.environ, **servers.environment})


def run_in_foreground(command: list[str], environment: dict[str, str]) -> int:
    """Run a command on our terminal; Ctrl-C is the command's to handle, SIGTERM is passed on."""
    try:
        process = subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except FileNotFoundError:
        raise Trouble(f"There is no program '{command[0]}'. `make setup` installs ours.") from None
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


def build_parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    parser = argparse.ArgumentParser(prog="python -m yibao.dev", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, function in {"servers": serve, "exec": execute}.items():
        verb = verbs.add_parser(name, help=function.__doc__, description=function.__doc__)
        verb.set_defaults(function=function)
        verb.add_argument("--data-dir", type=Path, default=data_dir())
        if name == "exec":
            verb.add_argument("command", nargs=argparse.REMAINDER)
    return parser


def main() -> int:
    """Run a verb; every failure is a sentence and a non-zero exit code."""
    options = build_parser().parse_args()
    try:
        return options.function(options)
    except Trouble as trouble:
        complain(str(trouble))
    except OSError as error:
        complain(f"{error.strerror}: {error.filename}. Check that the disk has room and rights.")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
