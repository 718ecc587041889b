"""Import contracts and migrations, as `make check` judges them."""

import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

from .sources import ROOT


class TestImportContracts:
    def test_are_all_kept(self):
        program = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


class TestMigrations:
    def test_miss_no_change_of_a_model(self, db):
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


class TestOpenApi:
    def test_document_is_valid_and_free_of_warnings(self, tmp_path):
        call_command(
            "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml")
        )


class TestChecks:
    def test_find_nothing(self, db):
        call_command("check", "--fail-level", "WARNING")
