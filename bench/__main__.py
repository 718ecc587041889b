"""`make bench`: prepare a database, measure, print the table, write bench/results.json."""

import json
import os
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path

import django

OUT = Path(__file__).with_name("results.json")
# What is named in README.md and cannot be measured in one process, or not yet.
LATER = ("B1", "B6", "B8", "B9", "B10", "B11", "B12")


def main() -> None:
    """Everything on throw-away servers (``python -m yibao.dev exec``)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao.settings.test")
    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    settings.ROOT_URLCONF = "bench.urls"
    runner = get_runner(settings, "django.test.runner.DiscoverRunner")(
        verbosity=0, interactive=False
    )
    databases = runner.setup_databases()
    try:
        found = _measured()
    finally:
        runner.teardown_databases(databases)
    _tell(found)


def _measured() -> list:
    from yibao.kernel.models import Tenant

    from . import codes, engine, face, queue, rest

    tenant = Tenant.objects.get_or_create(
        code="demo", defaults={"name": "演示", "kind": "SANDBOX"}
    )[0]
    return [
        *rest.rows(tenant),
        *engine.rows(),
        *codes.rows(tenant),
        *face.rows(),
        *queue.rows(tenant),
    ]


def _tell(found: list) -> None:
    place = {
        "commit": _commit(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
    }
    rows = [asdict(row) for row in found]
    document = {**place, "rows": rows, "not_measured": LATER}
    OUT.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"\n{place}\n")
    print(f"{'':4} {'ratio':>8}  {'target':<22} {'ours ms':>9} {'base ms':>9}  work / against")
    for row in found:
        ours, base = row.ours * 1000, row.base * 1000
        print(f"{row.key:4} {row.ratio:8.2f}  {row.target:<22} {ours:9.3f} {base:9.3f}  "
              f"{row.work} / {row.against}")  # fmt: skip
    print(f"\nNot measured here: {', '.join(LATER)} (bench/README.md).")


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()


if __name__ == "__main__":
    main()
