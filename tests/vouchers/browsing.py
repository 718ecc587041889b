"""A browser of the holder."""

import re

from django.test import Client

CODE, UNLOCK = "/code/", "/code/unlock/"


FETCH = {"X-Requested-With": "fetch"}


def login(user):
    """A browser in which the user is signed in."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def svg_of(answer):
    return re.search(r"<svg[^>]*yb-code__svg.*?</svg>", answer.content.decode(), re.S)[0]


def digits_of(answer):
    part = re.search(r"yb-code__digits.*?</p>", answer.content.decode(), re.S)[0]
    return "".join(re.findall(r"<span>(\d{4})</span>", part))
