"""账务 in the console: a proof at a button, statements with a reason, files by two people (T94)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from settlement import tasks
from settlement.models import AllotmentFile, LedgerAccount, ProofRun
from settlement.selectors import accounts, proof
from tests.admin.conftest import Console, make_staff, signed_in
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.kernel.models import Tenant

pytestmark = pytest.mark.django_db
BASE = "/admin/settlement/books/"


@pytest.fixture
def console(tenant):
    return Console(tenant)


@pytest.fixture
def browser(console):
    return console.browser("finance")


@pytest.fixture
def worker_one(city):
    return world.insured(city, balance="100.00").person


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


class TestProof:
    def test_is_asked_for_by_a_button_and_done_by_the_worker(self, city, browser):
        assert "还没有核对过" in text(browser.get(BASE))
        assert "正在核对" in text(browser.post(f"{BASE}prove/", follow=True))
        assert "已经在做" in text(browser.post(f"{BASE}prove/", follow=True))
        tasks.work_books()
        assert "全部相符" in text(browser.get(BASE))
        assert "相符" in text(browser.get("/admin/"))

    def test_incident_stands_everywhere_until_it_is_explained(self, city, browser, monkeypatch):
        monkeypatch.setattr(proof, "broken_by", lambda rule: ["r-1"] if rule == "I3" else [])
        tasks.prove_books()
        run = ProofRun.objects.get()
        assert "1 起账务事故没有查明" in text(browser.get(BASE))
        assert "请财务立即查明" in text(browser.get("/admin/"))
        page = f"/admin/settlement/proofrun/{run.pk}/"
        said = text(browser.get(f"{page}change/"))
        assert "I3" in said and "r-1" in said
        browser.post(f"{page}do/explain/", {"reason": "演练"})
        run.refresh_from_db()
        assert (run.state, run.note) == ("CLOSED", "演练")
        assert "没有查明" not in text(browser.get(BASE))


class TestStatement:
    def account(self, person):
        return LedgerAccount.objects.get(person=person, kind="PERSONAL")

    def test_is_found_with_a_reason_only(self, browser, worker_one):
        ask = {"text": worker_one.psn_no}
        assert worker_one.masked_name not in text(browser.post(f"{BASE}find/", ask), 422)
        said = text(browser.post(f"{BASE}find/", {**ask, "reason": "本人来电查账"}))
        assert f"{BASE}accounts/{self.account(worker_one).pk}/" in said

    def test_is_not_found_by_a_number_in_the_list(self, browser, worker_one):
        """T94: the list of accounts knows codes only; a person's number goes with a reason."""
        listed = "/admin/settlement/ledgeraccount/"
        code = self.account(worker_one).code
        assert code in text(browser.get(listed, {"q": code}))
        assert worker_one.masked_name not in text(browser.get(listed, {"q": worker_one.psn_no}))

    def test_of_a_link_alone_asks_why(self, browser, worker_one):
        page = f"{BASE}accounts/{self.account(worker_one).pk}/"
        assert "请先写明原因" in text(browser.get(page))
        assert browser.get(f"{page}csv/?first=2026-01-01&last=2026-12-01").status_code == 302
        said = text(browser.post(page, {"reason": "本人来电查账"}, follow=True))
        assert "期末余额" in said and "100.00" in said
        verbs = AuditEvent.objects.filter(verb="settlement.account.statement_viewed")
        assert verbs.count() == 1

    def test_says_opening_entries_and_closing(self, browser, city, till):
        who = world.insured(city, balance="100.00")
        worker_one, bill = who.person, till.bill(who, ("1", "XA01", "1", "300.00"))
        page = f"{BASE}accounts/{self.account(worker_one).pk}/"
        said = text(browser.post(page, {"reason": "本人来电查账"}, follow=True))
        assert bill["setl_id"] in said and "划入个人账户" in said
        period = "?first=2000-01-01&last=2000-12-31"
        assert "没有进出" in text(browser.get(page + period))
        period = f"?first={bill['setl_time'][:10]}&last={bill['setl_time'][:10]}"
        rows = b"".join(browser.get(f"{page}csv/{period}").streaming_content).decode()
        assert rows.splitlines()[-1].endswith(f",{accounts.balance_of(worker_one) // 100}.00")
        assert browser.get(f"{page}pdf/{period}").content.startswith(b"%PDF")
        assert "最长一年" in text(browser.get(f"{page}?first=2020-01-01&last=2026-01-01"))

    def test_of_another_tenant_is_not_there(self, browser, worker_one):
        other = Tenant.objects.create(code="other", name="别处", kind="SANDBOX")
        stranger = world.insured(other, balance="1.00").person
        page = f"{BASE}accounts/{self.account(stranger).pk}/"
        assert browser.get(page).status_code == 404


class TestAllotment:
    def test_goes_from_file_to_account_by_two_people(self, tenant, browser, worker_one):
        rows = f"人员编号,月份,金额\n{worker_one.psn_no},2026-11,50.00\nNOBODY,2026-11,1.00\n"
        file = SimpleUploadedFile("a.csv", rows.encode())
        said = text(browser.post(f"{BASE}upload/", {"kind": "MONTHLY", "file": file}, follow=True))
        assert "正在检查" in said
        tasks.work_books()
        row = AllotmentFile.objects.get()
        page = f"/admin/settlement/allotmentfile/{row.pk}/"
        assert "参保库里没有这个人" in text(browser.get(f"{page}change/"))
        approve = f"{page}do/approve/"
        said = text(browser.post(approve, {"reason": "自己批"}, follow=True))
        assert "上传人不能自己批准" in said
        other = signed_in(make_staff(tenant, "x-second", "finance"))
        assert "正在入账" in text(other.post(approve, {"reason": "核对过"}, follow=True))
        tasks.work_books()
        assert accounts.balance_of(worker_one) == 15000
        assert "1 行，50.00 元" in text(browser.get(f"{page}change/"))

    def test_of_a_wrong_file_says_which_line(self, browser, city):
        file = SimpleUploadedFile("a.csv", b"x,y\n1,2\n")
        said = text(browser.post(f"{BASE}upload/", {"kind": "MONTHLY", "file": file}), 422)
        assert "第 1 行" in said
