"""Pages of the portal: what everybody reads, and what only the own people see."""

import html
import re

import pytest
from django.test import Client

from yibao.kernel import clock, outbox
from yibao.portal.models import Member
from yibao.portal.reading import guides, markdown
from yibao.webhooks.models import Delivery, Endpoint
from yibao.webhooks.services import pump

pytestmark = pytest.mark.django_db
OPEN = ("docs/", "docs/quickstart/", "sdk/", "changelog/", "status/")


class TestGuides:
    def test_are_open_to_everybody(self):
        for path in (*OPEN, *(f"docs/{slug}/" for slug in guides.TOPICS)):
            assert Client().get(f"/dev/{path}").status_code == 200, path
        assert Client().get("/dev/docs/unknown/").status_code == 404

    def test_show_the_whole_program_of_the_quickstart(self):
        page = Client().get("/dev/docs/quickstart/").content.decode()
        shown = [html.unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)]
        assert shown == [step.code for step in guides.quickstart()]
        assert "Step(" not in page and len(shown) == 9 and "set -euo" not in "".join(shown)

    def test_are_read_as_text_not_as_html(self):
        found = markdown.blocks(
            "# A\n\nb <i> `c` **d**\ne\n\n- f\n  g\n\n|h|i|\n|--|--|\n|`/dev/`|k|"
        )
        assert [one.kind for one in found] == ["p", "ul", "table"]
        assert [one.kind for one in found[0].pieces] == ["text", "code", "text", "strong", "text"]
        assert len(found[2].rows) == 2 and found[2].rows[1][0][0].kind == "link"


class TestCalls:
    def test_are_shown_to_the_own_people_only(self, till, worker, browser_of, stranger_vendor):
        answer = till.scan(worker)
        till.post("scans/", {"medium": "nothing"})
        number = answer["X-Request-Id"]
        own, other = browser_of(), browser_of(of=stranger_vendor)
        page = own.get("/dev/logs/").content.decode()
        assert number in page and "request.invalid" in page
        assert number not in own.get("/dev/logs/?status=refused").content.decode()
        assert (
            number in own.get("/dev/logs/", {"number": number, "method": "POST"}).content.decode()
        )
        assert number not in own.get("/dev/logs/?day_from=2099-01-01").content.decode()
        detail = own.get(f"/dev/logs/{number}/").content.decode()
        assert "curl --request POST" in detail and worker.person.name not in detail
        assert number not in other.get("/dev/logs/").content.decode()
        assert other.get(f"/dev/logs/{number}/").status_code == 404
        assert Client().get("/dev/logs/").url.startswith("/dev/login/?next=")

    def test_of_nobody_yet_lead_to_the_quickstart(self, browser_of, stranger_vendor):
        page = browser_of(of=stranger_vendor).get("/dev/logs/").content.decode()
        assert "/dev/docs/quickstart/" in page and "还没有请求" in page


class TestAddresses:
    def test_are_added_tried_and_sent_again(
        self,
        till,
        worker,
        browser_of,
        receiver,
        stranger_vendor,
        django_capture_on_commit_callbacks,
    ):
        own, other = browser_of(), browser_of(of=stranger_vendor)
        said = {
            "client": till.client.client_id, "url": receiver.url, "types": ["settlement.settled"],
        }  # fmt: skip
        refused = own.post("/dev/webhooks/add/", {**said, "url": "http://10.0.0.1/"})
        assert refused.status_code == 200 and not Endpoint.objects.exists()
        made = own.post("/dev/webhooks/add/", said).content.decode()
        row = Endpoint.objects.get()
        assert row.secret in made
        place = f"/dev/webhooks/{row.ref}/"
        assert row.secret not in own.get(place).content.decode()
        till.bill(worker, ("1", "XA01", "2", "12.50"))
        while outbox.work_off(200):
            pass
        pump.run(by=None)
        delivery = Delivery.objects.get()
        assert delivery.state == "DELIVERED"
        got = receiver.got[0][0]
        page = own.get(f"{place}{delivery.ref}/", {"timestamp": got["webhook-timestamp"]})
        assert got["webhook-signature"] in html.unescape(page.content.decode())
        own.post(f"{place}{delivery.ref}/again/")
        pump.run(by=None)
        assert Delivery.objects.get().tries == 2
        assert delivery.event.ref not in other.get("/dev/events/").content.decode()
        assert "settlement.settled" in own.get("/dev/events/").content.decode()
        own.post(f"{place}act/", {"act": "pause"})
        assert "恢复" in own.get(place).content.decode()
        rotated = own.post(f"{place}act/", {"act": "rotate"}).content.decode()
        assert Endpoint.objects.get().secret in rotated
        again = own.post(place, {"since": "2026-01-01T00:00"})
        assert again.status_code == 302
        for path in ("", f"{delivery.ref}/"):
            assert other.get(f"{place}{path}").status_code == 404
        assert other.post(f"{place}act/", {"act": "remove"}).status_code == 404
        own.post(f"{place}act/", {"act": "remove"})
        assert own.get(place).status_code == 404

    def test_are_not_changed_by_viewers(self, till, browser_of, receiver):
        viewer = browser_of(Member.Role.VIEWER)
        assert viewer.get("/dev/webhooks/").status_code == 200
        assert viewer.get("/dev/webhooks/add/").status_code == 403


class TestDailyFiles:
    def test_hold_the_bills_of_a_day_from_six_o_clock_on(
        self, till, worker, browser_of, stranger_vendor
    ):
        bill = till.bill(worker, ("1", "XA01", "2", "12.50"))
        own, other = browser_of(), browser_of(of=stranger_vendor)
        today, place = clock.today(), till.place.fixmedins_code
        path = f"/dev/recon/{today}/?institution={place}"
        assert own.get(path).status_code == 404
        tenant = till.place.tenant
        tenant.clock_offset_seconds = 31 * 3600
        tenant.save(update_fields=["clock_offset_seconds"])
        assert bill["setl_id"] in b"".join(own.get(path).streaming_content).decode()
        assert "25.00" in own.get("/dev/recon/").content.decode()
        assert other.get(path).status_code == 404
        assert "还没有机构" in other.get("/dev/recon/").content.decode()
