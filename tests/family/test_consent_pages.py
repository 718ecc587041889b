"""The pages of consent: whose they are, what they say, what they do (T31, T38, P75)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from family import selectors
from family.models import Binding, ConsentAsk
from family.services import consents, handover
from tests.factories import accounts
from tests.factories import bindings as factory
from tests.factories import family as make
from yibao.kernel import clock, proof
from yibao.notices.models import SmsMessage

from .consenting import code_sent_to

pytestmark = pytest.mark.django_db
OLD = date(1956, 3, 12)
PASS = {"agree": "on", "acted": "pass"}


def browser(user):
    """Signed in on a device that has proved who it is."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=OLD)


@pytest.fixture
def request_(holder, mother):
    return make.make_submitted(holder.person, mother.person, "PARENT", needs_consent=True)


@pytest.fixture
def ask(request_):
    return consents.ask(by=None, request=request_)


def address(ask, *more):
    return "/".join(["/family/authorise", ask.ref, *more, ""])


def state(ask):
    ask.refresh_from_db()
    return ask.state


class TestTheQuestion:
    def test_leads_a_stranger_to_the_login_and_back_p66(self, client, tenant, ask):
        answer = client.get(address(ask))
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/") and ask.ref in answer.url

    @pytest.mark.parametrize("more", [(), ("face",), ("refuse",)])
    @pytest.mark.parametrize("who", ["holder", "other"])
    def test_does_not_exist_for_anybody_else_t31(self, tenant, holder, ask, who, more):
        other = holder if who == "holder" else make.make_holder(tenant, name="赵强")
        page = browser(other).get(address(ask, *more))
        nowhere = browser(other).get("/family/authorise/YNOSUCHREFERENCE/")
        assert page.status_code == nowhere.status_code == 404
        assert browser(other).post(address(ask, *more), {"reason": ""}).status_code == 404
        assert state(ask) == "OPEN"

    def test_says_who_asks_masked_what_for_and_what_never(self, mother, ask):
        page = browser(mother).get(address(ask)).content.decode()
        word = selectors.consents.holder_word(ask)
        assert f"王*国（{word}）" in page and "王建国" not in page
        assert "出示您的医保码" in page and "不能用您的个人账户" in page
        assert "不同意" in page and "两位工作人员" in page

    def test_never_ticks_the_bills_beforehand(self, mother, ask):
        page = browser(mother).get(address(ask)).content.decode()
        assert 'name="sees_bills"' in page and "checked" not in page

    @pytest.mark.parametrize("ticked", [True, False])
    def test_is_answered_with_the_own_face(self, mother, ask, ticked):
        phone = browser(mother)
        said = {"text_version": "2026-01"} | ({"sees_bills": "on"} if ticked else {})
        assert phone.post(address(ask), said).url == address(ask, "face")
        page = phone.get(address(ask, "face")).content.decode()
        assert ("看不到您的账单" in page) is not ticked
        assert state(ask) == "OPEN"
        done = phone.post(address(ask, "face"), PASS, follow=True)
        assert "您已同意" in done.content.decode()
        assert state(ask) == "GIVEN" and ask.sees_bills is ticked and ask.way == "LOGIN"

    def test_is_not_answered_by_a_face_that_fails(self, mother, ask):
        phone = browser(mother)
        phone.post(address(ask), {"text_version": "2026-01"})
        phone.post(address(ask, "face"), {"agree": "on", "acted": "fail"})
        assert state(ask) == "OPEN"

    def test_cannot_skip_the_page_with_the_words(self, mother, ask):
        assert browser(mother).post(address(ask, "face"), PASS).url == address(ask)
        assert state(ask) == "OPEN"

    def test_is_asked_again_where_the_words_have_changed(self, mother, ask):
        phone = browser(mother)
        phone.post(address(ask), {"text_version": "2019-01"})
        page = phone.post(address(ask, "face"), PASS, follow=True).content.decode()
        assert "说明有更新" in page and state(ask) == "OPEN"

    def test_takes_a_no_without_a_face(self, mother, ask):
        page = browser(mother).post(address(ask, "refuse"), {"reason": "不想"}, follow=True)
        assert "您没有同意" in page.content.decode()
        assert state(ask) == "REFUSED"

    def test_says_when_it_is_too_late(self, mother, ask):
        with time_machine.travel(ask.expires_at, tick=False):
            page = browser(mother).get(address(ask)).content.decode()
        assert "过了时间" in page and "去刷脸" not in page

    def test_says_when_nobody_wants_to_know_any_more(self, mother, ask, request_):
        request_.state = "WITHDRAWN"
        request_.save()
        page = browser(mother).get(address(ask)).content.decode()
        assert "不用再答复了" in page


