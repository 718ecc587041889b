"""The live receipt and the owner's answer (T02, feature 17)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.factories import vouchers as make
from vouchers import errors, events, selectors
from vouchers.models import ScanAnswer, Voucher
from vouchers.services import receipts, scans
from yibao.cases.models import Case
from yibao.kernel.errors import NotFound
from yibao.kernel.models import OutboxMessage
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
CODE = "/code/"


@pytest.fixture
def redeem(hospital, till):
    """Scan at the hospital."""

    def work(code="", **more):
        return scans.redeem(by=till, institution=hospital, ask=make.make_ask(code, **more))

    return work


@pytest.fixture
def scan(holder, redeem):
    """A good scan of the holder's code."""
    return redeem(make.show(holder), dept_code="A1", dept_name="呼吸内科").scan


def login(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def browser(holder):
    """The holder's browser after the password."""
    one = login(holder)
    one.post("/code/unlock/", {"pin": make.PIN, "next": CODE})
    return one


class TestNotice:
    def test_says_who_where_and_for_what(self, holder, scan):
        notice = Notice.objects.get(code="voucher_scanned")
        assert notice.user == holder
        for words in (scan.institution.name, "呼吸内科", "终端 T01", "收费员", "结算", "不是我"):
            assert words in notice.body
        assert notice.link == f"/code/scanned/{scan.scan_id}/"

    def test_uses_the_names_of_tills(self, holder, hospital, redeem):
        hospital.terminals.create(code="T01", name="一楼收费")
        redeem(make.show(holder))
        assert "一楼收费" in Notice.objects.get(code="voucher_scanned").body

    def test_is_posted_for_refused_scans_too(self, holder, redeem):
        code = make.show(holder)
        redeem(code)
        redeem(code)
        newest = Notice.objects.filter(code="voucher_scanned").order_by("-created_at").first()
        assert newest.title == "医保码没扫成"
        assert "这个码用过了" in newest.body

    def test_sends_no_text_message_for_an_expected_scan(self, scan):
        assert not SmsMessage.objects.exists()

    def test_goes_to_nobody_for_a_code_of_nobody(self, redeem):
        redeem("1" * 28)
        assert not Notice.objects.exists()

    def test_reaches_family_holders_as_well(self, tenant, holder, redeem):
        relative = make.make_holder(tenant)

        def hold(sender, scan, **kwargs):
            return [relative]

        events.scan_holders_wanted.connect(hold)
        try:
            scan = redeem(make.show(holder)).scan
            assert selectors.who_to_tell(scan) == [holder, relative]
            assert selectors.may_answer(relative, scan)
            page = login(relative).get(f"/code/scanned/{scan.scan_id}/")
            assert page.status_code == 200
            receipts.disown(by=relative, scan=scan)
        finally:
            events.scan_holders_wanted.disconnect(hold)
        body = Notice.objects.get(code="voucher_scanned", user=relative).body
        assert body.startswith(holder.person.masked_name)
        assert Voucher.objects.get(person=holder.person).state == "SUSPENDED"


class TestDisown:
    def test_stops_code_scan_and_opens_a_case_at_once(self, holder, redeem, scan, till):
        answer = receipts.disown(by=holder, scan=scan, statement=" 我在家里 ")
        assert Voucher.objects.get().state == "SUSPENDED"
        case = Case.objects.get(case_type="vouchers.not_me")
        assert (case.ref, case.subject, case.applicant) == (answer.case_ref, scan.scan_id, holder)
        assert case.statement == "我在家里"
        assert case.summary.startswith("高风险：本人否认")
        assert "没有结算，已拦下" in case.summary
        with pytest.raises(errors.ScanDisowned):
            selectors.scan_for_visit(till, scan.scan_id)
        assert not selectors.has_live_scan(till, holder.person)
        assert Notice.objects.filter(code="voucher_suspended", user=holder).exists()

    def test_owes_the_institution_two_events_with_ids_only(self, holder, scan):
        receipts.disown(by=holder, scan=scan)
        ids = {"scan": str(scan.pk), "institution": str(scan.institution_id)}
        topics = ["scan.disowned", "voucher.suspended"]
        rows = OutboxMessage.objects.filter(topic__in=topics).order_by("topic")
        assert [row.topic for row in rows] == topics
        assert rows[0].payload == ids
        assert rows[1].payload == ids | {"voucher": str(Voucher.objects.get().pk)}

    def test_said_twice_is_said_once(self, holder, scan):
        first = receipts.disown(by=holder, scan=scan)
        assert receipts.disown(by=holder, scan=scan) == first
        assert Case.objects.count() == 1

    def test_is_not_taken_back(self, holder, scan):
        receipts.disown(by=holder, scan=scan)
        with pytest.raises(errors.ScanAnswered):
            receipts.confirm(by=holder, scan=scan)

    def test_is_for_the_owner_alone_t31(self, tenant, scan, django_user_model):
        staff = django_user_model.objects.create_staff(tenant=tenant, username="s", password="x")
        for stranger in (make.make_holder(tenant), staff):
            with pytest.raises(NotFound):
                receipts.disown(by=stranger, scan=scan)
        assert not ScanAnswer.objects.exists()

    def test_leaves_the_code_alone_where_a_card_was_used(self, holder, redeem):
        scan = redeem(medium="social_card", card_no=holder.person.card_no).scan
        receipts.disown(by=holder, scan=scan)
        assert Voucher.objects.get().state == "ACTIVE"
        assert "医保码没有动" in Case.objects.get().summary
        assert not OutboxMessage.objects.filter(topic="voucher.suspended").exists()

    def test_refuses_the_next_code(self, holder, redeem, scan):
        code = make.show(holder)
        receipts.disown(by=holder, scan=scan)
        assert redeem(code).refusal.code == "voucher.suspended"

    def test_rolls_back_whole(self, holder, scan, monkeypatch):
        def fail(**kwargs):
            raise ValidationError("no")

        monkeypatch.setattr(receipts.cases, "open_case", fail)
        with pytest.raises(ValidationError):
            receipts.disown(by=holder, scan=scan)
        assert Voucher.objects.get().state == "ACTIVE"
        assert not ScanAnswer.objects.exists()


class TestAnswers:
    def test_are_never_changed_by_the_application(self, holder, scan):
        receipts.confirm(by=holder, scan=scan)
        for statement in ("UPDATE vouchers_scananswer SET verdict = 'NOT_MINE'",
                          "DELETE FROM vouchers_scananswer"):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(statement)
        assert ScanAnswer.objects.get().verdict == "MINE"


class TestPage:
    def test_leads_from_the_open_code_to_the_receipt(self, browser, holder, redeem):
        browser.get(CODE)
        outcome = redeem(make.show(holder))  # not the code on this screen: a relayed one (T02)
        url = f"/code/scanned/{outcome.scan.scan_id}/"
        assert browser.get("/code/status/").json() == {"state": "scanned", "url": url}
        page = browser.get(url).content.decode()
        for words in ("窗口", "终端 T01", "收费员", "是我", "不是我，停用"):
            assert words in page
        assert browser.get("/code/status/").json()["state"] != "scanned"

    def test_shows_refused_scans_on_the_open_code_too(self, browser, holder, redeem):
        browser.get(CODE)
        code = make.show(holder)
        redeem(code)
        browser.get(browser.get("/code/status/").json()["url"])
        refused = redeem(code).scan
        found = browser.get("/code/status/").json()
        assert found["url"] == f"/code/scanned/{refused.scan_id}/"

    def test_leads_there_without_script(self, browser, holder, redeem):
        assert "还没有人扫" in browser.get("/code/scanned/").content.decode()
        scan = redeem(make.show(holder)).scan
        assert browser.get("/code/scanned/").url == f"/code/scanned/{scan.scan_id}/"
        assert "看扫码结果" in browser.get(CODE).content.decode()

    def test_takes_yes(self, browser, scan):
        url = f"/code/scanned/{scan.scan_id}/"
        assert browser.post(f"{url}mine/").url == url
        page = browser.get(url).content.decode()
        assert "您已确认是本人" in page
        assert "不是我，停用</a>" not in page

    def test_takes_no_after_saying_what_follows(self, browser, scan):
        url = f"/code/scanned/{scan.scan_id}/"
        before = browser.get(f"{url}status/").json()["state"]
        page = browser.get(f"{url}not-me/").content.decode()
        assert "医保码马上停用" in page
        assert not ScanAnswer.objects.exists()
        answer = browser.post(f"{url}not-me/", {"statement": "不是我"}, follow=True)
        page = answer.content.decode()
        assert "已经拦下" in page
        assert Case.objects.get().ref in page
        assert browser.get(f"{url}status/").json()["state"] != before
        assert browser.get(f"{url}not-me/").status_code == 302

    def test_answers_of_strangers_are_not_there_t31(self, tenant, scan):
        other = login(make.make_holder(tenant))
        for end in ("mine/", "not-me/"):
            assert other.post(f"/code/scanned/{scan.scan_id}/{end}").status_code == 404

    def test_is_only_posted(self, browser, scan):
        assert browser.get(f"/code/scanned/{scan.scan_id}/mine/").status_code == 405


class TestRestAnswer:
    def ask(self, client, scan):
        token = make.make_token(client)
        headers = {"Authorization": f"Bearer {token}"}
        return Client().get(f"/api/v1/scans/{scan.scan_id}/", headers=headers)

    def test_tells_the_till_with_words_for_both(self, till, holder, scan):
        assert self.ask(till, scan).json()["disowned"] is False
        receipts.disown(by=holder, scan=scan)
        said = self.ask(till, scan).json()
        assert (said["answered"], said["disowned"]) == ("not_mine", True)
        assert "不能再登记和结算" in said["detail"]
        assert "社保卡" in said["patient_text"]

    def test_is_not_there_for_other_institutions_t31(self, tenant, scan):
        other = make.make_client(make.make_institution(tenant))
        answer = self.ask(other, scan)
        assert answer.json()["code"] == "voucher.scan.unknown"


class TestNewestScan:
    def test_is_the_one_after_the_moment(self, holder, redeem, scan):
        assert selectors.newest_scan_since(holder.person, scan.created_at) is None
        before = scan.created_at - timedelta(seconds=1)
        assert selectors.newest_scan_since(holder.person, before) == scan


class TestDecision:
    def test_on_a_report_is_told_to_the_owner_in_the_reviewers_words(self, tenant):
        from tests.factories.accounts import StaffFactory
        from yibao.cases import services as cases

        owner = make.make_holder(tenant)
        case = cases.open_case(
            by=owner,
            tenant_id=tenant.pk,
            case_type=receipts.CASE_TYPE,
            subject="S-1",
            summary="高风险",
            applicant=owner,
        )
        clerk = StaffFactory(tenant=tenant)
        cases.take(by=clerk, ref=case.ref)
        cases.approve(by=clerk, ref=case.ref, note="已核查，是误扫")
        notice = Notice.objects.get(user=owner, code="scan_report_decided")
        assert "已核查，是误扫" in notice.body
