"""The pages of a person's rights: consents, looks, copies, leaving (feature 62, T28, T92)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.data import FACE_CONSENT
from accounts.models import Consent, DataExport, User
from accounts.services import consents, looking, roles
from tests.factories import world
from tests.privacy import lives
from vouchers.data import AGREEMENT
from vouchers.models import Voucher
from yibao.kernel import clock, proof

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
FACE = {"outcome": "pass", "agree": "on"}


def browser_of(user, *, proved=True) -> Client:
    """A signed-in browser, with a fresh proof of presence unless told otherwise."""
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    if proved:
        session = browser.session
        session[proof.PROVED_AT] = int(timezone.now().timestamp())
        session[proof.PROVED_BY] = proof.PASSWORD
        session[proof.PROVED_IN] = user.proof_epoch
        session.save()
    return browser


@pytest.fixture
def who(city, till):
    return lives.full(city, till)


@pytest.fixture
def browser(who):
    return browser_of(who.user)


def _face_form(browser, path) -> dict:
    """What the sandbox's page offers to act a passed check."""
    form = browser.get(path).context["form"]
    names = {name: "on" for name in form.fields if name == "agree"}
    act = next(name for name in form.fields if hasattr(form.fields[name], "choices"))
    value = next(key for key, words in form.fields[act].choices if "通过" in words)
    return names | {act: value}


class TestConsents:
    def test_are_listed_in_words_with_their_date(self, who, browser):
        text = browser.get("/me/privacy/").content.decode()
        assert "刷脸" in text and "第 2026-1 版" in text and "撤回" in text

    def test_can_be_read_in_the_words_that_were_agreed_to(self, browser):
        text = browser.get("/me/privacy/consents/FACE/").content.decode()
        assert FACE_CONSENT.title in text and FACE_CONSENT.paragraphs[0] in text

    def test_of_a_version_that_is_gone_say_so(self, who, browser):
        Consent.objects.filter(user=who.user).update(version="2019-1")
        assert "全文不再保存" in browser.get("/me/privacy/consents/FACE/").content.decode()

    def test_tell_what_stops_before_they_end(self, who, browser):
        page = browser.get("/me/privacy/withdraw/FACE/").content.decode()
        assert "不能再用刷脸" in page and "待遇一样" in page
        assert consents.consents.live(who.user, "FACE") is not None
        answer = browser.post("/me/privacy/withdraw/FACE/")
        assert answer.status_code == 302
        assert consents.consents.live(who.user, "FACE") is None
        text = browser.get("/me/privacy/").content.decode()
        assert "已撤回的授权（1）" in text

    def test_need_a_fresh_proof_to_end(self, who):
        cold = browser_of(who.user, proved=False)
        assert "unlock" in cold.get("/me/privacy/withdraw/FACE/").url
        assert cold.post("/me/privacy/withdraw/FACE/").status_code == 403
        assert consents.consents.live(who.user, "FACE") is not None

    def test_of_the_voucher_end_with_the_face_only(self, who, browser):
        consents.give(by=who.user, kind="voucher", version=AGREEMENT.version, text=AGREEMENT.text)
        answer = browser.post("/me/privacy/withdraw/voucher/")
        assert answer.url == "/me/privacy/withdraw/voucher/face/"
        assert Voucher.objects.get(person=who.person).state == "ACTIVE"
        form = _face_form(browser, answer.url)
        assert browser.post(answer.url, form).status_code == 302
        assert Voucher.objects.get(person=who.person).state == "CLOSED"
        assert "重新激活" in browser.get("/code/", follow=True).content.decode()

    @pytest.mark.parametrize("path", ["withdraw/nothing/", "consents/nothing/"])
    def test_that_were_never_given_are_not_there(self, browser, path):
        assert browser.get(f"/me/privacy/{path}").status_code == 404


class TestLooks:
    def test_say_role_purpose_time_and_reason_never_a_name(self, who, browser, city):
        clerk = User.objects.create_staff(
            tenant=city, username="zhang", password="x", display_name="张三"
        )
        roles.assign(by=None, user=clerk, roles=["clerk", "reviewer"])
        looking.note_view(by=clerk, person=who.person)
        looking.unmask(by=clerk, person=who.person, reason="核对身份")
        looking.find(by=clerk, tenant=city, text=who.person.psn_no)
        text = browser.get("/me/privacy/").content.decode()
        assert "窗口经办人员打开了您的资料页" in text
        assert "窗口经办人员看了您的完整号码" in text and "原因：核对身份" in text
        assert "窗口经办人员查人时查到了您" in text
        assert "zhang" not in text and "张三" not in text

    def test_are_nobody_else_s(self, who, browser, city):
        other = world.insured(city)
        clerk = User.objects.create_staff(tenant=city, username="zhang", password="x")
        looking.note_view(by=clerk, person=other.person)
        assert "没有工作人员看过" in browser.get("/me/privacy/").content.decode()

    def test_cost_the_same_whatever_their_number(
        self, who, browser, city, django_assert_max_num_queries
    ):
        clerk = User.objects.create_staff(tenant=city, username="zhang", password="x")
        from accounts.selectors import looks

        for _ in range(30):
            looking.note_view(by=clerk, person=who.person)
        with django_assert_max_num_queries(2):
            assert len(looks.of(who.person)) == looks.PAGE
        page = browser.get("/me/privacy/")
        older = browser.get("/me/privacy/" + page.context["next_url"])
        assert len(older.context["looks"]) == 10 and older.context["next_url"] == ""

    def test_take_no_nonsense_for_a_page(self, browser):
        assert browser.get("/me/privacy/?before=x'--").status_code == 200


