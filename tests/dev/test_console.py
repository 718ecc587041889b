"""What the person at the keyboard reads, also where nobody reads any more."""

import os
import subprocess
import sys

PROGRAM = """
from yibao.dev import console
with console.step("work"):
    console.dot()
console.say("done")
open({path!r}, "w").write("reached")
"""


class TestConsole:
    def test_goes_on_without_words_where_the_reader_has_gone(self, tmp_path):
        reader, writer = os.pipe()
        os.close(reader)
        end = tmp_path / "end"
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(path=str(end))],
            stdout=writer, stderr=subprocess.PIPE, check=False, timeout=30,
        )  # fmt: skip
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, b"")
        assert end.read_text() == "reached"

    def test_prints_a_step_with_its_time(self, capsys):
        from yibao.dev import console

        with console.step("work"):
            console.dot()
        assert capsys.readouterr().out.startswith("  work .... 0.0 s")
