"""The console pages of templates, announcements and the delivery log."""

from datetime import timedelta

import pytest
from django.utils import timezone

from yibao.notices.models import Banner, NoticeTemplate, SmsMessage

pytestmark = pytest.mark.django_db
BASE = "/admin/notices"


@pytest.fixture
def lead(console):
    return console.browser("lead")


class TestTemplates:
    def test_are_written_previewed_and_kept_as_versions(self, lead):
        words = {
            "code": "voucher_suspended",
            "medium": "INBOX",
            "title": "停用了",
            "body": "{{ name }}，您的医保码停用了。",
        }
        answer = lead.post(f"{BASE}/noticetemplate/add/", words, follow=True)
        assert answer.status_code == 200
        row = NoticeTemplate.objects.get()
        page = lead.get(f"{BASE}/noticetemplate/{row.pk}/change/").content.decode()
        assert "王*国，您的医保码停用了。" in page
        assert "系统自带的文字" in page

    def test_are_chosen_by_the_words_that_people_get(self, lead):
        page = lead.get(f"{BASE}/noticetemplate/add/").content.decode()
        assert "医保码已停用（voucher_suspended）" in page
        assert "更正申请已通过 / 更正申请没有通过（correction_decided）" in page
        assert "医保码在…停掉了（channel_ended）" in page

    def test_with_unfit_words_are_refused_with_the_reason(self, lead):
        words = {"code": "voucher_suspended", "medium": "INBOX", "title": "停", "body": "{{ x }}"}
        page = lead.post(f"{BASE}/noticetemplate/add/", words).content.decode()
        assert "没有变量 x" in page
        assert not NoticeTemplate.objects.exists()

    def test_are_not_released_by_their_writer(self, lead):
        words = {"code": "voucher_suspended", "medium": "INBOX", "title": "停", "body": "停用了"}
        lead.post(f"{BASE}/noticetemplate/add/", words)
        row = NoticeTemplate.objects.get()
        page = lead.post(f"{BASE}/noticetemplate/{row.pk}/do/release/", follow=True)
        assert "要由另一个人发布" in page.content.decode()
        row.refresh_from_db()
        assert row.state == "DRAFT"


class TestBanners:
    def test_are_set_and_ended(self, lead, client):
        now = timezone.localtime()
        end = now + timedelta(hours=3)
        said = {
            "kind": "warn",
            "title": "今晚暂停服务",
            "text": "实体卡同样有效。",
            "starts_at_0": now.strftime("%Y-%m-%d"),
            "starts_at_1": "00:00:00",
            "ends_at_0": end.strftime("%Y-%m-%d"),
            "ends_at_1": end.strftime("%H:%M:%S"),
        }
        lead.post(f"{BASE}/banner/add/", said, follow=True)
        row = Banner.objects.get()
        assert "今晚暂停服务" in client.get("/start/").content.decode()
        lead.post(f"{BASE}/banner/{row.pk}/do/end/", {"reason": "提前恢复"})
        assert "今晚暂停服务" not in client.get("/start/").content.decode()


class TestDeliveryLog:
    def test_sends_again_by_a_button(self, lead):
        from yibao.notices import services

        old = services.owe_sms("voucher_activated", by=None, phone="13800000042", text="话")
        SmsMessage.objects.filter(pk=old.pk).update(state="FAILED")
        lead.post(f"{BASE}/smsmessage/{old.pk}/do/resend/", {"reason": "没收到"})
        assert SmsMessage.objects.get(resent_from=old).text == "话"
