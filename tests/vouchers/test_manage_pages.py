"""医保码管理 and what is behind it: password, suspend, restore, re-issue, close (pages A2)."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from accounts.models import FaceCheck, Region
from tests.factories import vouchers as make
from vouchers.models import Voucher, VoucherPolicy
from vouchers.services import pins, scans, suspension
from yibao.kernel import clock, facestep

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "918273"


@pytest.fixture
def phone(client, holder):
    """The holder's browser, signed in."""
    client.force_login(holder)
    return client


@pytest.fixture
def voucher(holder):
    """The holder's voucher."""
    return Voucher.objects.get(person=holder.person)


def unlock(browser, pin=make.PIN):
    """Prove to be there."""
    answer = browser.post("/code/unlock/", {"pin": pin})
    assert answer.status_code == 302, answer.content.decode()


def text_of(answer):
    """The page as it was sent."""
    return answer.content.decode()


def face_passed(browser, user, purpose):
    """A face check of this session has passed; as the capture page leaves it."""
    check = make.pass_face(user)
    FaceCheck.objects.filter(pk=check.pk).update(purpose=purpose)
    session = browser.session
    session[f"{facestep._RESULT}{purpose}"] = check.ref
    session.save()
    return check


class TestManage:
    def test_shows_state_limits_and_the_card(self, phone, holder):
        page = text_of(phone.get("/code/manage/"))
        assert "正常" in page
        assert "没有设限额" in page
        assert "和医保码效力一样" in page  # P17
        assert "不能取钱、转账、发工资" in page  # P18
        for address in ("/code/password/", "/code/suspend/", "/code/reissue/", "/code/close/"):
            assert f'href="{address}"' in page

    def test_names_the_limits_of_the_area_p33(self, phone):
        Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})
        VoucherPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), txn_limit_fen=50_000,
            day_limit_fen=100_000, service_from=time(6), service_to=time(23),
        )  # fmt: skip
        page = text_of(phone.get("/code/manage/"))
        assert "每笔最多 500.00 元" in page
        assert "每天最多 1000.00 元" in page
        assert "每天 6:00–23:00 可以用" in page

    def test_offers_only_what_would_work_p36(self, phone, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        page = text_of(phone.get("/code/manage/"))
        assert "已停用" in page and 'href="/code/restore/"' in page
        assert 'href="/code/password/"' not in page and 'href="/code/reissue/"' not in page

    def test_under_a_sanction_offers_nothing_and_tells_the_truth_p40(self, phone, voucher):
        suspension.suspend(
            by=None, voucher=voucher, reason="转借", until=clock.now() + timedelta(days=100)
        )
        page = text_of(phone.get("/code/manage/"))
        assert "现在实体卡也不能联网结算" in page
        for address in ("/code/restore/", "/code/close/", "/code/reissue/"):
            assert f'href="{address}"' not in page

    def test_when_locked_leads_to_the_face_p30(self, phone, voucher):
        Voucher.objects.update(pin_locked_until=clock.now() + timedelta(minutes=10))
        page = text_of(phone.get("/code/manage/"))
        assert "密码锁定" in page and "刷脸重设密码" in page

    def test_without_a_voucher_leads_to_the_code_page(self, client, tenant):
        client.force_login(make.make_user(make.make_person(tenant)))
        assert client.get("/code/manage/").url == "/code/"


class TestChangePin:
    def test_asks_for_a_proof_first_t28(self, phone):
        assert phone.get("/code/password/").url.startswith("/code/unlock/?next=")
        assert phone.post("/code/password/", {}).status_code == 403

    def test_changes_it_and_ends_the_proofs_of_other_sessions(self, phone, holder):
        other = Client()
        other.force_login(holder)
        unlock(other)
        assert other.get("/code/").status_code == 200
        unlock(phone)
        data = {"old_pin": make.PIN, "pin": NEW, "pin_again": NEW}
        answer = phone.post("/code/password/", data, follow=True)
        assert "密码已修改" in text_of(answer)
        assert phone.get("/code/").status_code == 200
        assert other.get("/code/").url.startswith("/code/unlock/")
        pins.verify_pin(by=holder, pin=NEW)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"old_pin": "135792"}, "还能再试 4 次"),
            ({"pin": "111111", "pin_again": "111111"}, "6 个一样的数字"),
            ({"pin_again": "918274"}, "两次填的密码不一样"),
            ({"pin": make.PIN, "pin_again": make.PIN}, "新密码和旧密码一样"),
        ],
    )
    def test_says_what_is_wrong(self, phone, data, words):
        unlock(phone)
        good = {"old_pin": make.PIN, "pin": NEW, "pin_again": NEW}
        assert words in text_of(phone.post("/code/password/", good | data))

    def test_locks_after_five_p30(self, phone):
        unlock(phone)
        data = {"old_pin": "135792", "pin": NEW, "pin_again": NEW}
        for _ in range(4):
            assert phone.post("/code/password/", data).status_code == 200
        answer = phone.post("/code/password/", data, follow=True)
        assert "密码试了 5 次都不对" in text_of(answer)


