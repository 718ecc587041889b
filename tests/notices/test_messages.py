"""Text messages and calls: quiet hours, faults of the sender, sending again (P192)."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from yibao.kernel import outbox
from yibao.kernel.models import OutboxMessage
from yibao.notices import services as notices
from yibao.notices.errors import NotResendable
from yibao.notices.models import SmsMessage
from yibao.notices.rules import leaves_at

from ..factories.accounts import StaffFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE = "13800000042"


def _at(hour, minute=0, day=20):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("owed", "leaves"),
        [
            (_at(21, 59), _at(21, 59)),
            (_at(22), _at(7, day=21)),
            (_at(23, 30), _at(7, day=21)),
            (_at(3), _at(7)),
            (_at(6, 59), _at(7)),
            (_at(7), _at(7)),
        ],
    )
    def test_hold_back_what_can_wait(self, owed, leaves):
        assert leaves_at(owed, is_security=False) == leaves

    def test_never_hold_back_what_guards_an_account(self):
        assert leaves_at(_at(3), is_security=True) == _at(3)

    @pytest.mark.django_db
    @pytest.mark.parametrize(("code", "waits"), [("login_code", False), ("review_done", True)])
    def test_decide_when_the_outbox_lets_a_message_go(self, code, waits):
        with time_machine.travel(_at(23), tick=False):
            message = notices.owe_sms(code, by=None, phone=PHONE, text="话")
        row = OutboxMessage.objects.get(key=f"sms:{message.pk}")
        assert (row.due_at == _at(7, day=21)) is waits
        assert (message.not_before is not None) is waits


@pytest.fixture
def switch(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = Path(tmp_path) / "simulators"
    folder.mkdir()

    def turn(name, word):
        (folder / name).write_text(word, "utf-8")

    return turn


@pytest.mark.django_db
class TestSender:
    def test_down_is_tried_again_and_nothing_is_lost(self, switch):
        message = notices.owe_sms("login_code", by=None, phone=PHONE, text="话")
        switch("sms", "down")
        with pytest.raises(outbox.HandlerFailed):
            notices.send_sms(by=None, sms_id=str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("PENDING", 1)
        assert "会再试" in message.failure
        switch("sms", "")
        notices.send_sms(by=None, sms_id=str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.attempts, message.failure) == ("SENT", 2, "")

    def test_refusing_ends_the_message_with_the_reason(self, switch):
        switch("sms", "refuse")
        message = notices.owe_sms("login_code", by=None, phone=PHONE, text="话")
        notices.send_sms(by=None, sms_id=str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.failure) == ("FAILED", "simulated refusal")

    def test_calls_go_through_the_voice_gateway(self, switch):
        switch("sms", "down")
        message = notices.owe_voice("login_code", by=None, phone=PHONE, digits="123456")
        notices.send_sms(by=None, sms_id=str(message.pk))
        message.refresh_from_db()
        assert (message.medium, message.state) == ("VOICE", "SENT")


@pytest.mark.django_db
class TestResend:
    def test_owes_the_same_words_to_the_same_number(self, tenant):
        old = notices.owe_sms("voucher_activated", by=None, phone=PHONE, text="话")
        SmsMessage.objects.filter(pk=old.pk).update(state="FAILED")
        old.refresh_from_db()
        again = notices.resend(by=StaffFactory(tenant=tenant), message=old, reason="没收到")
        assert (again.phone, again.text, again.resent_from_id) == (PHONE, "话", old.pk)

    @pytest.mark.parametrize(
        ("code", "state"), [("login_code", "FAILED"), ("voucher_activated", "PENDING")]
    )
    def test_never_repeats_a_code_nor_what_is_on_its_way(self, tenant, code, state):
        old = notices.owe_sms(code, by=None, phone=PHONE, text="话")
        SmsMessage.objects.filter(pk=old.pk).update(state=state)
        old.refresh_from_db()
        with pytest.raises(NotResendable):
            notices.resend(by=StaffFactory(tenant=tenant), message=old, reason="没收到")


@pytest.mark.django_db
class TestBanner:
    def test_stands_on_pages_from_its_start_to_its_end(self, client, tenant):
        staff = StaffFactory(tenant=tenant)
        start = datetime.now(SHANGHAI)
        row = notices.set_banner(
            by=staff,
            kind="warn",
            title="今晚暂停服务",
            text="实体卡同样有效。",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )
        assert "今晚暂停服务" in client.get("/start/").content.decode()
        notices.end_banner(by=staff, banner=row)
        assert "今晚暂停服务" not in client.get("/start/").content.decode()
