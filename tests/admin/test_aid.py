"""Mutual aid on the console: rules of an area, a grant with its terms, the review (P103, P195)."""

from dataclasses import asdict

import pytest

from accounts.models import Region
from family.data.aid import AidRules
from family.models import AidPolicy
from family.services import grant_reviews
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.cases import dossiers
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(city):
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


def asked(**more):
    rules = {
        key: value
        for key, value in asdict(AidRules()).items()
        if value is not False and value is not None
    }
    return rules | {"region": "510600", "valid_from": f"{clock.today()}"} | more


class TestRules:
    def test_begin_a_version(self, area, console):
        browser = console.browser("admin")
        said = asked(review="FULL", least_keep_back="100.00")
        assert browser.post("/admin/family/aidpolicy/add/", said, follow=True).status_code == 200
        row = AidPolicy.objects.get()
        assert (row.review, row.payers_per_settlement, row.starts_next_day) == ("FULL", None, False)
        shown = browser.get(f"/admin/family/aidpolicy/{row.pk}/change/").content.decode()
        assert "全部审核" in shown and "100.00" in shown and 'name="review"' not in shown

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"valid_from": "2020-01-01"}, "最早从今天开始"),
            ({"payer_max_members": "0"}, "要在 1 到 20 之间"),
            ({"sample_percent": "101"}, "要在 0 到 100 之间"),
        ],
    )
    def test_say_what_is_wrong(self, area, console, change, words):
        page = console.browser("admin").post("/admin/family/aidpolicy/add/", asked(**change))
        assert words in page.content.decode() and not AidPolicy.objects.exists()


class TestGrant:
    def test_shows_what_was_agreed_to(self, city, console):
        payer, member = (world.insured(city.tenant) for _ in range(2))
        grant = make_grant(payer, member, annual_cap_fen=123400)
        page = console.browser("auditor").get(f"/admin/family/grant/{grant.pk}/change/")
        text = page.content.decode()
        assert "1,234.00" in text and "同意过的条款" in text and "在药店买药" in text
        assert payer.person.name not in text, "masked"

    def test_stands_before_officers_as_a_matter_of_its_own_p103(self, city, console):
        payer, member = (world.insured(city.tenant) for _ in range(2))
        grant = make_grant(payer, member, "SIBLING")
        case = grant_reviews.open_case(by=None, grant=grant)
        kind = dossiers.kind_of(case.case_type)
        assert kind.label == "共济授权核查" and case.rejects_by_two
        shown = kind.dossier(None, case, False)
        facts = {fact.label: fact.claimed for part in shown.sections for fact in part.facts}
        assert facts["额度"] == "不限额度，以余额为准"
        assert {line.code for line in shown.checklist} == {"kin", "insured"}
        assert list(kind.find(payer.user, grant.ref)) == [case.pk]
