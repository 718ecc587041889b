"""Workers whose clocks disagree, and workers that read before the other wrote (F21, T10, T11)."""

import http.client
import json
import re
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.test import Client

from tests.factories import world
from tests.faults.servers import worker
from vouchers.models import DynamicCode, Voucher
from vouchers.services import codes, reissuing, suspension
from yibao.kernel import clock, proof

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
APART = 90
_keys = count(1)


@pytest.fixture
def patient(city):
    return world.insured(city, balance="100.00")


@pytest.fixture
def cookie(patient, settings):
    """A session of the patient's phone, unlocked now by the true clock."""
    browser = Client()
    browser.force_login(patient.user, backend="django.contrib.auth.backends.ModelBackend")
    store = SessionStore(browser.session.session_key)
    store[proof.PROVED_AT] = int(clock.now().timestamp())
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def show(process, cookie):
    """The code that this worker's page shows."""
    line = http.client.HTTPConnection("127.0.0.1", process.port, timeout=30)
    line.request("GET", "/code/", headers={"Cookie": cookie})
    answer = line.getresponse()
    page = answer.read().decode()
    assert answer.status == 200, (answer.status, answer.getheader("Location"))
    part = re.search(r"yb-code__digits.*?</p>", page, re.S)[0]
    return "".join(re.findall(r"<span>(\d{4})</span>", part))


def scan(process, till, code):
    """Status and error code of a scan at this worker."""
    body = {
        "medium": "code",
        "code": code,
        "business_type": "01301",
        "terminal": "T01",
        "operator": {"id": "0007"},
    }
    headers = {"Authorization": f"Bearer {till.token}", "Idempotency-Key": f"f21-{next(_keys)}"}
    status, said = process.post("/api/v1/scans/", json.dumps(body).encode(), headers)
    return status, json.loads(said).get("code", "")


def pass_time(seconds):
    """As if so much time had passed by the database's clock."""
    step = timedelta(seconds=seconds)
    DynamicCode.objects.filter(used_at__isnull=True).update(
        issued_at=F("issued_at") - step, expires_at=F("expires_at") - step
    )


class TestClocksApart:
    def test_f21_codes_live_by_the_database_clock_on_both_workers(self, till, cookie):
        """F21: 90 s apart: valid for at least 30 s on both, none accepted after the real end."""
        with worker() as true, worker(clock_ahead=APART) as ahead:
            for shower in (true, ahead):
                for scanner in (true, ahead):
                    young, old, over = (show(shower, cookie) for _ in range(3))
                    assert scan(scanner, till, young) == (201, "")
                    pass_time(35)
                    assert scan(scanner, till, old) == (201, "")
                    pass_time(26)
                    assert scan(scanner, till, over) == (409, "voucher.code.expired")
                    assert scan(true, till, young) == (409, "voucher.code.used")

    def test_f21_a_worker_behind_revives_nothing(self, till, patient):
        """F21, T10: a clock 90 s late makes no expired code good."""
        code = codes.issue(by=patient.user, person=patient.person).code
        pass_time(61)
        with worker(clock_ahead=-APART) as behind:
            assert scan(behind, till, code) == (409, "voucher.code.expired")


class TestT11:
    @pytest.mark.parametrize(
        ("end", "refusal"),
        [
            ("suspend", "voucher.suspended"),
            ("reissue", "voucher.code.expired"),
            ("close", "voucher.not_active"),
            ("die", "voucher.not_active"),
        ],
    )
    def test_t11_the_next_request_on_another_worker_is_refused(self, till, patient, end, refusal):
        """T11: status is read at redeem; no worker remembers a better past."""
        first, second = (codes.issue(by=patient.user, person=patient.person).code for _ in "12")
        with worker() as one, worker() as other:
            assert scan(one, till, first)[0] == 201  # both are warm
            assert scan(other, till, "1" * 28)[0] == 409
            _end(patient, end)
            assert scan(other, till, second) == (409, refusal)


def _end(patient, how):
    voucher = Voucher.objects.get()
    if how == "suspend":
        suspension.suspend(by=patient.user, voucher=voucher)
    elif how == "reissue":
        reissuing.reissue(by=None, voucher=voucher)
    elif how == "close":
        Voucher.objects.update(state="CLOSED")
    else:
        patient.person.deceased_on = clock.today()
        patient.person.save(update_fields=["deceased_on"])
