"""Relatives' bills: who may see them, under which address, and as which file (settled 1, T31)."""

import csv
import io

import pytest
from django.test import Client

from settlement.models import SettlementPart
from tests.factories import bindings as binds
from tests.factories import family as make
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

from .test_disputes import BACKEND, LINES, bill_of

pytestmark = pytest.mark.django_db
PAGES = ("", "why/", "print/", "refund/")


@pytest.fixture
def father(city):
    return make.make_holder(city)


@pytest.fixture
def child(city, father):
    member = make.make_member(city)
    member.binding = binds.make_binding(father.person, member)
    return member


@pytest.fixture
def phone(father):
    client = Client()
    client.force_login(father, backend=BACKEND)
    return client


def page_of(phone, path) -> str:
    answer = phone.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def rows_of(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


class TestYear:
    def test_of_a_child_stays_with_the_child(self, phone, child, till):
        """Reached from the list of bills; no link leads to the reader's own money."""
        bill_of(till, child)
        base = f"/m/{child.binding.ref}/bills/"
        address = f"{base}year/{clock.today().year}/"
        assert f'href="{address}"' in page_of(phone, base)
        looks = AuditEvent.objects.count()
        text = page_of(phone, address)
        assert "您正在看" in text and child.masked_name in text and f'href="{base}' in text
        assert 'href="/bills/year' not in text and child.name not in text
        assert AuditEvent.objects.count() > looks

    def test_of_somebody_else_is_no_page(self, phone, child, till, city):
        """T31."""
        bill_of(till, child)
        stranger = Client()
        stranger.force_login(make.make_holder(city), backend=BACKEND)
        address = f"/m/{child.binding.ref}/bills/year/{clock.today().year}/"
        assert stranger.get(address).status_code == 404


class TestSeeing:
    def test_a_childs_bills_lie_below_the_binding(self, phone, child, till):
        no, ref = bill_of(till, child), child.binding.ref
        page = page_of(phone, f"/m/{ref}/bills/")
        assert f"/m/{ref}/bills/{no}/" in page and "您正在看" in page
        for rest in PAGES:
            text = page_of(phone, f"/m/{ref}/bills/{no}/{rest}")
            assert f'href="/bills/{no}' not in text, rest
            assert child.certno not in text and child.name not in text

    def test_each_look_is_noted_for_the_member(self, phone, child, till):
        page_of(phone, f"/m/{child.binding.ref}/bills/")
        row = AuditEvent.objects.get(verb="settlement.member.bills_viewed")
        assert row.subject == f"accounts.person:{child.pk}"

    def test_a_grown_members_bills_stay_closed_without_the_own_word(
        self, phone, father, city, till
    ):
        mother = world.insured(city)
        binding = binds.make_binding(father.person, mother.person, "PARENT")
        no = till.bill(mother, *LINES)["setl_id"]
        assert "家人没有开放" in page_of(phone, f"/m/{binding.ref}/bills/")
        for rest in (*PAGES, "dispute/"):
            assert phone.get(f"/m/{binding.ref}/bills/{no}/{rest}").status_code == 404
        for kind in ("csv", "pdf"):
            assert phone.get(f"/m/{binding.ref}/bills/{kind}/").status_code == 404
        assert no not in page_of(phone, "/bills/all/")
        binding.sees_bills = True
        binding.save()
        assert no in page_of(phone, f"/m/{binding.ref}/bills/")
        assert no in page_of(phone, "/bills/all/")

    def test_ends_with_the_binding_and_is_nobody_elses(self, phone, child, till, city):
        """T31: the address alone opens nothing."""
        no, ref = bill_of(till, child), child.binding.ref
        stranger = Client()
        stranger.force_login(world.insured(city).user, backend=BACKEND)
        for rest in ("", f"{no}/", f"{no}/why/", "csv/"):
            assert stranger.get(f"/m/{ref}/bills/{rest}").status_code == 404
        type(child.binding).objects.filter(pk=child.binding.pk).update(state="SUSPENDED")
        assert phone.get(f"/m/{ref}/bills/{no}/").status_code == 404

    def test_one_subjects_address_never_opens_anothers_bill(self, phone, father, child, till):
        """T31: the number of an own bill below a child's address is no page, and the reverse."""
        who = world.Insured(father.person, father, father.person.voucher)
        own, childs = till.bill(who, *LINES)["setl_id"], bill_of(till, child)
        assert phone.get(f"/m/{child.binding.ref}/bills/{own}/").status_code == 404
        assert phone.get(f"/bills/{childs}/").status_code == 404


class TestPills:
    def test_are_left_out_where_there_is_nobody_else(self, till, worker):
        client = Client()
        client.force_login(worker.user, backend=BACKEND)
        assert "看谁的账单" not in page_of(client, "/bills/")

    def test_name_everybody_whose_bills_may_be_seen(self, phone, child, till):
        bill_of(till, child)
        page = page_of(phone, "/bills/")
        assert "全部" in page and f'href="/m/{child.binding.ref}/bills/"' in page
        every = page_of(phone, "/bills/all/")
        assert "· 小宝" in every and 'aria-current="page">全部' in every


class TestMonths:
    def test_say_who_paid_in_words_and_picture(self, till, worker):
        client = Client()
        client.force_login(worker.user, backend=BACKEND)
        till.bill(worker, ("1", "XA01", "1", "300.00"), ("2", "XB02", "2", "100.00"))
        page = page_of(client, "/bills/")
        paid = {kind: 0 for kind in SettlementPart.Kind.values}
        for part in SettlementPart.objects.all():
            paid[part.kind] += part.amount_fen
        for fen in filter(None, paid.values()):
            assert f"{fen / 100:.2f}" in page
        assert 'role="img" aria-label="医保付的' in page


class TestFiles:
    def test_hold_the_chosen_people_and_year_only(self, phone, child, till):
        no = bill_of(till, child)
        head, row = rows_of(phone.get(f"/m/{child.binding.ref}/bills/csv/"))
        assert head[-1] == "账单号" and row[-1] == no and row[1] == "小宝"
        assert row[4] == "500.00"
        assert len(rows_of(phone.get("/bills/csv/"))) == 1
        assert len(rows_of(phone.get("/bills/all/csv/"))) == 2
        assert len(rows_of(phone.get("/bills/all/csv/?year=1999"))) == 1
        assert AuditEvent.objects.filter(verb="settlement.bills.exported").count() == 4

    def test_run_in_no_spreadsheet(self, till, worker):
        """T93."""
        type(till.place).objects.filter(pk=till.place.pk).update(name="=1+1")
        till.bill(worker, *LINES)
        client = Client()
        client.force_login(worker.user, backend=BACKEND)
        assert rows_of(client.get("/bills/csv/"))[1][2] == "'=1+1"

    def test_are_paper_too(self, phone, child, till):
        bill_of(till, child)
        answer = phone.get("/bills/all/pdf/")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF") and len(answer.content) > 2000

    def test_cost_the_same_for_many_bills(self, till, worker, django_assert_max_num_queries):
        client = Client()
        client.force_login(worker.user, backend=BACKEND)
        for _ in range(5):
            till.bill(worker, ("1", "XC04", "1", "1.00"))
        with django_assert_max_num_queries(12):
            assert len(rows_of(client.get("/bills/csv/"))) == 6


class TestBalanceFile:
    def test_holds_ins_and_outs_of_the_year(self, till, worker):
        client = Client()
        client.force_login(worker.user, backend=BACKEND)
        no = till.bill(worker, *LINES)["setl_id"]
        page = page_of(client, "/balance/")
        assert "下载明细" in page and "/balance/csv/?year=" in page and "每一笔" in page
        head, out, come = rows_of(client.get("/balance/csv/"))
        assert (out[4], out[5], come[3]) == ("100.00", no, "100.00")
        assert head[3] == "进（元）"
        assert len(rows_of(client.get("/balance/csv/?year=1999"))) == 1

    def test_is_none_without_an_account(self, city):
        client = Client()
        resident = world.insured(city, insutype="390", psn_type="50")
        client.force_login(resident.user, backend=BACKEND)
        assert client.get("/balance/csv/").status_code == 404
