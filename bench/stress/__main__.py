"""`make stress`: gunicorn 2 x 4 and a worker, eight clients, then the six points; exit 1 on any."""

import argparse
import json
import logging
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

OUT = Path(".yibao") / "stress"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    seeds: list[int]
    seconds: int
    least: int


def main() -> int:
    """Everything on throw-away servers (``python -m yibao.dev exec``)."""
    wish = _wish()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao.settings.test")
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    logging.disable(logging.ERROR)  # refusals are wanted here, and the history names each
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_REQUESTS_PER_MINUTE = 10**9
    settings.OUTBOX_RING = True
    runner = get_runner(settings, "django.test.runner.DiscoverRunner")(
        verbosity=0, interactive=False
    )
    databases = runner.setup_databases()
    try:
        return _all(wish)
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"].pop("assume_role", None)
        runner.teardown_databases(databases)


def _wish() -> Wish:
    parser = argparse.ArgumentParser(prog="python -m bench.stress", description=__doc__)
    parser.add_argument("--seeds", default="1-10", help="one seed, or first-last (default 1-10)")
    parser.add_argument("--seconds", type=int, default=60, help="how long the clients work")
    parser.add_argument("--least", type=int, default=5000, help="fewest operations of a run")
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    return Wish(list(range(int(first), int(last or first) + 1)), asked.seconds, asked.least)


def _all(wish: Wish) -> int:
    from django.db import connection

    from tests.factories import world
    from yibao.kernel import dbroles
    from yibao.kernel.models import Tenant

    from . import checker

    dbroles.apply_grants()
    connection.close()
    if connection.settings_dict["USER"] != (role := _app_role()):
        connection.settings_dict["OPTIONS"]["assume_role"] = role
    demo = {"name": "演示", "kind": "SANDBOX"}
    tenant = Tenant.objects.get_or_create(code="demo", defaults=demo)[0]
    world.active_pack(tenant)
    world.catalogue()
    results = [_one(tenant, seed, wish) for seed in wish.seeds]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    large = wish.least >= checker.LEAST_OPERATIONS
    bad = any(row["violations"] or (large and row["too_little"]) for row in results)
    return 1 if bad else 0


def _app_role() -> str:
    from django.conf import settings

    return settings.DATABASE_APP_ROLE


def _one(tenant: Any, seed: int, wish: Wish) -> dict[str, Any]:
    from . import books, checker, city, clients, site

    town = city.build(tenant, seed)
    port = _free_port()
    with site.running(port):
        desk = clients.Desk(town, port, time.monotonic() + wish.seconds, town.ready)
        desk.least = wish.least
        reader = books.Reader(town)
        crew = [clients.Client(desk, number, seed) for number in range(clients.CLIENTS)]
        for thread in (reader, *crew):
            thread.start()
        for thread in crew:
            thread.join()
        took = time.monotonic() - desk.began
        reader.stopping.set()
        reader.join()
        answers = _ask(crew[0], desk)
    history = desk.history
    held = books.read(town, history, answers)
    snapshots = [*reader.snapshots, reader.look()]
    found = checker.check(history, held, snapshots, total=town.total, accounts=len(town.payers))
    row = {
        "seed": seed,
        "commit": _commit(),
        "seconds": round(took, 1),
        "operations": len(history),
        **checker.tally(history),
        "lacking": sum(one.lacked for one in history),
        "deadlocks": _deadlocks(),
        "slowest_hundredth_ms": _slow(history),
        "snapshots": len(snapshots),
        "violations": found,
        "too_little": checker.too_little(history),
    }
    _keep(seed, history)
    _tell(row)
    return row


def _ask(client: Any, desk: Any) -> dict[str, list[tuple[str, str]]]:
    """Ask twice for each key, the second time after all were asked once.

    What a lost call left open is closed as the scheduler would close it.
    """
    from settlement.services import attempts

    def once() -> dict[str, tuple[str, str]]:
        found = {}
        for call in desk.calls:
            _, body = client.ask(call.ready.till, call.key)
            found[call.key] = (body.get("status", ""), body.get("setl_id") or "")
        return found

    if any(status == "PENDING" for status, _ in once().values()):
        time.sleep(attempts.PATIENCE.total_seconds() + 1)
        attempts.close_stale(by=None, limit=10_000)
    first, second = once(), once()
    return {key: [first[key], second[key]] for key in first}


def _deadlocks() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _slow(history: list[Any]) -> int:
    """How long the slowest hundredth of the answered calls took, in ms."""
    took = sorted(one.until - one.at for one in history if one.status)
    return round(took[int(len(took) * 0.99)] * 1000) if took else 0


def _keep(seed: int, history: list[Any]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(one.line(), ensure_ascii=False) for one in history)
    (OUT / f"history-{seed}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _tell(row: dict[str, Any]) -> None:
    shown = {name: value for name, value in row.items() if name not in ("violations", "too_little")}
    print(" ".join(f"{name}={value}" for name, value in shown.items()), flush=True)
    for line in (*row["violations"][:20], *row["too_little"]):
        print(f"  {line}", flush=True)
    print("  no violation" if not row["violations"] else "  FAILED", flush=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
