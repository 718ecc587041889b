"""T88, T07: somebody made up walks through everything; no log, address or file knows them."""

import json
import logging
import logging.config
import re
import tempfile
from pathlib import Path

import pytest
import redis
from django.conf import settings as live_settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import DataExport, Enrolment, Person, User
from accounts.selectors import people
from accounts.services import roles
from tests.accounts import walk
from tests.admin.conftest import make_staff, opened, signed_in
from tests.factories import world
from tests.privacy import canary, lives
from yibao.audit.models import AuditEvent
from yibao.kernel import failpoints
from yibao.kernel.models import OutboxMessage, RateCounter

PIN = "274913"
WRONG = canary.CERTNO[:-1] + ("1" if canary.CERTNO[-1] == "0" else "0")
CONTENT = {"medium": "code", "business_type": "01301", "terminal": "T01",
           "operator": {"id": "7", "name": "收费员"}}  # fmt: skip


class Traveller(Client):
    """A browser that keeps every address it saw, and survives pages that break."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, raise_request_exception=False, **kwargs)
        self.addresses: list[str] = []

    def request(self, **request):
        answer = super().request(**request)
        query = request.get("QUERY_STRING", "")
        self.addresses += [f"{request['PATH_INFO']}?{query}", answer.headers.get("Location", "")]
        self.addresses += re.findall(r'(?:href|src|action)="([^"]*)"', _text(answer))
        return answer


def _text(answer) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


@pytest.fixture
def log(tmp_path):
    """The configured log with its own formatter, written into a file at its own levels."""
    path = tmp_path / "yibao.log"
    wanted = json.loads(json.dumps(live_settings.LOGGING["loggers"]))
    handler = logging.FileHandler(path, encoding="utf-8")
    formatter = live_settings.LOGGING["formatters"]["json"]
    handler.setFormatter(
        formatter["()"](
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    assert wanted  # the levels of single loggers stay as the site sets them
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


@pytest.fixture
def person(city) -> Person:
    made = Person(tenant=city, psn_no="51000051200512990000000077")
    made.set_identity(name=canary.NAME, certno=canary.CERTNO, card_no=canary.CARD)
    made.save()
    Enrolment.objects.create(
        person=made, insutype="310", psn_type="11", insuplc_admdvs="510600",
        psn_insu_stas="1", valid_from="2020-01-01",
    )  # fmt: skip
    return made


def _sign_up(browser) -> None:
    for phone in ("139876543210", f"{canary.PHONE}x", f"+86 {canary.PHONE}"):
        browser.post(walk.REGISTER, {"phone": phone})
    browser.post(walk.CODE, {"code": walk.wrong_code()})
    browser.post(walk.CODE, {"code": canary.PHONE})
    browser.post(walk.CODE, {"code": walk.last_code()})


def _prove_identity(browser, monkeypatch) -> None:
    browser.post(walk.REAL_NAME, {"name": canary.NAME, "certno": WRONG})
    browser.post(walk.REAL_NAME, {"name": "欧阳", "certno": canary.CERTNO})

    def broken(*_):
        raise RuntimeError(f"register broke at {canary.CERTNO} {canary.PHONE}")

    with monkeypatch.context() as patched:
        patched.setattr(people, "by_certno", broken)
        form = {"name": canary.NAME, "certno": canary.CERTNO}
        assert browser.post(walk.REAL_NAME, form).status_code == 500
    browser.post(walk.REAL_NAME, form)
    browser.post(walk.CHECK)
    browser.post(walk.CONSENT, {"agree": "on"})
    form = browser.get(walk.FACE).context["form"]
    act = next(name for name in form.fields if hasattr(form.fields[name], "choices"))
    value = next(key for key, words in form.fields[act].choices if "通过" in words)
    browser.post(walk.FACE, {act: value})
    browser.post(walk.INSURED)


def _activate(browser) -> str:
    browser.post("/vouchers/activate/", {"agree": "on", "consent": "on"})
    browser.post("/vouchers/password/", {"pin": "111111", "pin_again": "111111"})
    browser.post("/vouchers/password/", {"pin": PIN, "pin_again": PIN})
    browser.post("/code/unlock/", {"pin": "999999"})
    browser.post("/code/unlock/", {"pin": PIN, "next": "/code/"})
    shown = re.search(r"(?:\d{4}\s*){7}", walk.text_of(browser.get("/code/")))[0]
    return "".join(shown.split())


def _partner(till, person, code) -> None:
    """Right and wrong calls; what is wrong carries the canary where it does not belong."""
    till.http = Traveller()
    till.post("scans/", CONTENT | {"code": code})
    till.post("scans/", CONTENT | {"code": code})
    for value in (canary.NAME, canary.CERTNO, canary.PHONE, canary.CARD):
        till.post("scans/", CONTENT | {"code": value, value: value})
        till.post("scans/", CONTENT | {"code": code, "operator": {"id": value, "name": value}})
        till.post("visits/", {"scan_id": value, "med_type": value})
        till.post("scans/", None, raw='{"code": "' + value + '", "code": ')
    till.post("scans/", {"medium": "id_card", "certno": canary.CERTNO, "name": canary.NAME,
                         "business_type": "01301", "terminal": "T01",
                         "operator": {"id": "7", "name": "收费员"}})  # fmt: skip


def _bills(till, who, monkeypatch) -> None:
    till.bill(who, ("1", "XA01", "2", "10.00"))
    visit_id = till.visit(who)
    till.fees(visit_id, ("1", "XA01", "1", "5.00"))
    quote = till.quote(visit_id)
    failpoints.configure({"YIBAO_TEST_HOOKS": "1", "YIBAO_FAILPOINT": "after_ledger:raise"})
    try:
        assert till.settle(visit_id, quote).status_code == 500
    finally:
        failpoints.configure({"YIBAO_TEST_HOOKS": "1"})
    assert till.settle(visit_id, quote).status_code == 201


def _staff(city, person) -> list[str]:
    roles.ensure_roles(by=None)
    browser = signed_in(make_staff(city, "reviewer1", "reviewer"))
    seen = []
    for text in (canary.CERTNO, canary.PHONE, f"{canary.NAME} {canary.CERTNO[-4:]}", canary.CARD):
        answer = browser.post("/admin/accounts/person/find/", {"text": text})
        seen.append(answer.headers.get("Location", ""))
    opened(browser, person)
    return seen


def _rights(browser) -> None:
    for path in ("/", "/me/", "/bills/", "/balance/", "/messages/", "/code/history/",
                 "/me/privacy/", "/me/security/", "/nothing-here/", "/me/x.css"):  # fmt: skip
        browser.get(path)
    browser.post("/code/unlock/", {"pin": PIN, "next": "/me/privacy/export/"})
    browser.post("/me/privacy/export/")
    lives.work_off()
    browser.post(f"/me/privacy/export/{DataExport.objects.get().ref}/")


@pytest.mark.django_db(transaction=True)
class TestCanary:
    def test_turns_up_in_no_log_message_address_or_file(
        self, log, city, till, person, monkeypatch, settings, tmp_path
    ):
        settings.OUTBOX_RING = True
        settings.MEDIA_ROOT = tmp_path / "media"
        broker = redis.Redis.from_url(settings.REDIS_URL)
        broker.flushdb()
        began = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
        browser = Traveller()
        _sign_up(browser)
        _prove_identity(browser, monkeypatch)
        code = _activate(browser)
        assert len(code) == 28
        _partner(till, person, code)
        user = User.objects.get(person=person)
        who = world.Insured(person, user, person.voucher)
        _bills(till, who, monkeypatch)
        found_at = _staff(city, person)
        _rights(browser)
        logging.getLogger("some.library").error("told about %s and %s", canary.PHONE, code)

        text = log.read_text("utf-8")
        assert "register broke at [certno] [phone]" in text  # what happened is still told
        finds = canary.hunt(text, "log", code=code)
        finds += canary.hunt("\n".join(browser.addresses), "addresses", code=code)
        finds += canary.hunt("\n".join(till.http.addresses), "partner addresses", code=code)
        finds += canary.hunt("\n".join(found_at), "console addresses", code=code)
        for row in OutboxMessage.objects.all():
            finds += canary.hunt(f"{row.payload} {row.key} {row.last_error}", row.topic, code=code)
        for row in AuditEvent.objects.all():
            finds += canary.hunt(f"{row.data} {row.subject} {row.actor}", row.verb, code=code)
        for row in RateCounter.objects.all():
            finds += canary.hunt(row.key, "rate counter", code=code)
        for row in Session.objects.all():
            finds += canary.hunt(str(row.get_decoded()), "session", code=code)
        finds += canary.hunt(_contents(broker), "broker", code=code)
        finds += canary.hunt(_files(tmp_path, log), "files", code=code)
        names = {path.name for path in Path(tempfile.gettempdir()).iterdir()} - began
        finds += canary.hunt("\n".join(names), "temporary files", code=code)
        assert finds == []

    def test_is_a_trap_that_works(self, log):
        """Without masks the same hunt finds it."""
        assert canary.hunt(f"x {canary.PHONE} y", "here")
        assert canary.hunt("%E6%AC%A7%E9%98%B3%E9%87%91%E4%B8%9D%E9%9B%80", "here")


def _contents(broker) -> str:
    texts = []
    for key in broker.scan_iter():
        kind = broker.type(key).decode()
        read = {
            "list": lambda k: broker.lrange(k, 0, -1),
            "hash": lambda k: broker.hgetall(k),
            "set": lambda k: broker.smembers(k),
            "zset": lambda k: broker.zrange(k, 0, -1),
            "string": lambda k: broker.get(k),
        }[kind]
        texts.append(f"{key} {read(key)}")
    assert texts  # the bell was rung
    return "\n".join(texts)


def _files(folder: Path, log: Path) -> str:
    """Everything the site wrote below its folders, besides the log that was judged already."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path != log]
    return "\n".join(f"{path.name} {path.read_bytes()!r}" for path in paths)
