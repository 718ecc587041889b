"""Proofs of presence across workers whose clocks differ (F21, P22)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from yibao.kernel import clock, proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def proved():
    request = RequestFactory().get("/code/")
    request.session, request.user = SessionStore(), AnonymousUser()
    proof.stamp(request, proof.PASSWORD)
    return request


@pytest.mark.parametrize(
    ("later", "counts"), [(-200, False), (-90, True), (0, True), (299, True), (300, False)]
)
def test_a_proof_counts_for_five_minutes_on_workers_90_seconds_apart(proved, later, counts):
    with time_machine.travel(clock.now() + timedelta(seconds=later), tick=False):
        assert proof.is_fresh(proved, 300) is counts


def test_a_text_message_never_counts_for_a_change(proved):
    proof.stamp(proved, proof.PHONE)
    assert not proof.is_fresh(proved, 300)
    assert proof.is_fresh(proved, 300, for_reading=True)
