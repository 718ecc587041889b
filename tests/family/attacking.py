"""Sending bytes to the program that renders papers."""

import io
import json
import subprocess
import sys

from family.gateways import renditions
from family.gateways.rendition_worker import session
from family.services import document_intake as intake

SCRIPT = b"<html><script>alert(1)</script><?php system('id'); ?></html>"


ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00evil"


BAD = (b"<script", b"<?php", b"PK\x03\x04", b"<html", b"EICAR")


# A small program between: what a child begins with is what its parent holds, and pytest holds much.
_MEASURED = """
import json, resource, subprocess, sys
command, environment = json.loads(sys.argv[1])
done = subprocess.run(command, stdin=sys.stdin, stdout=subprocess.PIPE, env=environment)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.stdout.buffer.write(done.stdout)
"""


def clean(data, *, most_pages=1):
    """The whole way of a file's bytes, without a database."""
    return intake.clean_pages(by=None, data=data, most_pages=most_pages, slot_pages=most_pages)


def answers(*jobs):
    """Heads and bytes of the answers to several jobs in one session of the program."""
    done = subprocess.run(
        renditions.command(),
        input=b"".join(jobs),
        stdout=subprocess.PIPE,
        env=renditions.environment(),
        timeout=100,
        check=False,
    )
    source, found = io.BytesIO(done.stdout), []
    while (said := session.receive(source)) is not None:
        found.append(said)
    return found


def told(*jobs):
    """The heads alone."""
    return [head for head, _ in answers(*jobs)]


def measured(one_job):
    """The head of the answer to one job, and the most memory the program held, in KiB."""
    asked = json.dumps([renditions.command(), renditions.environment()])
    done = subprocess.run(
        [sys.executable, "-I", "-c", _MEASURED, asked],
        input=one_job,
        capture_output=True,
        timeout=100,
        check=True,
    )
    head, _ = session.receive(io.BytesIO(done.stdout))
    return head, int(done.stderr.split()[-1])


def job(data, *, most_pages=1):
    """A job of the program, as the service would word it."""
    return renditions.job(data, intake.kind_of(by=None, data=data), most_pages=most_pages)