class TestCopies:
    def test_are_asked_for_waited_for_and_fetched(self, who, browser):
        assert browser.post("/me/privacy/export/").status_code == 302
        assert "正在准备" in browser.get("/me/privacy/export/").content.decode()
        lives.work_off()
        assert "备好了" in browser.get("/me/privacy/export/").content.decode()
        ref = DataExport.objects.get().ref
        answer = browser.post(f"/me/privacy/export/{ref}/")
        assert answer["Content-Type"] == "application/zip"
        assert (
            answer["Cache-Control"].startswith("no-store") or "no-store" in answer["Cache-Control"]
        )
        assert answer["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert json.loads(archive.read("data.json"))["format"]

    def test_need_a_fresh_proof_each_time(self, who, browser):
        browser.post("/me/privacy/export/")
        lives.work_off()
        ref = DataExport.objects.get().ref
        cold = browser_of(who.user, proved=False)
        assert "unlock" in cold.get("/me/privacy/export/").url
        assert cold.post("/me/privacy/export/").status_code == 403
        assert cold.post(f"/me/privacy/export/{ref}/").status_code == 403
        with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
            assert browser.post(f"/me/privacy/export/{ref}/").status_code == 403

    def test_are_not_fetched_by_somebody_else(self, who, browser, city):
        browser.post("/me/privacy/export/")
        lives.work_off()
        ref = DataExport.objects.get().ref
        stranger = browser_of(world.insured(city).user)
        assert stranger.post(f"/me/privacy/export/{ref}/").status_code == 404
        assert browser.get(f"/me/privacy/export/{ref}/").status_code == 405

    def test_that_are_over_say_so(self, who, browser):
        browser.post("/me/privacy/export/")
        lives.work_off()
        DataExport.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        answer = browser.post(f"/me/privacy/export/{DataExport.objects.get().ref}/")
        assert answer.status_code == 410 and "已经过期" in answer.content.decode()

    def test_cannot_be_asked_for_twice_at_once(self, browser):
        browser.post("/me/privacy/export/")
        assert "已经在准备了" in browser.post("/me/privacy/export/").content.decode()


class TestLeaving:
    def test_tells_what_stops_and_what_the_law_keeps(self, browser):
        text = browser.get("/me/close/").content.decode()
        assert "医保码注销" in text and "法律规定" in text

    def test_goes_over_the_face_to_the_last_page(self, who, browser):
        answer = browser.post("/me/close/")
        assert answer.url == "/me/close/face/"
        form = _face_form(browser, "/me/close/face/")
        answer = browser.post("/me/close/face/", form)
        assert answer.url == "/accounts/closed/" and "cache" in answer["Clear-Site-Data"]
        assert User.objects.get(pk=who.user.pk).closed_at is not None
        assert "login" in browser.get("/me/").url
        assert "账号已注销" in browser.get("/accounts/closed/").content.decode()

    def test_lists_what_is_open_and_offers_no_button(self, who, browser, till):
        till.visit(who)
        text = browser.get("/me/close/").content.decode()
        assert "还没结账" in text and "刷脸注销" not in text
        assert browser.post("/me/close/").status_code == 200
        assert browser.get("/me/close/face/").url == "/me/close/"
        assert User.objects.get(pk=who.user.pk).closed_at is None

    def test_needs_a_fresh_proof(self, who):
        cold = browser_of(who.user, proved=False)
        assert "unlock" in cold.get("/me/close/").url
        assert cold.post("/me/close/").status_code == 403
        assert cold.post("/me/close/face/", FACE).status_code == 403

    def test_of_a_number_alone_needs_no_face(self, city):
        user = User.objects.create_citizen(tenant=city, phone="13900005678")
        browser = browser_of(user, proved=False)
        assert browser.get("/me/privacy/").status_code == 200
        assert browser.post("/me/close/").url == "/accounts/closed/"
        assert User.objects.get(pk=user.pk).phone is None
