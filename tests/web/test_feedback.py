"""给我们提意见: sealed, counted, one effect."""

import pytest

from yibao.cases.models import Case
from yibao.web import feedback


@pytest.fixture
def said():
    """A form as a browser sends it."""
    return {"rating": "2", "text": "字太小", "page": "/bills/J20261002/"}


class TestFeedback:
    def test_opens_a_case_without_a_login(self, client, city, said):
        page = client.post("/feedback/", said, follow=True).content.decode()
        case = Case.objects.get()
        assert case.ref in page
        assert case.case_type == "web.feedback"
        assert case.statement == "字太小"
        assert case.applicant is None

    def test_keeps_the_kind_of_page_and_no_number(self, client, city, said):
        client.post("/feedback/", said)
        case = Case.objects.get()
        assert "J20261002" not in case.summary + case.subject
        assert "bills/<str:no>/" in case.summary

    def test_names_the_signed_in_person_as_applicant(self, browser, citizen, said):
        browser.post("/feedback/", said)
        assert Case.objects.get().applicant == citizen.user

    def test_sent_twice_has_one_effect(self, client, city, said):
        client.post("/feedback/", said)
        page = client.post("/feedback/", said, follow=True).content.decode()
        assert "已经收到了" in page
        assert Case.objects.count() == 1

    def test_needs_a_rating_or_words(self, client, city):
        page = client.post("/feedback/", {"text": " "}).content.decode()
        assert "请选一个，或者写几句。" in page
        assert "<title>有错误：" in page
        assert not Case.objects.exists()

    def test_is_limited_and_keeps_the_words(self, client, city, said):
        """T78."""
        for number in range(feedback.MOST_AN_HOUR):
            client.post("/feedback/", {**said, "text": f"第 {number} 条"})
        page = client.post("/feedback/", said).content.decode()
        assert "提得太多了" in page
        assert "字太小" in page
        assert Case.objects.count() == feedback.MOST_AN_HOUR


class TestKindOfPage:
    @pytest.mark.parametrize(
        ("address", "kind"),
        [
            ("/help/", "help/"),
            ("/help/face/", "help/face/"),
            ("/help/activate/", "help/activate/"),
            ("/bills/J1/why/", "bills/<str:no>/why/"),
            ("/no-such-page/", ""),
            ("https://evil.example/", ""),
            ("javascript:alert(1)", ""),
            ("", ""),
        ],
    )
    def test_is_an_address_of_ours_or_nothing(self, address, kind):
        assert feedback.kind_of_page(address) == kind
