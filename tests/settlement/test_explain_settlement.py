"""The command: one JSON object on one of two streams, never a traceback, no database."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from .rules.documents import basic, case, pack


@pytest.fixture
def files(tmp_path):
    paths = {"pack": tmp_path / "pack.yaml", "case": tmp_path / "case.json"}
    paths["pack"].write_text(json.dumps(pack(basic())), encoding="utf-8")
    paths["case"].write_text(json.dumps(case()), encoding="utf-8")
    return paths


def run(*arguments):
    """Run the command and return exit status, answer and mistakes."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("explain_settlement", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        status = left.code
    return status, out.getvalue(), err.getvalue()


def refused(*arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    return [error["path"] for error in json.loads(err)["errors"]]


class TestExplainSettlement:
    def test_prints_the_answer(self, files):
        status, out, err = run(f"--pack={files['pack']}", f"--case={files['case']}")
        answer = json.loads(out)
        assert (status, err) == (0, "")
        assert answer["setlinfo"]["hifp_pay"] == "50.00"
        assert list(answer) == [
            "setlinfo", "lines", "funds", "payers", "counters", "trace", "flags",
        ]  # fmt: skip

    def test_reads_a_file_with_a_byte_order_mark(self, files):
        files["case"].write_bytes(b"\xef\xbb\xbf" + files["case"].read_bytes())
        assert run(f"--pack={files['pack']}", f"--case={files['case']}")[0] == 0

    def test_names_the_field_that_is_wrong(self, files):
        document = case()
        document["lines"][0]["pric"] = 3.5
        files["case"].write_text(json.dumps(document), encoding="utf-8")
        assert refused(f"--pack={files['pack']}", f"--case={files['case']}") == ["lines[0].pric"]

    def test_refuses_files_that_are_not_there(self, tmp_path):
        assert refused(f"--pack={tmp_path}", f"--case={tmp_path / 'none'}") == ["pack", "case"]

    def test_refuses_bytes_that_are_no_text(self, files):
        files["case"].write_bytes(b"\xff\xfe{}")
        assert refused(f"--pack={files['pack']}", f"--case={files['case']}") == ["case"]

    def test_refuses_missing_arguments(self):
        assert refused() == ["pack", "case"]

    def test_refuses_unknown_arguments(self, capsys):
        assert run("--nonsense") == (2, "", "")  # the call is refused before streams are swapped
        said = capsys.readouterr()
        assert said.out == ""
        assert [error["path"] for error in json.loads(said.err)["errors"]] == [""]
