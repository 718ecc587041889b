"""Channels in the console: switches that act at once, paths that are never rewritten (P9, P13)."""

from datetime import timedelta

import pytest

from tests.admin.conftest import opened
from tests.factories import vouchers as make
from tests.vouchers.channels import joined, make_app, make_channel
from vouchers.models import Channel, ChannelPath
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(console):
    return console.browser("admin")


@pytest.fixture
def path(db):
    return ChannelPath.objects.create(
        code="X-1",
        channel=make_channel("X", name="某应用"),
        title="旧的办法",
        steps=["打开"],
        server_steps=["FACE"],
        valid_from=clock.today() - timedelta(days=9),
    )


class TestChannel:
    def test_is_switched_off_and_noted_p9(self, desk):
        channel = make_channel("X", name="某应用")
        page = f"/admin/vouchers/channel/{channel.pk}/change/"
        said = {"name": "某应用", "kind": "BANK_APP", "can_show": "on", "sort": "1", "note": ""}
        assert desk.post(page, said).status_code == 302
        channel.refresh_from_db()
        assert (channel.is_enabled, channel.can_show, channel.can_activate) == (False, True, False)
        event = AuditEvent.objects.get(verb="console.channel.changed")
        assert "is_enabled" in event.data["fields"]

    def test_offers_channel_apps_only(self, desk, tenant):
        make_app(tenant, channel=False)
        make.make_client(make.make_institution(tenant, name="某医院"))
        page = desk.get("/admin/vouchers/channel/add/").content.decode()
        assert "示例银行" in page and "某医院" not in page

    def test_keeps_its_code(self, desk):
        make_channel("X")
        page = desk.get("/admin/vouchers/channel/X/change/").content.decode()
        assert "<code>X</code>" in page and 'name="code"' not in page


class TestPath:
    def test_begins_with_the_face_p11(self, desk):
        make_channel("X", has_own_password=True)
        said = {
            "code": "X-9",
            "channel": "X",
            "kind": "ACTIVATE",
            "title": "办法",
            "steps": "打开\n\n  点开  ",
            "source": "S2",
            "valid_from": "2026-11-01",
        }
        answer = desk.post("/admin/vouchers/channelpath/add/", said)
        assert answer.status_code == 302, answer.content.decode()
        path = ChannelPath.objects.get()
        assert path.steps == ["打开", "点开"]
        assert {"FACE", "CHANNEL_PASSWORD"} <= set(path.server_steps)
        again = desk.post("/admin/vouchers/channelpath/add/", said).content.decode()
        assert "换新版" in again
        assert AuditEvent.objects.filter(verb="console.channelpath.added").count() == 1

    def test_is_never_rewritten_but_replaced_p13(self, desk, path):
        base = f"/admin/vouchers/channelpath/{path.pk}"
        assert 'name="title"' not in desk.get(f"{base}/change/").content.decode()
        start = clock.today() + timedelta(days=1)
        said = {"title": "新的办法", "steps": "打开\n点开", "start": start.isoformat()}
        assert "已换新版" in desk.post(f"{base}/do/replace/", said, follow=True).content.decode()
        path.refresh_from_db()
        assert (path.title, path.valid_to) == ("旧的办法", start)
        early = said | {"start": path.valid_from.isoformat()}
        assert (
            "开始日期不对" in desk.post(f"{base}/do/replace/", early, follow=True).content.decode()
        )

    def test_ends(self, desk, path):
        page = f"/admin/vouchers/channelpath/{path.pk}/do/end/"
        assert "已停用" in desk.post(page, {"reason": "菜单没了"}, follow=True).content.decode()
        path.refresh_from_db()
        assert path.valid_to == clock.today()


class TestSlot:
    def test_is_ended_with_a_reason(self, console, tenant):
        holder = make.make_holder(tenant)
        slot = joined(holder, make_channel("X", name="某应用"))
        browser = console.browser("clerk")
        page = f"/admin/vouchers/channelslot/{slot.pk}/do/end/"
        assert "已停掉" in browser.post(page, {"reason": "电话要求"}, follow=True).content.decode()
        slot.refresh_from_db()
        assert slot.ended_at
        assert AuditEvent.objects.filter(verb="vouchers.channel.end_explained").exists()
        person = opened(browser, holder.person)
        assert "开通的渠道" in person and "某应用" in person

    def test_of_our_own_pages_has_no_such_button(self, console, tenant):
        holder = make.make_holder(tenant)
        here = Channel.objects.create(code="SELF", name="本平台", kind="SELF")
        slot = joined(holder, here)
        page = console.browser("clerk").get(f"/admin/vouchers/channelslot/{slot.pk}/change/")
        assert "停掉这一处" not in page.content.decode()