class TestSuspendFromAnywhere:
    @pytest.mark.parametrize("address", ["/", "/me/", "/bills/", "/help/", "/messages/"])
    def test_every_page_leads_there(self, phone, address):
        assert 'href="/code/suspend/"' in text_of(phone.get(address))

    def test_is_not_offered_without_a_voucher_in_use(self, client, phone, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        assert 'href="/code/suspend/"' not in text_of(phone.get("/me/"))
        client.logout()
        assert 'href="/code/suspend/"' not in text_of(client.get("/help/"))

    def test_takes_one_press_and_no_proof(self, phone, voucher):
        assert phone.get("/code/suspend/").status_code == 200
        phone.post("/code/suspend/")
        voucher.refresh_from_db()
        assert voucher.state == "SUSPENDED"

    def test_works_while_the_password_is_locked(self, phone, voucher):
        Voucher.objects.update(pin_locked_until=clock.now() + timedelta(minutes=10))
        phone.post("/code/suspend/")
        voucher.refresh_from_db()
        assert voucher.state == "SUSPENDED"


class TestRestore:
    def test_takes_the_face_instead_of_the_password(self, phone, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        assert 'href="/code/restore/face/"' in text_of(phone.get("/code/restore/"))
        face_passed(phone, holder, "RESTORE")
        assert 'name="pin"' not in text_of(phone.get("/code/restore/"))
        phone.post("/code/restore/")
        voucher.refresh_from_db()
        assert voucher.state == "ACTIVE"

    def test_does_not_take_the_face_of_another_session_t20(self, phone, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        check = make.pass_face(holder)
        FaceCheck.objects.filter(pk=check.pk).update(purpose="RESTORE")
        assert 'name="pin"' in text_of(phone.get("/code/restore/"))
        phone.post("/code/restore/", {"pin": ""})
        voucher.refresh_from_db()
        assert voucher.state == "SUSPENDED"


class TestReissue:
    def test_asks_for_a_proof_then_ends_it(self, phone, voucher):
        assert phone.get("/code/reissue/").url.startswith("/code/unlock/")
        unlock(phone)
        assert "以前的码" in text_of(phone.get("/code/reissue/"))
        answer = phone.post("/code/reissue/", follow=True)
        assert "医保码已换发" in text_of(answer)
        voucher.refresh_from_db()
        assert voucher.generation == 2
        assert phone.get("/code/").url.startswith("/code/unlock/")


class TestClose:
    def test_needs_the_face_of_this_session_p37(self, phone, holder, voucher):
        assert "刷脸，继续注销" in text_of(phone.get("/code/close/"))
        assert phone.post("/code/close/").url == "/code/close/face/"
        face_passed(phone, holder, "CLOSE")
        answer = phone.post("/code/close/", follow=True)
        assert "医保码已注销" in text_of(answer)
        voucher.refresh_from_db()
        assert (voucher.state, voucher.closing_reason) == ("CLOSED", "本人注销医保码")

    def test_may_be_followed_by_a_new_start(self, phone, holder):
        face_passed(phone, holder, "CLOSE")
        phone.post("/code/close/")
        assert "重新激活医保码" in text_of(phone.get("/code/"))

    def test_leads_to_the_face_page(self, phone):
        page = text_of(phone.get("/code/close/face/"))
        assert "注销前要确认是您本人" in page


class TestServiceHours:
    def test_refuse_a_scan_and_offer_the_card_p33(self, holder, hospital, till):
        Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})
        now = clock.local(clock.now())
        start, end = (now + timedelta(hours=2)).time(), (now + timedelta(hours=3)).time()
        VoucherPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), service_from=start, service_to=end
        )
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(make.show(holder)))
        assert outcome.refusal.code == "voucher.outside_service_hours"
        assert "可用实体卡" in outcome.refusal.patient_message
        card = make.make_ask(medium="social_card", card_no=holder.person.card_no)
        assert scans.redeem(by=till, institution=hospital, ask=card).is_ok
