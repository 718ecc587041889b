"""更正参保信息: asked once, sealed, decided by a person, told in the reviewer's words."""

import pytest
from django.db import connection

from accounts.models import User
from accounts.selectors import corrections as found
from accounts.services import corrections
from tests.factories.accounts import CitizenFactory, RegionFactory
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.notices.models import Notice

BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = "我在旌阳区，参保区县写成了广汉市。"


@pytest.fixture
def citizen(tenant):
    """Somebody in the register."""
    RegionFactory()
    return CitizenFactory(tenant=tenant)


@pytest.fixture
def browser(client, citizen):
    """Their browser."""
    client.force_login(citizen, backend=BACKEND)
    return client


@pytest.fixture
def reviewer(tenant):
    """A member of staff."""
    return User.objects.create_staff(tenant=tenant, username="r1", password="x")


class TestAsk:
    def test_seals_what_the_person_wrote(self, citizen):
        case = corrections.ask(by=citizen, item="place", statement=WORDS)
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement, summary, subject FROM cases_case")
            stored = " ".join(cursor.fetchone())
        assert WORDS not in stored and citizen.person.name not in stored
        assert Case.objects.get(pk=case.pk).statement == WORDS
        assert case.region_code == "510603"

    def test_twice_is_one_case(self, citizen):
        first = corrections.ask(by=citizen, item="place", statement=WORDS)
        assert corrections.ask(by=citizen, item="place", statement=WORDS) == first
        assert Case.objects.count() == 1

    def test_stops_at_three_that_wait(self, browser):
        for item in ("name", "place", "card"):
            browser.post("/me/correct/", {"item": item, "statement": WORDS})
        page = browser.post("/me/correct/", {"item": "other", "statement": WORDS})
        assert "还有申请没办完" in page.content.decode()
        assert WORDS in page.content.decode()
        assert Case.objects.count() == 3


class TestDecision:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        ("decide", "title"),
        [(cases.approve, "更正申请已通过"), (cases.reject, "更正申请没有通过")],
    )
    def test_reaches_the_person_in_the_reviewer_s_words(self, citizen, reviewer, decide, title):
        case = corrections.ask(by=citizen, item="place", statement=WORDS)
        cases.take(by=reviewer, ref=case.ref)
        decide(by=reviewer, ref=case.ref, note="户口所在地是广汉。")
        notice = Notice.objects.get(code="correction_decided")
        assert notice.user == citizen
        assert notice.title == title
        assert "户口所在地是广汉。" in notice.body
        assert found.of(citizen)[0].words == "户口所在地是广汉。"
        corrections.tell(by=reviewer, case=Case.objects.get(pk=case.pk))
        assert Notice.objects.filter(code="correction_decided").count() == 1

    def test_of_other_cases_is_not_told(self, citizen):
        assert found.of(citizen) == []


class TestPage:
    def test_gives_a_number_and_a_date(self, browser):
        page = browser.post(
            "/me/correct/", {"item": "place", "statement": WORDS}, follow=True
        ).content.decode()
        assert Case.objects.get().ref in page
        assert "17:00 有结果" in page
        assert "更正参保信息：参保地" in page

    def test_keeps_what_was_typed_when_something_is_missing(self, browser):
        page = browser.post("/me/correct/", {"statement": WORDS}).content.decode()
        assert "请选哪一项不对。" in page and WORDS in page
        assert "<title>有错误：" in page

    def test_shows_only_the_own_requests(self, browser, tenant):
        other = CitizenFactory(tenant=tenant)
        corrections.ask(by=other, item="name", statement="别人写的话")
        assert "别人写的话" not in browser.get("/me/correct/").content.decode()

    def test_reads_all_requests_in_two_statements(self, citizen, django_assert_num_queries):
        for item in ("name", "place", "card"):
            corrections.ask(by=citizen, item=item, statement=WORDS)
        with django_assert_num_queries(2):
            assert len(found.of(citizen)) == 3
