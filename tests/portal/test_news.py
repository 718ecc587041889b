"""What was changed and announced: on the status page, and for readers that ask by themselves."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory
from yibao.kernel import clock
from yibao.notices import services as notices
from yibao.portal.reading import guides, news

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
HOUR = timedelta(hours=1)


@pytest.fixture
def announce():
    """``announce(title, first, last)``: hours from now."""

    def make(title: str, first: float, last: float):
        moment = clock.now()
        return notices.set_banner(
            by=UserFactory(),
            kind="warn",
            title=title,
            text="实体卡同样有效。",
            starts_at=moment + first * HOUR,
            ends_at=moment + last * HOUR,
        )

    return make


def _page() -> str:
    return Client().get("/dev/status/").content.decode()


def _entries() -> list[ElementTree.Element]:
    answer = Client().get("/dev/changelog/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


class TestStatusPage:
    def test_says_what_was_is_and_will_be(self, announce):
        announce("昨天的维护", -30, -28)
        announce("现在的维护", -1, 1)
        announce("今晚的维护", 5, 9)
        page = _page().partition("<h2>公告</h2>")[2]  # the one of now stands above it as well
        places = [page.index(one) for one in ("今晚的维护", "现在的维护", "昨天的维护")]
        assert places == sorted(places)
        assert [one.word for one in news.announcements()] == ["将要", "正在", "已结束"]

    def test_says_that_there_was_none(self):
        assert "最近 90 天没有公告" in _page()

    def test_forgets_after_90_days(self, announce):
        announce("很久以前", -91 * 24, -90 * 24 - 1)
        assert "很久以前" not in _page()

    def test_shows_the_end_of_one_that_was_ended_early(self, announce):
        row = announce("提前好了", -2, 5)
        notices.end_banner(by=UserFactory(), banner=row)
        found = news.announcements()[0]
        assert found.stage == "over" and found.until < clock.now()

    def test_leaves_out_what_was_withdrawn_before_it_began(self, announce):
        row = announce("写错了", 2, 5)
        notices.end_banner(by=UserFactory(), banner=row)
        assert "写错了" not in _page()

    def test_asks_no_more_for_more(self, announce, django_assert_max_num_queries):
        for place in range(5):
            announce(f"第 {place} 次维护", -place - 1, 1)
        with django_assert_max_num_queries(1):
            assert len(news.announcements()) == 5


class TestFeed:
    def test_has_every_change_and_announcement(self, announce):
        announce("今晚的维护", 5, 9)
        titles = [one.findtext(f"{ATOM}title") for one in _entries()]
        assert titles[0] == "公告：今晚的维护"
        assert len(titles) == len(guides.changes()) + 1

    def test_numbers_entries_for_good(self, announce):
        """A reader knows an entry again after others were added before it."""
        row = announce("今晚的维护", 5, 9)
        before = {one.findtext(f"{ATOM}id") for one in _entries()}
        assert f"urn:uuid:{row.pk}" in before and f"{news.CHANGE}1" in before
        announce("明晚的维护", 29, 33)
        assert before < {one.findtext(f"{ATOM}id") for one in _entries()}

    def test_is_text_for_readers_that_take_it_for_html(self, announce):
        row = announce("今晚的维护", 5, 9)
        type(row).objects.filter(pk=row.pk).update(text="<b>5:00</b> 以后 & 明天")
        words = _entries()[0].findtext(f"{ATOM}summary")
        assert words.endswith("&lt;b&gt;5:00&lt;/b&gt; 以后 &amp; 明天")

    def test_tells_of_an_early_end(self, announce):
        row = announce("今天的维护", -2, 9)
        first = _entries()[0].findtext(f"{ATOM}updated")
        notices.end_banner(by=UserFactory(), banner=row)
        assert _entries()[0].findtext(f"{ATOM}updated") >= first
        assert news.items()[0].at > row.set_at

    def test_is_found_from_both_pages(self):
        for page in ("changelog", "status"):
            text = Client().get(f"/dev/{page}/").content.decode()
            assert text.count("/dev/changelog/feed/") == 2