class TestTheList:
    def test_shows_what_waits_and_what_was_answered(self, mother, ask):
        phone = browser(mother)
        assert address(ask) in phone.get("/family/authorise/").content.decode()
        consents.refuse(by=mother, ref=ask.ref)
        page = phone.get("/family/authorise/").content.decode()
        assert "没有要您同意的" in page and "未同意" in page

    def test_is_empty_for_the_one_who_asks(self, holder, ask):
        assert ask.ref not in browser(holder).get("/family/authorise/").content.decode()


class TestOnTheHoldersPhone:
    def here(self, request_, *more):
        return "/".join(["/family/requests", request_.ref, "here", *more, ""])

    def test_takes_the_members_face_and_the_members_code(self, holder, mother, request_, ask):
        phone = browser(holder)
        first = phone.get(self.here(request_)).content.decode()
        assert mother.phone[-4:] in first and mother.phone not in first
        said = {"text_version": "2026-01", "sees_bills": "on"}
        assert phone.post(self.here(request_), said).url == self.here(request_, "face")
        answer = phone.post(self.here(request_, "face"), PASS)
        assert answer.url == self.here(request_, "code")
        assert state(ask) == "OPEN"
        page = phone.get(self.here(request_, "code")).content.decode()
        assert mother.phone[-4:] in page and mother.phone not in page
        done = phone.post(self.here(request_, "code"), {"code": code_sent_to(mother)}, follow=True)
        assert "本人已同意" in done.content.decode()
        assert (state(ask), ask.way, ask.sees_bills) == ("GIVEN", "HOLDER_PHONE", True)

    def test_asks_for_the_face_first(self, holder, request_, ask):
        phone = browser(holder)
        phone.post(self.here(request_), {"text_version": "2026-01"})
        assert phone.get(self.here(request_, "code")).url == self.here(request_, "face")
        assert not SmsMessage.objects.filter(code="consent_code").exists()

    def test_counts_a_wrong_code_and_keeps_the_question_open(self, holder, mother, request_, ask):
        phone = browser(holder)
        phone.post(self.here(request_), {"text_version": "2026-01"})
        phone.post(self.here(request_, "face"), PASS)
        wrong = "000000" if code_sent_to(mother) != "000000" else "111111"
        page = phone.post(self.here(request_, "code"), {"code": wrong}).content.decode()
        assert "还可以再试 4 次" in page and state(ask) == "OPEN"

    def test_does_not_exist_for_others(self, tenant, mother, request_, ask):
        other = make.make_holder(tenant, name="赵强")
        for user in (mother, other):
            for more in ((), ("face",), ("code",)):
                assert browser(user).get(self.here(request_, *more)).status_code == 404

    def test_is_closed_without_a_registered_number(self, tenant, holder):
        member = make.make_member(tenant, born=OLD)
        request = make.make_submitted(holder.person, member, "PARENT")
        consents.ask(by=None, request=request)
        page = browser(holder).get(self.here(request)).content.decode()
        assert "现在不能在这里办" in page and "去刷脸" not in page


class TestWaiting:
    def page(self, request_):
        return f"/family/requests/{request_.ref}/remind/"

    def test_reminds_once(self, holder, request_, ask):
        phone = browser(holder)
        page = phone.post(self.page(request_), {"action": "remind"}, follow=True).content.decode()
        assert "已再次提醒家人" in page and "以后可以再提醒" in page
        again = phone.post(self.page(request_), {"action": "remind"}, follow=True)
        assert "刚刚提醒过" in again.content.decode()
        assert SmsMessage.objects.filter(code="family_ask_again").count() == 1

    def test_invites_somebody_without_an_account(self, tenant, holder):
        member = make.make_member(tenant, born=OLD)
        request = make.make_submitted(holder.person, member, "PARENT")
        consents.ask(by=None, request=request)
        phone = browser(holder)
        wrong = phone.post(self.page(request), {"phone": "12"}).content.decode()
        assert "手机号是 11 位数字" in wrong
        done = phone.post(self.page(request), {"phone": "139 1111 2222"}, follow=True)
        assert "短信已发出" in done.content.decode()
        assert SmsMessage.objects.get().phone == "13911112222"

    def test_tells_of_a_no_without_the_reason_p75(self, holder, mother, request_, ask):
        consents.refuse(by=mother, ref=ask.ref, reason="他欠我钱不还")
        page = browser(holder).get(self.page(request_)).content.decode()
        assert "未同意" in page and "欠我钱" not in page

    def test_never_shows_the_reference_of_the_question(self, holder, request_, ask):
        assert ask.ref not in browser(holder).get(self.page(request_)).content.decode()


