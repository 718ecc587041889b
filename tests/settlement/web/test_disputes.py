"""A doubt about a bill: asked once, answered by others than the counter, told in their words."""

import pytest
from django.test import Client

from accounts.models import User
from settlement.errors import DisputeAnswered, DisputesSpent, DisputeWaiting
from settlement.models import Dispute, Posting
from settlement.services import disputes
from tests.factories import bindings as binds
from tests.factories import family as make
from tests.factories import world
from tests.factories.casepages import send, take, text_of
from vouchers.models import Voucher
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LINES = [("1", "XA01", "1", "300.00"), ("2", "XB02", "2", "100.00")]


@pytest.fixture
def bill(till, worker):
    return till.bill(worker, *LINES)["setl_id"]


def phone_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def bill_of(till, person) -> str:
    """A bill of somebody with a voucher; the code is shown by a login made for it."""
    user = User.objects.create_citizen(tenant=person.tenant, phone="13899990001", person=person)
    who = world.Insured(person, user, Voucher.objects.get(person=person))
    return till.bill(who, *LINES)["setl_id"]


def ask(who, no, **more) -> Dispute:
    return disputes.ask(
        by=who.user, setl_id=no, **{"reason": "WRONG_COUNT", "words": "只拿了一盒", **more}
    )


@pytest.fixture
def officers(city):
    """Two who decide about bills of the city."""
    from tests.admin.conftest import Console

    console = Console(city)
    return console.user("reviewer"), console.user("lead")


def say(officer, row, kind, text="查过了。"):
    case = cases.take(by=officer, ref=row.case.ref)
    cases.decide(by=officer, ref=case.ref, kind=kind, text_sent=text, note=text)
    row.refresh_from_db()
    return row


class TestAsking:
    def test_opens_one_case_with_a_promise_of_three_working_days(self, worker, bill):
        row = ask(worker, bill)
        assert (row.state, row.case.promised_days) == ("OPEN", 3)
        assert row.case.case_type == "settlement.dispute" and row.case.subject == row.ref
        assert "只拿了一盒" not in row.case.summary and row.case.region_code == "510600"
        assert row.ref in Notice.objects.get(user=worker.user, code="bill_doubt_asked").body

    def test_twice_is_asking_once_and_another_waits(self, worker, bill):
        row = ask(worker, bill)
        assert ask(worker, bill).pk == row.pk
        with pytest.raises(DisputeWaiting):
            ask(worker, bill, reason="OTHER")
        assert Case.objects.filter(case_type="settlement.dispute").count() == 1

    def test_seals_the_words(self, worker, bill):
        from django.db import connection

        ask(worker, bill)
        with connection.cursor() as cursor:
            cursor.execute("SELECT words FROM settlement_dispute")
            assert "一盒" not in cursor.fetchone()[0]

    def test_is_for_the_patient_alone(self, worker, bill, city):
        """T31: a stranger's bill looks like none."""
        with pytest.raises(NotFound):
            ask(world.insured(city), bill)

    def test_of_a_childs_bill_is_for_the_guardian(self, city, till):
        father, child = make.make_holder(city), make.make_member(city)
        binding = binds.make_binding(father.person, child)
        no = bill_of(till, child)
        phone = phone_of(father)
        assert phone.get(f"/m/{binding.ref}/bills/{no}/dispute/").status_code == 200
        assert disputes.ask(by=father, setl_id=no, reason="NOT_MINE").user == father

    def test_of_a_grown_relatives_bill_is_for_the_relative_alone(self, city, till):
        """Seeing is not speaking for somebody."""
        son, mother = make.make_holder(city), world.insured(city)
        binding = binds.make_binding(son.person, mother.person, "PARENT", sees_bills=True)
        no = till.bill(mother, *LINES)["setl_id"]
        page = phone_of(son).get(f"/m/{binding.ref}/bills/{no}/")
        assert page.status_code == 200 and "/dispute/" not in page.content.decode()
        assert phone_of(son).get(f"/m/{binding.ref}/bills/{no}/dispute/").status_code == 404
        with pytest.raises(NotFound):
            disputes.ask(by=son, setl_id=no, reason="NOT_MINE")

    def test_ends_after_three_times(self, worker, bill):
        for _ in range(3):
            disputes.withdraw(by=worker.user, ref=ask(worker, bill).ref)
        with pytest.raises(DisputesSpent):
            ask(worker, bill)

    def test_of_an_undone_bill_is_none(self, worker, till):
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        no = till.settle(visit_id, till.quote(visit_id), key="k").json()["setl_id"]
        till.post("reversals/", {"idempotency_key": "k", "reason": "无应答"})
        with pytest.raises(NotFound):
            ask(worker, no)


