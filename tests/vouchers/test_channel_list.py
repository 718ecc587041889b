"""Channels as data: the file, the import, ways through the menus over time (P8–P13)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Region
from tests.factories import vouchers as make
from vouchers import errors, rules, selectors
from vouchers.models import Channel, ChannelPath, ChannelRegion, ChannelSlot
from vouchers.services import channel_list
from yibao.audit.models import AuditEvent

from .channels import make_channel

ACTIVATIONS = {
    *("NHSA-1", "NHSA-2", "NHSA-3", "ALI-1", "ALI-2", "ALI-3"),
    *("WX-1", "WX-2", "WX-3", "WX-4", "WX-5", "WX-6", "BANK-1", "CTR-1"),
}
BANKS = {"工商银行", "农业银行", "建设银行", "中国银行", "交通银行", "邮储银行", "招商银行"} | {
    "四川银行",
    "成都银行",
}
DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def ours():
    return rules.read_channels(channel_list.OURS.read_text("utf-8"))


class TestOurFile:
    def test_has_every_channel_p8(self, ours):
        kinds = {one.code: one.kind for one in ours[0]}
        assert {"SELF", "NHSA_APP", "ALIPAY", "WECHAT", "LOCAL_WX", "GOV_APP"} <= set(kinds)
        assert (kinds["COUNTER"], kinds["BANK_BRANCH"]) == ("COUNTER", "BANK_BRANCH")
        assert {one.name for one in ours[0] if one.kind == "BANK_APP"} == BANKS

    def test_binds_families_where_the_rule_book_says_p8(self, ours):
        assert {one.code for one in ours[0] if one.can_bind} == {
            "SELF",
            "NHSA_APP",
            "ALIPAY",
            "COUNTER",
        }

    def test_has_the_fourteen_activations_and_both_uses_p10_p12(self, ours):
        heads = {path.code.partition(".")[0]: path.kind for path in ours[1]}
        assert {code for code, kind in heads.items() if kind == "ACTIVATE"} == ACTIVATIONS
        assert {code for code, kind in heads.items() if kind == "SHOW"} == {"WX-SHOW", "ALI-SHOW"}
        assert len([path for path in ours[1] if path.code.startswith("BANK-1.")]) == 9

    def test_never_leaves_out_the_face_p11(self, ours):
        passwords = {one.code: one.has_own_password for one in ours[0]}
        for path in ours[1]:
            if path.kind == "ACTIVATE":
                assert "FACE" in path.server_steps
                has_password = passwords[path.channel]
                assert ("CHANNEL_PASSWORD" in path.server_steps) is has_password

    def test_names_source_and_start_of_every_path_p13(self, ours):
        assert all(path.source and path.valid_from for path in ours[1])


class TestFile:
    def entry(self, **more):
        path = {"code": "X-1", "channels": ["X"], "title": "办法", "steps": ["打开"]} | more
        channel = {"code": "X", "name": "某应用", "kind": "LOCAL", "activate": True, "show": True}
        import yaml

        channels = [channel | {"bind": False}]
        return yaml.safe_dump({"channels": channels, "paths": [path]}, allow_unicode=True)

    def test_is_refused_without_the_face_p11(self):
        steps = ["CONSENT", "PHONE_CODE", "IDENTITY", "PIN_SET", "ACTIVE"]
        with pytest.raises(rules.WrongChannelFile, match="FACE"):
            rules.read_channels(self.entry(server_steps=steps))

    def test_is_refused_with_steps_in_another_order(self):
        steps = ["FACE", "CONSENT", "PHONE_CODE", "IDENTITY", "PIN_SET", "ACTIVE"]
        with pytest.raises(rules.WrongChannelFile, match="次序"):
            rules.read_channels(self.entry(server_steps=steps))

    @pytest.mark.parametrize(
        "text", ["[]", "channels: [", "{channels: [], other: []}", "{channels: [{}], paths: []}"]
    )
    def test_is_refused_when_it_is_no_channel_file(self, text):
        with pytest.raises(rules.WrongChannelFile):
            rules.read_channels(text)

    def test_is_refused_with_an_unknown_channel_or_a_path_without_steps(self):
        for wrong in ({"channels": ["Y"]}, {"steps": []}):
            with pytest.raises(rules.WrongChannelFile):
                rules.read_channels(self.entry(**wrong))


@pytest.mark.django_db
class TestImport:
    def test_adds_what_is_missing_and_keeps_what_staff_have_set_p9(self):
        out = StringIO()
        call_command("import_channels", stdout=out)
        assert "新增渠道 17 个" in out.getvalue()
        Channel.objects.filter(pk="WECHAT").update(can_bind=True)
        call_command("import_channels", stdout=out)
        assert Channel.objects.get(pk="WECHAT").can_bind
        assert Channel.objects.count() == 17
        assert AuditEvent.objects.filter(verb="vouchers.channels.imported").count() == 1

    def test_gives_older_vouchers_their_place_on_our_pages(self, tenant):
        holder = make.make_holder(tenant)
        make.make_holder(tenant, state="CLOSED")
        for _ in range(2):
            call_command("import_channels", stdout=StringIO())
        slot = ChannelSlot.objects.get()
        assert (slot.channel_id, slot.holder) == ("SELF", holder)
        assert slot.joined_at == holder.person.voucher.activated_at

    def test_says_what_is_wrong_with_a_file(self, tmp_path):
        wrong = tmp_path / "channels.yaml"
        wrong.write_text("[]")
        with pytest.raises(CommandError):
            call_command("import_channels", str(wrong))
        with pytest.raises(CommandError):
            call_command("import_channels", str(tmp_path / "none.yaml"))


@pytest.fixture
def path(db):
    return ChannelPath.objects.create(
        code="X-1",
        channel=make_channel("X"),
        title="旧的办法",
        steps=["打开"],
        server_steps=["FACE"],
        valid_from=date(2020, 1, 1),
    )


class TestPaths:
    def test_change_by_a_new_version_p13(self, path):
        new = channel_list.replace_path(
            by=None, path=path, title="新的办法", steps=["打开", "点开"], start=DAY
        )
        path.refresh_from_db()
        assert (path.title, path.valid_to, new.valid_from) == ("旧的办法", DAY, DAY)
        before = selectors.channels.paths_on(date(2026, 10, 31))["X"]
        after = selectors.channels.paths_on(DAY)["X"]
        assert ([one.title for one in before], [one.title for one in after]) == (
            ["旧的办法"],
            ["新的办法"],
        )
        assert new.server_steps == path.server_steps
        assert AuditEvent.objects.filter(verb="vouchers.path.replaced").exists()

    def test_never_change_backwards(self, path):
        with pytest.raises(errors.PathDayWrong):
            channel_list.replace_path(
                by=None, path=path, title="新", steps=["打开"], start=path.valid_from
            )

    def test_end(self, path):
        ended = channel_list.end_path(by=None, path=path, reason="菜单没有了")
        assert not selectors.channels.paths_on(ended.valid_to)


class TestGuides:
    def test_follow_the_switches_of_the_area_p9(self, path):
        city = Region.objects.create(code="510600", name="德阳市")
        Region.objects.create(code="510603", name="旌阳区", parent=city)
        assert [one.channel.pk for one in selectors.channels.guides("510603", DAY)] == ["X"]
        off = {"can_activate": False, "can_show": False, "can_bind": False}
        ChannelRegion.objects.create(channel_id="X", region_id="510600", **off)
        assert selectors.channels.guides("510603", DAY) == []
        on = off | {"can_show": True}
        ChannelRegion.objects.create(channel_id="X", region_id="510603", **on)
        guide = selectors.channels.guides("510603", DAY)[0]
        assert guide.abilities.show and guide.paths == ()
        assert selectors.channels.guides("510600", DAY) == []
