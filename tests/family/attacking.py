"""Sending bytes to the program that renders papers."""

import io
import subprocess

from family.gateways import renditions
from family.gateways.rendition_worker import session
from family.services import document_intake as intake

SCRIPT = b"<html><script>alert(1)</script><?php system('id'); ?></html>"


ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00evil"


BAD = (b"<script", b"<?php", b"PK\x03\x04", b"<html", b"EICAR")


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


def job(data, *, most_pages=1):
    """A job of the program, as the service would word it."""
    return renditions.job(data, intake.kind_of(by=None, data=data), most_pages=most_pages)
