"""规则试算: the real rules answer, with numbers, and nothing changes (ux 8)."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import Region
from family.data import Policy
from family.data.trial import Question
from family.selectors import trial
from family.services import policies
from tests.factories import family as make

pytestmark = pytest.mark.django_db
CITY = "510600"


@pytest.fixture(autouse=True)
def city(tenant):
    make.import_proofs()
    return Region.objects.get_or_create(code=CITY, defaults={"name": "德阳市"})[0]


def ask(**more) -> Question:
    facts = {
        "relation": "CHILD",
        "holder_born": date(1985, 3, 1),
        "member_born": date(2009, 5, 20),
        "day": date(2025, 5, 19),
        "region": CITY,
    }
    return Question(**facts | more)


def lines(question) -> dict[str, str]:
    """Label → everything said on the line."""
    found: dict[str, str] = {}
    answer = trial.answer(question)
    for part in answer.parts:
        for row in part.rows:
            found[row.label] = f"{found.get(row.label, '')}{row.value} {row.why} {row.rule}"
    return {"": answer.headline, **found}


class TestAge:
    @pytest.mark.parametrize(
        ("born", "day", "path"),
        [
            ((2009, 5, 20), (2025, 5, 19), "未满 16 岁"),
            ((2009, 5, 20), (2025, 5, 20), "满 16 岁"),
            ((2008, 2, 29), (2024, 2, 28), "未满 16 岁"),
            ((2008, 2, 29), (2024, 2, 29), "满 16 岁"),
            ((2010, 2, 28), (2026, 2, 28), "满 16 岁"),
        ],
    )
    def test_turns_on_the_birthday_p58(self, born, day, path):
        said = lines(ask(member_born=date(*born), day=date(*day)))
        assert said["办理方式"].startswith(path)
        assert "P54" in said["家人的年龄"]

    def test_follows_the_rules_of_the_place_and_day_p55(self):
        policies.set_policy(
            by=None, region_code=CITY, valid_from=date(2099, 1, 1),
            rules=Policy(age_turn_offset_days=1, max_members=3),
        )  # fmt: skip
        before = ask(member_born=date(2083, 5, 20), holder_born=date(2050, 1, 1))
        said = lines(Question(**{**_fields(before), "day": date(2099, 5, 20)}))
        assert said["办理方式"].startswith("未满 16 岁")
        assert said["一个人最多绑定"].startswith("3 位")
        assert lines(ask())["一个人最多绑定"].startswith("5 位")

    def test_explains_29_february_p56(self):
        assert "P56" in lines(ask(member_born=date(2012, 2, 29)))["2 月 29 日出生"]

    def test_names_what_comes_at_16_p83(self):
        said = lines(ask(member_born=date(2010, 5, 20)))
        assert "满 16 岁" in said["2026-05-20"] and "宽限结束" in said["2026-08-18"]
        assert "30 天" in said["2026-04-20"]


def _fields(question) -> dict:
    return {name: getattr(question, name) for name in question.__dataclass_fields__}


class TestAnswers:
    def test_list_the_papers_of_the_table_p63(self):
        said = lines(ask())
        assert "出生医学证明" in said["出生医学证明"]
        assert "您的户口本首页" in said["双方户口本"] and "P63" in said["双方户口本"]
        assert "监护证明" not in said

    def test_say_who_agrees_p65_p66(self):
        assert "不用" in lines(ask())["家人本人"]
        grown = lines(ask(day=date(2025, 5, 20)))
        assert "刷脸并同意" in grown["家人本人"] and "72 小时" in grown["家人本人"]

    def test_ask_the_mother_of_a_newborn_p67(self):
        question = ask(member_born=date(2025, 5, 1), document="NEWBORN")
        assert "本人刷脸" in lines(question)["妈妈"] and "即时办成" in lines(question)

    def test_refuse_the_newborn_way_after_a_year_p67(self):
        assert lines(ask(document="NEWBORN"))[""] == "不能在网上办"

    def test_want_two_people_for_other_relations_p181(self):
        policies.set_policy(
            by=None, region_code=CITY, valid_from=date(2099, 1, 1),
            rules=Policy(relations=["CHILD", "GRANDCHILD"]),
        )  # fmt: skip
        question = ask(
            relation="GRANDCHILD", holder_born=date(2030, 1, 1), member_born=date(2090, 1, 1),
            day=date(2099, 2, 1),
        )  # fmt: skip
        assert lines(question)["第二个人"].startswith("要")

    @pytest.mark.parametrize(
        ("more", "label", "rule"),
        [
            ({"relation": "SIBLING"}, "关系", "P47"),
            ({"holder_born": date(2010, 1, 1)}, "申请人的年龄", "P52"),
        ],
    )
    def test_say_what_cannot_be_done_and_by_which_rule(self, more, label, rule):
        said = lines(ask(**more))
        assert said[""] == "不能在网上办" and rule in said[label]

    def test_warn_where_ages_do_not_fit_p63(self):
        said = lines(ask(member_born=date(1960, 1, 1)))
        assert "对不上" in said["年龄和关系"] and said[""].startswith("按")

    def test_promise_working_days_p76(self):
        assert "2025-05-21 17:00" in lines(ask())["承诺时间"]

    def test_take_other_places_of_insurance_p45(self):
        Region.objects.get_or_create(code="510700", defaults={"name": "绵阳市"})
        assert "P45" in lines(ask(member_region="510700"))["参保地不同"]


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


class TestPage:
    FULL = {
        "relation": "CHILD", "document": "", "member_born": "2019-05-20",
        "holder_born": "1985-03-01", "region": CITY, "member_region": "", "day": "2026-10-02",
    }  # fmt: skip

    @pytest.mark.parametrize("address", ["/admin/review/try/", "/admin/policy/try/"])
    def test_asks_and_answers(self, console, address):
        browser = console.browser("reviewer")
        assert "试算" in browser.get(address).content.decode()
        page = browser.get(address, self.FULL).content.decode()
        assert "按“未满 16 岁”办理" in page and "规则 P63" in page

    def test_changes_nothing(self, console):
        browser = console.browser("lead")
        browser.get(reverse("review:try"))
        before = rows()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            trial.answer(ask())
            transaction.set_rollback(True)
        browser.get(reverse("review:try"), self.FULL)
        assert rows() == before

    def test_takes_no_post(self, console):
        assert console.browser("lead").post(reverse("review:try"), self.FULL).status_code == 405

    @pytest.mark.parametrize(
        "wrong", [{"member_born": "2031-01-01"}, {"day": "昨天"}, {"region": "x"}, {"relation": ""}]
    )
    def test_says_what_is_wrong(self, console, wrong):
        page = console.browser("reviewer").get(reverse("review:try"), self.FULL | wrong)
        assert page.status_code == 200 and "errorlist" in page.content.decode()
        assert "结果：" not in page.content.decode()

    @pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("clerk", 403)])
    def test_is_for_those_who_see_cases(self, console, role, status):
        assert console.browser(role).get(reverse("review:try")).status_code == status
