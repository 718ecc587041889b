"""Pages of the wallet: opening, giving, taking, refusing, taking back (P99)."""

import pytest
from django.test import Client

from settlement.models import LedgerAccount, WalletTransfer
from tests.factories import wallets as made
from tests.factories import world
from tests.factories.bindings import make_binding
from yibao.kernel import clock, todos

pytestmark = pytest.mark.django_db


def phone_of(who, *, proved=True):
    """A signed-in phone that has just unlocked with the password."""
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        session = client.session
        session["unlocked_at"] = int(clock.now().timestamp())
        session["unlocked_by"] = "password"
        session.save()
    return client


def text_of(answer) -> str:
    """The page as text; it must have worked."""
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def chosen(phone, taker, amount="200"):
    """Up to the last page."""
    assert phone.post("/wallet/send/who/", {"who": taker.person.psn_no}).url == (
        "/wallet/send/amount/"
    )
    answer = phone.post("/wallet/send/amount/", {"amount": amount})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == "/wallet/send/check/"


class TestOpening:
    def test_asks_first_and_is_done_once(self, city):
        who = world.insured(city)
        phone = phone_of(who)
        assert "开通医保钱包" in text_of(phone.get("/wallet/"))
        assert "不能取现金" in text_of(phone.get("/wallet/open/"))
        assert phone.post("/wallet/open/").url == "/wallet/"
        assert phone.get("/wallet/open/").url == "/wallet/"
        assert "钱包余额" in text_of(phone.get("/wallet/"))
        assert LedgerAccount.objects.filter(kind="WALLET").count() == 1

    def test_says_why_the_uninsured_cannot(self, city):
        who = world.insured(city)
        who.person.enrolments.all().delete()
        phone = phone_of(who)
        assert "没查到您的参保信息" in text_of(phone.get("/wallet/"))
        assert phone.post("/wallet/open/").status_code == 409


class TestGiving:
    def test_leads_from_who_to_the_receipt(self, couple):
        giver, taker = couple
        phone = phone_of(giver)
        assert taker.person.masked_name in text_of(phone.get("/wallet/send/who/"))
        chosen(phone, taker)
        page = text_of(phone.get("/wallet/send/check/"))
        assert "200.00" in page and "最迟接收" in page and taker.person.masked_name in page
        answer = phone.post("/wallet/send/check/")
        transfer = WalletTransfer.objects.get()
        assert answer.url == f"/wallet/{transfer.ref}/" and transfer.proof == "PIN"
        assert "等对方接收" in text_of(phone.get(answer.url))

    def test_sent_twice_is_one_transfer_t60(self, couple):
        giver, taker = couple
        phone = phone_of(giver)
        chosen(phone, taker)
        first, second = phone.post("/wallet/send/check/"), phone.post("/wallet/send/check/")
        assert first.url == second.url and WalletTransfer.objects.count() == 1

    def test_needs_a_fresh_proof_p100(self, couple):
        giver, taker = couple
        phone = phone_of(giver, proved=False)
        chosen(phone, taker)
        assert "unlock" in phone.get("/wallet/send/check/").url
        assert phone.post("/wallet/send/check/").status_code == 403
        assert not WalletTransfer.objects.exists()

    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            ("2000.01", "一次最多转 2,000.00 元"),
            ("0", "最少 0.01 元"),
            ("2e2", "请填数字"),
            ("１００", "请填数字"),
            ("", "请填金额"),
        ],
    )
    def test_says_at_the_field_what_is_wrong_t56(self, couple, amount, words):
        giver, taker = couple
        phone = phone_of(giver)
        phone.post("/wallet/send/who/", {"who": taker.person.psn_no})
        page = text_of(phone.post("/wallet/send/amount/", {"amount": amount}))
        assert words in page and not WalletTransfer.objects.exists()

    def test_says_at_night_when_it_opens_again_p99(self, couple, clock_at):
        giver, taker = couple
        clock_at("22:00:00")
        phone = phone_of(giver)
        phone.post("/wallet/send/who/", {"who": taker.person.psn_no})
        assert "06:00 以后再转" in text_of(phone.post("/wallet/send/amount/", {"amount": "1"}))

    def test_names_relatives_without_a_wallet_p99(self, city):
        giver, taker = world.insured(city, balance="9.00"), world.insured(city, insutype="390")
        make_binding(giver.person, taker.person, "SPOUSE")
        phone = phone_of(giver)
        assert phone.get("/wallet/send/who/").url == "/wallet/open/"
        phone.post("/wallet/open/")
        page = text_of(phone.get("/wallet/send/who/"))
        assert "请家人先" in page and taker.person.masked_name in page
        assert 'type="radio"' not in page

    def test_cannot_choose_a_stranger_t31(self, couple, city):
        stranger = world.insured(city)
        phone = phone_of(couple[0])
        page = text_of(phone.post("/wallet/send/who/", {"who": stranger.person.psn_no}))
        assert "请从下面选一位家人" in page
        assert phone.get("/wallet/send/amount/").url == "/wallet/send/who/"


