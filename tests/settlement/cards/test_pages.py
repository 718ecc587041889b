"""The pages of bank cards: steps, states, and what they never show (A6, T28, T29, T31)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from settlement.models import BankCard, CardCharge
from settlement.services import cards
from tests.factories import cards as bank
from tests.factories import world
from yibao.kernel import clock, proof

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
PHONE = "13900001234"
LINES = [("1", "XA01", "1", "300.00")]


def browser_of(who, *, proved=True) -> Client:
    """A phone whose owner has just given the password."""
    browser = Client()
    browser.force_login(who.user, backend=BACKEND)
    if proved:
        prove(browser)
    return browser


def prove(browser, ago: int = 0) -> None:
    session = browser.session
    session[proof.PROVED_AT] = int(clock.now().timestamp()) - ago
    session[proof.PROVED_BY] = proof.PASSWORD
    session.save()


@pytest.fixture
def phone(patient):
    return browser_of(patient)


def text_of(answer) -> str:
    return answer.content.decode()


def add(phone, number, **more):
    data = {"number": number, "phone": PHONE, "agree": "on", **more}
    return phone.post(reverse("settlement:card-add"), data)


class TestBinding:
    def test_leads_from_the_empty_list_to_a_card(self, phone, patient):
        empty = text_of(phone.get("/cards/"))
        assert "还没有银行卡" in empty and "/cards/add/" in empty
        page = text_of(phone.get("/cards/add/"))
        assert patient.person.name in page and "快捷支付授权书" in page
        number = bank.number("0000")
        spaced = " ".join(number[at : at + 4] for at in range(0, 19, 4))
        assert add(phone, spaced).url == "/cards/add/code/"
        code_page = text_of(phone.get("/cards/add/code/"))
        assert "工商银行" in code_page and "139****1234" in code_page and number not in code_page
        done = phone.post("/cards/add/code/", {"code": bank.last_code(PHONE)}, follow=True)
        assert "工商银行(0000)已绑定" in text_of(done) and "默认" in text_of(done)
        assert cards.cards.is_switched_on(patient.person)

    def test_never_sends_a_number_back(self, phone):
        """T29: nor after an error, nor in the session."""
        number = bank.number("0000")
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        for typed in (wrong, bank.number("0014"), bank.number(prefix="622230")):
            answer = add(phone, typed)
            assert answer.status_code == 200 and typed not in text_of(answer)
        assert all(number not in str(value) for value in phone.session.values())

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("123", "16 到 19 位"),
            ("6222020000000000001", "有一位写错"),
            (bank.number(prefix="622230"), "信用卡不能绑"),
            (bank.number(prefix="999999"), "暂时不能绑定"),
            (bank.number("0014"), "不是您本人的"),
        ],
    )
    def test_says_what_is_wrong_with_the_number(self, phone, number, words):
        assert words in text_of(add(phone, number))
        assert not BankCard.objects.exists()

    def test_asks_for_the_consent(self, phone):
        answer = phone.post("/cards/add/", {"number": bank.number(), "phone": PHONE})
        assert "请先看过授权书" in text_of(answer)

    def test_says_that_nothing_was_charged_when_the_bank_is_down(self, phone):
        """T100."""
        bank.switch("down")
        assert "没有扣钱" in text_of(add(phone, bank.number()))

    def test_says_how_many_tries_are_left(self, phone):
        add(phone, bank.number())
        wrong = "000000" if bank.last_code(PHONE) != "000000" else "111111"
        assert "还可以再试 4 次" in text_of(phone.post("/cards/add/code/", {"code": wrong}))

    def test_ends_after_five_tries_a_day(self, phone):
        """T29."""
        for _ in range(5):
            add(phone, bank.number("0014"))
        assert "一天最多试 5 次" in text_of(add(phone, bank.number()))


class TestProof:
    """T28: change without a fresh proof (5 min) → 403."""

    PAGES = ("add/", "add/code/", "switch/", "{ref}/limits/", "{ref}/default/", "{ref}/remove/",
             "{ref}/check/", "payments/x/")  # fmt: skip

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("ago", [None, 301])
    def test_is_asked_for_and_a_post_without_is_refused(self, patient, page, ago):
        card = bank.bind(patient)
        phone = browser_of(patient, proved=False)
        if ago:
            prove(phone, ago)
        address = f"/cards/{page.format(ref=card.ref)}"
        led = phone.get(address)
        assert led.status_code == 302 and led.url.startswith("/code/unlock/?next=")
        assert phone.post(address, {"per_payment": "1", "per_day": "1"}).status_code == 403
        card.refresh_from_db()
        assert card.state == "ACTIVE" and card.per_payment_fen == 50000


class TestStrangers:
    def test_see_no_card(self, patient, city):
        """T31: as if there were none."""
        card = bank.bind(patient)
        other = browser_of(world.insured(city))
        for page in ("", "limits/", "default/", "remove/", "check/"):
            assert other.get(f"/cards/{card.ref}/{page}").status_code == 404
            assert other.post(f"/cards/{card.ref}/{page}", {}).status_code in (404, 405)


class TestOneCard:
    def test_takes_limits_within_the_regions(self, phone, patient):
        card = bank.bind(patient)
        address = f"/cards/{card.ref}/limits/"
        refused = phone.post(address, {"per_payment": "9000", "per_day": "100"})
        assert "限额不对" in text_of(refused)
        phone.post(address, {"per_payment": "88.50", "per_day": "200"})
        card.refresh_from_db()
        assert (card.per_payment_fen, card.per_day_fen) == (8850, 20000)
        assert "88.50" in text_of(phone.get(f"/cards/{card.ref}/"))

    def test_is_unbound_after_an_interruption(self, phone, patient):
        card = bank.bind(patient)
        page = text_of(phone.get(f"/cards/{card.ref}/remove/"))
        assert "解绑以后" in page
        done = phone.post(f"/cards/{card.ref}/remove/", follow=True)
        assert "已解绑" in text_of(done) and "还没有银行卡" in text_of(done)

    def test_says_when_it_must_be_checked_and_is_checked_again(self, phone, patient, till):
        """P171, wireframe 8 (c): the reserved phone changed."""
        card = bank.bind(patient)
        bank.switch("moved")
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        answer = till.settle(visit_id, till.quote(visit_id), cash_method="bank_card")
        assert answer.json()["code"] == "card.charge_refused"
        bank.switch("")
        assert "预留手机号变了，请重新验证" in text_of(phone.get("/cards/"))
        phone.post(f"/cards/{card.ref}/check/", {"phone": "13900009999"})
        phone.post("/cards/add/code/", {"code": bank.last_code("13900009999")})
        card.refresh_from_db()
        assert (card.state, card.reserved_phone) == ("ACTIVE", "13900009999")

    def test_warns_before_it_expires(self, phone, patient):
        bank.bind(patient, "0054")
        assert "请准备换卡" in text_of(phone.get("/cards/"))


class TestTheSwitch:
    def test_stops_and_starts_payment_by_card(self, phone, patient):
        bank.bind(patient)
        phone.post("/cards/switch/", {"action": "off"})
        assert "现在不会从银行卡扣款" in text_of(phone.get("/cards/"))
        assert "请先看过授权书" in text_of(phone.post("/cards/switch/", {}))
        phone.post("/cards/switch/", {"agree": "on"})
        assert "已开通" in text_of(phone.get("/cards/"))


class TestAPayment:
    def pay(self, till, patient, **more):
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        return till.settle(visit_id, till.quote(visit_id), cash_method="bank_card", **more)

    def test_above_the_limit_is_agreed_to_on_the_phone(self, phone, patient, till):
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=100, per_day_fen=100)
        self.pay(till, patient)
        charge = CardCharge.objects.get()
        address = f"/cards/payments/{charge.ref}/"
        assert address in text_of(phone.get("/cards/"))
        assert "同意付 150.00 元" in text_of(phone.get(address))
        done = phone.post(address, {"action": "accept"}, follow=True)
        assert "已付款" in text_of(done)
        bill = CardCharge.objects.get().settlement
        page = text_of(phone.get(f"/bills/{bill.setl_id}/"))
        assert "自己掏（银行卡 工商银行(0000)）" in page and "自己掏（现金）" not in page
        back = {"lines": None, "reason": "退"}
        till.post(f"settlements/{bill.setl_id}/refunds/", back)
        assert "正在请银行退回工商银行(0000)" in text_of(
            phone.get(f"/bills/{bill.setl_id}/refund/")
        )

    def test_can_be_refused_on_the_phone(self, phone, patient, till):
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=100, per_day_fen=100)
        self.pay(till, patient)
        address = f"/cards/payments/{CardCharge.objects.get().ref}/"
        assert "没有扣钱" in text_of(phone.post(address, {"action": "decline"}, follow=True))
        assert bank.taken() == 0
        phone.post(address, {"action": "accept"})
        assert bank.taken() == 0

    def test_in_doubt_tells_not_to_pay_twice(self, phone, patient, till):
        """Text 18."""
        bank.bind(patient, "0091")
        self.pay(till, patient)
        for address in ("/cards/", f"/cards/payments/{CardCharge.objects.get().ref}/"):
            page = text_of(phone.get(address))
            assert "银行还没给结果，请不要重复付款" in page and "最迟 5 分钟" in page

    def test_cannot_be_agreed_to_after_five_minutes(self, phone, patient, till, monkeypatch):
        card = bank.bind(patient)
        cards.set_limits(by=patient.user, ref=card.ref, per_payment_fen=100, per_day_fen=100)
        self.pay(till, patient)
        address = f"/cards/payments/{CardCharge.objects.get().ref}/"
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda tenant=None: real(tenant) + timedelta(minutes=6))
        prove(phone)
        phone.post(address, {"action": "accept"})
        assert bank.taken() == 0 and "已经结束" in text_of(phone.get(address))
