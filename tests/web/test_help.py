"""Help: questions, search, pages to print (A7); the checks of the own code (P92)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.services import sign_ins
from tests.factories import world
from tests.factories.vouchers import make_holder
from vouchers.models import Scan
from yibao.kernel import clock
from yibao.web import help_forms, help_topics

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "/help/code-not-working/"


class TestTopics:
    def test_name_eight_that_are_asked_most(self):
        assert len(help_topics.most_asked()) == 8

    def test_have_codes_and_titles_of_their_own(self):
        topics = help_topics.topics()
        assert len({topic.code for topic in topics}) == len(topics)
        assert len({topic.title for topic in topics}) == len(topics)

    @pytest.mark.parametrize("topic", help_topics.topics(), ids=lambda topic: topic.code)
    def test_open_with_something_to_do(self, client, city, topic):
        answer = client.get(topic.url)
        assert answer.status_code == 200
        if not topic.page:
            page = answer.content.decode()
            assert f"<h1>{topic.title}</h1>" in page
            assert "12393" in page and topic.lead in page

    @pytest.mark.parametrize("topic", help_topics.topics(), ids=lambda topic: topic.code)
    def test_say_it_in_short_sentences(self, topic):
        """Copy rules: a heading of at most 20, a sentence of at most 60 characters."""
        assert len(topic.title) <= 20
        for words in (topic.lead, *topic.steps, *topic.notes):
            assert len(words) <= 60 and "用户" not in words and "!" not in words

    def test_do_not_know_another(self, client, city):
        assert client.get("/help/no-such/").status_code == 404

    def test_lead_to_a_page_of_their_own_where_there_is_one(self, client, city):
        assert client.get("/help/code-not-working/").status_code == 200
        assert help_topics.by_code("face").url == "/help/face/"


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("密码", "password"),
            ("手机丢了怎么办", "phone-lost"),
            ("垫付", "claim"),
            ("共济", "family"),
            ("我的孩子怎么办医保码", "child"),
            ("16", "child"),
        ],
    )
    def test_finds_by_title_and_key_word(self, text, code):
        assert code in [topic.code for topic in help_topics.search(text)]

    def test_puts_titles_first(self):
        assert help_topics.search("密码")[0].code == "password"

    def test_of_nothing_finds_nothing(self):
        assert help_topics.search("  ") == []

    def test_page_names_the_telephone_where_nothing_is_found(self, client, city):
        page = client.get("/help/", {"q": "xyzzy<script>"}).content.decode()
        assert "没有找到" in page and 'href="tel:12393"' in page
        assert "<script>" not in page.partition("<main")[2]


class TestForms:
    @pytest.mark.parametrize("code", sorted(help_forms.forms()))
    def test_print_blank_for_everybody(self, client, city, code):
        page = client.get(f"/help/forms/{code}/", {"mine": "1"}).content.decode()
        assert f"<h1>{help_forms.forms()[code].title}</h1>" in page
        assert "yb-sheet" in page and "签名" in page
        assert "填上我的信息" not in page

    def test_are_filled_with_masked_data_on_demand(self, browser, citizen):
        blank = browser.get("/help/forms/proxy/").content.decode()
        assert citizen.person.masked_certno not in blank
        page = browser.get("/help/forms/proxy/", {"mine": "1"}).content.decode()
        assert citizen.person.masked_certno in page
        assert citizen.person.certno not in page and citizen.user.phone not in page

    def test_do_not_know_another(self, client, city):
        assert client.get("/help/forms/x/").status_code == 404


class TestFace:
    def test_shows_four_drawn_tips_in_order_p34(self, client, city):
        page = client.get("/help/face/").content.decode()
        order = ["亮一点", "露出整张脸", "换一部手机", "更新身份证照片", "去窗口"]
        places = [page.index(words) for words in order]
        assert places == sorted(places)
        assert page.count('class="yb-tip"') == 4


class TestWhy:
    @pytest.fixture
    def ask(self, client, city):
        """The page as somebody reads it."""

        def read(user=None):
            if user is not None:
                client.force_login(user, backend=BACKEND)
            return client.get(WHY).content.decode()

        return read

    def test_gives_a_stranger_the_general_list(self, ask):
        page = ask()
        assert "常见的原因" in page and "去登录" in page

    def test_finds_nothing_wrong_with_a_good_voucher(self, ask, tenant):
        page = ask(make_holder(tenant))
        assert "没查出问题" in page and "有问题" not in page

    def test_names_the_paused_insurance_first(self, ask, tenant):
        user = make_holder(tenant, stas="2")
        user.person.voucher.suspended_at = clock.now()
        page = ask(user)
        assert page.index("参保状态正常吗") < page.index("查了这些")
        assert reverse("accounts:contributions") in page

    def test_names_the_lock_with_its_end(self, ask, tenant):
        user = make_holder(tenant)
        user.person.voucher.pin_locked_until = clock.now() + timedelta(minutes=10)
        user.person.voucher.save()
        assert "密码连续错了 5 次" in ask(user)

    @pytest.mark.parametrize(
        ("state", "words"), [("SUSPENDED", "恢复使用"), ("APPLIED", "去激活"), ("CLOSED", "已注销")]
    )
    def test_names_the_state_of_the_voucher(self, ask, tenant, state, words):
        user = make_holder(tenant, state=state)
        assert words in ask(user).partition("查了这些")[0]

    def test_says_under_a_sanction_until_when(self, ask, tenant):
        user = make_holder(tenant, state="SUSPENDED")
        user.person.voucher.suspended_until = clock.now() + timedelta(days=9)
        user.person.voucher.save()
        assert "实体卡也不能结算" in ask(user)

    def test_tells_why_the_last_scan_failed(self, ask, tenant):
        user = make_holder(tenant)
        client = world.client_of(world.institution(tenant))
        Scan.objects.create(
            tenant=tenant, institution=client.institution, client=client, person=user.person,
            medium="code", purpose="patient", business_type="01301", terminal_code="T01",
            operator_code="0007", outcome="voucher.code.expired",
        )  # fmt: skip
        page = ask(user)
        assert f"在{client.institution.name}没扫成。医保码已过期" in page
        assert "有问题" in page

    def test_does_not_call_somebody_new_uninsured(self, ask, tenant):
        """P7."""
        user = make_holder(tenant, insured=False)
        page = ask(user)
        assert "1 到 3 个月" in page

    def test_shows_nothing_of_the_person_on_a_new_device(self, client, city, tenant):
        """T16."""
        user = make_holder(tenant, stas="2")
        client.force_login(user, backend=BACKEND)
        row = sign_ins.begin(
            by=user, session_key=client.session.session_key, device="d", agent="", way="PHONE_CODE"
        )
        session = client.session
        session["sign_in"] = row.ref
        session.save()
        page = client.get(WHY).content.decode()
        assert "先证明是您本人" in page and "医保暂不报销" not in page

    def test_costs_a_constant_number_of_statements(
        self, client, city, tenant, django_assert_max_num_queries
    ):
        client.force_login(make_holder(tenant), backend=BACKEND)
        client.get(WHY)
        with django_assert_max_num_queries(18):
            client.get(WHY)