class TestAnswering:
    def test_that_it_must_be_corrected_takes_one_officer_and_moves_no_money(
        self, worker, bill, officers
    ):
        row, before = ask(worker, bill), Posting.objects.count()
        say(officers[0], row, "APPROVE", "第 2 项多记了一盒，医院会退 100 元。")
        assert (row.state, row.answer) == ("CORRECTED", "第 2 项多记了一盒，医院会退 100 元。")
        assert Posting.objects.count() == before
        told = Notice.objects.get(user=worker.user, code="bill_doubt_answered")
        assert "多记了一盒" in told.body and told.link == f"/disputes/{row.ref}/"
        assert SmsMessage.objects.filter(phone__isnull=False).exists()

    def test_that_the_bill_is_right_takes_two(self, worker, bill, officers):
        """Settled 18: nobody alone says no."""
        row = ask(worker, bill)
        say(officers[0], row, "REJECT")
        assert row.state == "OPEN"
        say(officers[1], row, "REJECT", "数量和单据一致。")
        assert (row.state, row.answer) == ("UPHELD", "数量和单据一致。")

    def test_is_not_for_who_paid_or_asked(self, worker, bill, officers):
        """T32: the patient's own officer login decides nothing."""
        from yibao.cases.errors import DeciderIsInvolved
        from yibao.cases.models import Declaration

        Declaration.objects.create(
            staff=officers[0], person_index=worker.person.certno_index, is_own=True,
            declared_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(DeciderIsInvolved):
            cases.take(by=officers[0], ref=ask(worker, bill).case.ref)

    def test_comes_before_or_after_a_withdrawal_never_both(self, worker, bill, officers):
        row = ask(worker, bill)
        say(officers[0], row, "APPROVE")
        with pytest.raises(DisputeAnswered):
            disputes.withdraw(by=worker.user, ref=row.ref)

    def test_ends_with_the_account_and_forgets_the_words(self, worker, bill):
        """T92."""
        row = ask(worker, bill)
        disputes.forget(by=worker.user, user=worker.user)
        row.refresh_from_db()
        assert (row.state, row.words) == ("WITHDRAWN", "")
        assert Case.objects.get(pk=row.case_id).state == "WITHDRAWN"


class TestPages:
    def test_lead_from_the_bill_to_the_answer(self, worker, bill, officers):
        phone = phone_of(worker.user)
        page = phone.get(f"/bills/{bill}/").content.decode()
        assert f'href="/bills/{bill}/dispute/"' in page
        assert "请选哪里不对" in text_of(phone.post(f"/bills/{bill}/dispute/", {}))
        answer = phone.post(f"/bills/{bill}/dispute/", {"reason": "OTHER", "words": "不明白"})
        row = Dispute.objects.get()
        assert answer.headers["Location"] == f"/disputes/{row.ref}/"
        page = text_of(phone.get(f"/disputes/{row.ref}/"))
        assert "医保局正在核查" in page and "不明白" in page and "最迟" in page
        assert "您的疑问正在核查" in text_of(phone.get(f"/bills/{bill}/"))
        assert "一次核查一个" in text_of(phone.get(f"/bills/{bill}/dispute/"))
        say(officers[0], row, "APPROVE", "医院会退。")
        assert "工作人员说" in text_of(phone.get(f"/disputes/{row.ref}/"))

    def test_take_back_with_one_press(self, worker, bill):
        phone, row = phone_of(worker.user), ask(worker, bill)
        assert phone.get(f"/disputes/{row.ref}/withdraw/").status_code == 405
        assert phone.post(f"/disputes/{row.ref}/withdraw/").status_code == 302
        assert "您已撤回" in text_of(phone.get(f"/disputes/{row.ref}/"))

    def test_are_nobody_elses(self, worker, bill, city):
        """T31."""
        row, other = ask(worker, bill), phone_of(world.insured(city).user)
        for path in (f"/disputes/{row.ref}/", f"/bills/{bill}/dispute/"):
            assert other.get(path).status_code == 404
        assert other.post(f"/disputes/{row.ref}/withdraw/").status_code == 404

    def test_refuse_more_than_500_characters(self, worker, bill):
        said = {"reason": "OTHER", "words": "多" * 501}
        assert "最多 500 字" in text_of(phone_of(worker.user).post(f"/bills/{bill}/dispute/", said))
        assert not Dispute.objects.exists()


class TestDesk:
    def test_shows_the_words_beside_the_bill_and_asks_for_a_sentence(self, worker, bill, city):
        from tests.review.conftest import Desks

        console = Desks(city)
        row = ask(worker, bill)
        browser = console.browser("reviewer")
        page = text_of(take(browser, row.case))
        assert "账单疑问" in page and "只拿了一盒" in page and bill in page
        assert worker.person.masked_name in page and worker.person.name not in page
        checks = ["bill", "source", "words"]
        without = {"kind": "APPROVE", "checks": checks}
        assert "给当事人的话" in text_of(send(browser, row.case, without))
        row.refresh_from_db()
        assert row.state == "OPEN"
        send(browser, row.case, {**without, "text": "医院会退多收的钱。"})
        row.refresh_from_db()
        assert (row.state, row.answer) == ("CORRECTED", "医院会退多收的钱。")
        assert AuditEvent.objects.filter(verb="settlement.dispute.corrected").exists()