class TestTaking:
    def test_waits_on_the_first_page_with_its_end(self, couple):
        transfer = made.offer(*couple)
        (todo,) = [one for one in todos.of(couple[1].user) if "转给您" in one.title]
        assert todo.url == f"/wallet/{transfer.ref}/" and todo.due_at == transfer.deadline_at
        assert not [one for one in todos.of(couple[0].user) if "转给您" in one.title]

    def test_puts_it_into_the_wallet(self, couple):
        giver, taker = couple
        transfer, phone = made.offer(giver, taker), phone_of(taker)
        page = text_of(phone.get(f"/wallet/{transfer.ref}/"))
        assert "接收 200.00 元" in page and giver.person.masked_name in page
        assert phone.post(f"/wallet/{transfer.ref}/accept/").url == f"/wallet/{transfer.ref}/"
        assert "已接收" in text_of(phone.get(f"/wallet/{transfer.ref}/"))
        assert "家人转来" in text_of(phone.get("/wallet/")) and made.held(taker) == 20000

    def test_may_be_refused(self, couple):
        giver, taker = couple
        transfer, phone = made.offer(giver, taker), phone_of(taker)
        assert "不接收" in text_of(phone.get(f"/wallet/{transfer.ref}/refuse/"))
        phone.post(f"/wallet/{transfer.ref}/refuse/")
        assert "没有接收，已退回" in text_of(phone.get(f"/wallet/{transfer.ref}/"))
        assert "转账退回" in text_of(phone_of(giver).get("/balance/?year=2026"))

    def test_may_be_taken_back_by_the_giver_only(self, couple):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        theirs = f"/wallet/{transfer.ref}/take-back/"
        assert phone_of(taker).get(theirs).url == f"/wallet/{transfer.ref}/"
        phone = phone_of(giver)
        assert "次数不退还" in text_of(phone.get(theirs))
        phone.post(theirs)
        assert WalletTransfer.objects.get().state == "TAKEN_BACK"

    def test_says_that_it_is_late_t86(self, couple, clock_at):
        giver, taker = couple
        transfer = made.offer(giver, taker)
        clock_at("06:00:00", days=1)
        phone = phone_of(taker)
        assert "正在退回" in text_of(phone.get(f"/wallet/{transfer.ref}/"))
        answer = phone.post(f"/wallet/{transfer.ref}/accept/", follow=True)
        assert "已经办结" in text_of(answer) and made.held(taker) == 0

    @pytest.mark.parametrize("rest", ["", "accept/", "refuse/", "take-back/"])
    def test_is_no_page_for_others_t31(self, couple, city, rest):
        transfer = made.offer(*couple)
        phone = phone_of(world.insured(city))
        assert phone.post(f"/wallet/{transfer.ref}/{rest}").status_code in (404, 405)
        assert phone.get(f"/wallet/{transfer.ref}/").status_code == 404
        assert WalletTransfer.objects.get().state == "OFFERED"


class TestBillPages:
    def test_name_the_wallet_as_a_source_of_its_own(self, city, monkeypatch):
        place = world.institution(city)
        place.accepts_wallet = True
        place.save()
        giver, taker = made.couple(city)
        with monkeypatch.context() as patch:
            made.set_clock(patch, "09:00:00")
            made.fill(giver, taker, "80.00")
        bill = world.Till(place).bill(taker, ("1", "XA01", "1", "300.00"), acct_used_flag="1")
        phone = phone_of(taker)
        page = text_of(phone.get(f"/bills/{bill['setl_id']}/"))
        assert "医保钱包付" in page and "80.00" in page
        assert "医保钱包付" in text_of(phone.get(f"/bills/{bill['setl_id']}/why/"))
        assert "医保钱包" in text_of(phone.get("/bills/"))
