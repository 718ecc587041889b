"""The demo city, and a partner that calls its API."""

import base64
import json
from itertools import count

import pytest
from django.db import transaction
from django.test import Client

from yibao.sandbox.demo import keys
from yibao.sandbox.demo.clients import client
from yibao.sandbox.seeding import run

_numbers = count(1)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The whole demo city, loaded once a module and rolled back after it; its tenant."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as Django's own test cases: durable steps may stand inside
        with around:
            yield run.seed(say=lambda line: None)
            transaction.set_rollback(True)


@pytest.fixture
def city(seeded, db):
    """The demo city for one test, which takes its own changes back."""
    return seeded


class Partner:
    """One demo client at the API, with a token obtained by its printed secret."""

    def __init__(self, key: str) -> None:
        self.http = Client()
        answer = self.http.post(
            "/oauth/token/",
            {"grant_type": "client_credentials"},
            headers={"Authorization": _basic(client(key).client_id, keys.client_secret(key))},
        )
        self.token_answer = answer
        self.token = answer.json().get("access_token", "")

    def post(self, path: str, body: dict, key: str = ""):
        return self.http.post(
            f"/api/v1/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key or f"sandbox-{next(_numbers)}",
            },
        )

    def get(self, path: str):
        return self.http.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}"})


def _basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


@pytest.fixture
def partner(city):
    """Make a partner by key."""
    return Partner
