"""The wizard of adding, in a signed-in browser."""

import re

from django.test import Client
from django.urls import reverse

from yibao.kernel import clock

SAFE_ONLY = ("add-documents", "add-promise-letter")


BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser_of(user):
    http = Client()
    http.force_login(user, backend=BACKEND)
    session = http.session
    session["unlocked_at"] = int(clock.now().timestamp())
    session["unlocked_by"] = "password"
    session.save()
    return http


def at(name, *args):
    return reverse(f"family:{name}", args=args)


def words(answer):
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def name_child(http, child, **more):
    data = {"name": child.name, "certno": child.certno, "relation": "CHILD"} | more
    return http.post(at("add-member"), data)