class TestSettings:
    @pytest.fixture
    def binding(self, holder, mother):
        return factory.make_binding(holder.person, mother.person, "PARENT")

    def page(self, binding):
        return f"/family/bound-by/{binding.ref}/"

    def proved(self, user):
        client = browser(user)
        session = client.session
        session[proof.PROVED_AT] = int(clock.now().timestamp())
        session[proof.PROVED_BY] = proof.PASSWORD
        session[proof.PROVED_IN] = user.proof_epoch
        session.save()
        return client

    def test_open_and_close_the_bills(self, mother, binding):
        phone = self.proved(mother)
        said = {"sees_bills": "1", "tell_showings": "DIGEST"}
        page = phone.post(self.page(binding), said, follow=True).content.decode()
        binding.refresh_from_db()
        assert "已保存" in page
        assert (binding.sees_bills, binding.tell_showings) == (True, "DIGEST")
        phone.post(self.page(binding), {"sees_bills": "0", "tell_showings": "INSTANT"})
        binding.refresh_from_db()
        assert (binding.sees_bills, binding.tell_showings) == (False, "INSTANT")

    def test_ask_for_a_proof_before_the_bills_open_only(self, mother, binding):
        phone = browser(mother)
        answer = phone.post(self.page(binding), {"sees_bills": "1", "tell_showings": "INSTANT"})
        assert "/code/unlock/" in answer.url
        phone.post(self.page(binding), {"sees_bills": "0", "tell_showings": "DIGEST"})
        binding.refresh_from_db()
        assert (binding.sees_bills, binding.tell_showings) == (False, "DIGEST")

    def test_are_the_members_alone_t31(self, tenant, holder, binding):
        other = make.make_holder(tenant, name="赵强")
        for user in (holder, other):
            assert browser(user).get(self.page(binding)).status_code == 404
            sent = browser(user).post(self.page(binding), {"tell_showings": "DIGEST"})
            assert sent.status_code == 404

    def test_leave_the_bills_to_the_guardian_below_16(self, tenant, holder):
        born = clock.today(tenant) - timedelta(days=15 * 365)
        child = accounts.CitizenFactory(tenant=tenant, person__birth=born)
        binding = factory.make_binding(holder.person, child.person)
        page = browser(child).get(self.page(binding)).content.decode()
        assert 'name="sees_bills"' not in page and "由监护人看" in page

    def test_lead_to_the_question_at_16_and_to_a_new_one_after_the_pause(self, tenant, holder):
        today = clock.today(tenant)
        born = (today - timedelta(days=1)).replace(year=today.year - 16)
        child = accounts.CitizenFactory(tenant=tenant, person__birth=born)
        binding = factory.make_binding(
            holder.person,
            child.person,
            began_at=clock.now() - timedelta(days=400),
            consented_at=None,
            turns_16_on=today - timedelta(days=1),
        )
        handover.run(by=None)
        asked = ConsentAsk.objects.get()
        assert address(asked) in browser(child).get(self.page(binding)).content.decode()
        with time_machine.travel(clock.now() + timedelta(days=95), tick=False):
            handover.run(by=None)
            phone = browser(child)
            assert "恢复出示" in phone.get(self.page(binding)).content.decode()
            answer = phone.post(self.page(binding), {"again": "1"})
            fresh = selectors.consents.open_for(binding)
            assert answer.url == address(fresh) and fresh != asked
            # The holder's button does the same, and no second question is made.
            browser(holder).post(f"/family/{binding.ref}/remind/")
        assert ConsentAsk.objects.filter(state="OPEN").count() == 1
        assert Binding.objects.get().state == "SUSPENDED"
