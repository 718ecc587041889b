"""The manual: generated parts are fresh, lists are complete, links lead somewhere."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from yibao.web import manual

from .sources import ROOT, files

DOCS = sorted((ROOT / "docs").rglob("*.md"))
READ = re.compile(r'(?:environ(?:\.get)?[\[(]|env\.[a-z]+\(\s*|_number\()"([A-Z][A-Z_]+)"')
# Read by tools, not by us.
FOREIGN = {"MAKELEVEL"}


class TestGeneratedDocs:
    @pytest.mark.parametrize("name", sorted(manual.files()))
    def test_equal_a_fresh_generation(self, name):
        path = ROOT / "docs/reference" / name
        assert path.read_text("utf-8") == manual.files()[name], "run `make docs`"

    def test_check_names_what_is_stale(self, tmp_path, settings):
        settings.BASE_DIR = tmp_path
        with pytest.raises(CommandError, match="errors.md"):
            call_command("generate_docs", "--check")
        assert not (tmp_path / "docs").exists()

    def test_are_written_once_and_then_fresh(self, tmp_path, settings, capsys):
        settings.BASE_DIR = tmp_path
        call_command("generate_docs")
        call_command("generate_docs", "--check")
        assert "一致" in capsys.readouterr().out


class TestEnvironmentTable:
    def test_names_every_variable_that_is_read(self):
        listed = {name for name, _, _ in settings.ENVIRONMENT_VARIABLES}
        read = set()
        for path in [*files(), ROOT / "deploy/gunicorn.conf.py", ROOT / "tests/conftest.py"]:
            read |= set(READ.findall(path.read_text("utf-8")))
        assert read - FOREIGN <= listed

    def test_names_each_variable_once(self):
        names = [name for name, _, _ in settings.ENVIRONMENT_VARIABLES]
        assert len(names) == len(set(names))


class TestDecisions:
    RECORDS = sorted((ROOT / "docs/adr").glob("*.md"))

    @pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
    def test_are_numbered_and_short(self, path):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences"))
        assert len(text.splitlines()) <= 48

    def test_leave_no_number_out(self):
        numbers = [int(path.name[:4]) for path in self.RECORDS]
        assert numbers == list(range(1, len(numbers) + 1))


class TestLinks:
    @pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
    def test_lead_to_files_that_exist(self, path):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), target
