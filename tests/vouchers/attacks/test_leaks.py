"""T07: codes and identities in no address, no log line, no cache."""

import logging
import re

import pytest
from django.test import Client

from tests.factories import vouchers as make
from vouchers.services import scans

pytestmark = pytest.mark.django_db
START = ("/", "/code/", "/code/barcode/", "/code/history/", "/me/", "/messages/", "/bills/")
_ADDRESS = re.compile(r'(?:href|action|src|data-[a-z-]*url)="([^"]*)"')
_CODE = re.compile(r"(?<![0-9])[0-9]{28}(?![0-9])")
MOST = 60


@pytest.fixture
def phone(holder):
    browser = Client()
    browser.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
    browser.post("/code/unlock/", {"pin": make.PIN, "next": "/code/"})
    return browser


def crawl(phone):
    """Every own page that can be reached by links: address, answer."""
    waiting, seen = list(START), set()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0).partition("#")[0]
        if address in seen or not address.startswith("/") or "logout" in address:
            continue
        seen.add(address)
        answer = phone.get(address)
        yield address, answer
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            found = _ADDRESS.findall(answer.content.decode())
            waiting += [one.replace("&amp;", "&") for one in found if "/static/" not in one]


class TestT07:
    def test_t07_no_code_or_identity_in_addresses_logs_and_caches(
        self, holder, hospital, till, phone, caplog
    ):
        """T07: crawl all pages around the code; look at every address, header and log line."""
        caplog.set_level(logging.DEBUG)
        codes = [make.show(holder), make.show(holder)]
        for code in [*codes, codes[0]]:
            scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        person = holder.person
        secrets = [*codes, person.certno, person.name, holder.phone, phone.session.session_key]
        pages = 0
        for address, answer in crawl(phone):
            pages += 1
            for url in [address, answer.headers.get("Location", ""), *_urls(answer)]:
                assert not _CODE.search(url), url
                assert not any(secret in url for secret in secrets), url
            if answer.status_code == 200 and not address.startswith(("/help", "/static")):
                assert "no-store" in answer["Cache-Control"], address
            assert answer["Referrer-Policy"] == "same-origin", address
        assert pages > 15
        logged = caplog.text
        assert not _CODE.search(logged)
        assert not [secret for secret in secrets if secret in logged]

    def test_t07_neither_call_nor_refusal_logs_the_code(self, holder, till, caplog):
        """T07: the partner's call with a good, a used and a wrong code."""
        caplog.set_level(logging.DEBUG)
        token, code = make.make_token(till), make.show(holder)
        for number, text in enumerate((code, code, "1" * 28)):
            body = {
                "medium": "code", "code": text, "business_type": "01301", "terminal": "T01",
                "operator": {"id": "1"},
            }  # fmt: skip
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"t07-{number}"}
            answer = Client().post(
                "/api/v1/scans/", body, content_type="application/json", headers=headers
            )
            assert text not in answer.content.decode()
        for secret in (code, "1" * 28, token):
            assert secret not in caplog.text


def _urls(answer):
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return []
    return _ADDRESS.findall(answer.content.decode())
