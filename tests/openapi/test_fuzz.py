"""Anything may be sent to the partner API, and every answer is one of those it documents.

Inputs are made from the OpenAPI document, half of them right by it and half wrong, and sent to the
WSGI application with a real token. ``FUZZ_SEED`` repeats a run, ``FUZZ_EXAMPLES`` makes it longer;
``make test-full`` runs ten thousand.
"""

import functools
import os
import random
import warnings
from contextlib import nullcontext, suppress
from itertools import count

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from werkzeug.test import Client

from yibao.web import reference

from .ground import Ground

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::Warning:schemathesis"),
]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
#: The last ones: they change the ground under all others.
LAST = ("/api/v1/sandbox/clock/", "/api/v1/sandbox/reset/")
_numbers = count(1)
_application = functools.cache(get_wsgi_application)


def _from_here(environ, start_response):
    """The application as a server calls it, but on the connection of the test, as Django's test
    client does it (which connects the signals again after each of its own calls)."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    return _application()({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


class Fuzz:
    """One walk through all operations with one seed."""

    def __init__(self, tenant, seed: int, examples: int) -> None:
        self.seed, self.examples = seed, examples
        self.schema = schemathesis.openapi.from_dict(reference.document())
        self.schema.app = _from_here
        self.ground = Ground(tenant)
        self.tokens = {
            True: self.ground.person_token(),
            False: self.ground.institution_token(Client(_from_here)),
        }
        self.found: dict[tuple[str, str], str] = {}
        self.statuses: dict[int, int] = {}

    def operations(self):
        """All of the document, those that change the ground last."""
        made = [one.ok() for one in self.schema.get_all_operations()]
        return sorted(made, key=lambda one: (one.path in LAST, one.path, one.method))

    def run(self) -> None:
        """Every operation with right and with wrong input."""
        for operation in self.operations():
            for mode in GenerationMode:
                self.walk(operation, mode)

    def walk(self, operation, mode) -> None:
        """One operation; what breaks is noted, so that one run finds everything."""
        chance = random.Random(f"{self.seed} {operation.label} {mode}")

        @hypothesis.seed(self.seed)
        @hypothesis.settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def one(case) -> None:
            self.send(case, mode, chance)

        # Where nothing can be sent, nothing can be sent wrongly.
        with suppress(hypothesis.errors.Unsatisfiable) if mode.is_negative else nullcontext():
            one()

    def send(self, case, mode, chance: random.Random) -> None:
        """One call, in a savepoint: a broken statement must not spoil the next call."""
        if chance.random() < 0.67:
            case.path_parameters = self.ground.put_in(case.path_parameters, chance)
            case.body = self.ground.put_in(case.body, chance)
        mine = case.path.startswith("/api/v1/me/")
        headers = {"Authorization": f"Bearer {self.tokens[mine]}"}
        if case.method == "POST" and chance.random() < 0.9:
            headers["Idempotency-Key"] = f"fuzz-{next(_numbers)}"
        mark = transaction.savepoint()
        answer = case.call(base_url="http://testserver", headers=headers)
        if answer.status_code >= 500:
            transaction.savepoint_rollback(mark)
            transaction.set_rollback(False)
        else:
            transaction.savepoint_commit(mark)
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as broken:
            for failure in broken.exceptions:
                self.found.setdefault((case.operation.label, failure.title), str(broken))
        if answer.status_code in (200, 201) and "json" in str(answer.headers.get("content-type")):
            self.ground.learn(answer.json())


def _check(tenant, settings, seed: int, examples: int) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    with connection.cursor() as cursor:  # making inputs takes longer than a request may idle
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    fuzz = Fuzz(tenant, seed, examples)
    print(f"FUZZ_SEED={seed} FUZZ_EXAMPLES={examples}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fuzz.run()
    finally:
        for moment in (request_started, request_finished):
            moment.connect(close_old_connections)
    print(f"answers by status: {dict(sorted(fuzz.statuses.items()))}")
    assert not fuzz.found, f"FUZZ_SEED={seed}\n\n" + "\n".join(fuzz.found.values())


class TestAnswers:
    @pytest.mark.timeout(900)
    def test_are_documented_whatever_is_sent(self, tenant, settings):
        seed = int(os.environ.get("FUZZ_SEED", "20261123"))
        _check(tenant, settings, seed, int(os.environ.get("FUZZ_EXAMPLES", "3")))

    @pytest.mark.full
    @pytest.mark.timeout(3600)
    def test_are_documented_in_ten_thousand_calls(self, tenant, settings):
        seed = int(os.environ.get("FUZZ_SEED", random.SystemRandom().randrange(2**31)))
        _check(tenant, settings, seed, int(os.environ.get("FUZZ_EXAMPLES", "90")))
