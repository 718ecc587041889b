"""Rules of an area and its table of proofs on the console (P63–P69, P195)."""

import pytest

from accounts.models import Region
from family.data import Policy
from family.models import FamilyPolicy
from family.selectors import policies
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(city):
    """The pooling area of the city."""
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


def slots(*rows):
    """The management form and rows of the places."""
    found = {"slots-TOTAL_FORMS": len(rows), "slots-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        facts = {"code": "PAPER", "title": "证明", "max_pages": 1, "reuse_days": 0, "sort": 0} | row
        found |= {f"slots-{number}-{key}": value for key, value in facts.items()}
    return found


class TestConsole:
    def asked(self, **more):
        row = {
            field: value
            for field, value in vars_of(Policy()).items()
            if value is not False and field != "relations"
        }
        return (
            row
            | {
                "region": "510600",
                "valid_from": f"{clock.today()}",
                "relations": ["CHILD", "SPOUSE"],
            }
            | more
        )

    def test_begins_a_version(self, area, console):
        browser = console.browser("admin")
        said = self.asked(max_members=4)
        page = browser.post("/admin/family/familypolicy/add/", said, follow=True)
        row = FamilyPolicy.objects.get()
        assert (row.max_members, row.relations, row.auto_approval) == (
            4,
            ["CHILD", "SPOUSE"],
            False,
        )
        shown = browser.get(f"/admin/family/familypolicy/{row.pk}/change/").content.decode()
        assert "子女、配偶" in shown and 'name="max_members"' not in shown
        assert page.status_code == 200

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"valid_from": "2020-01-01"}, "最早从今天开始"),
            ({"adult_age": "10"}, "要在 14 到 18 之间"),
            ({"auto_sample_percent": "0"}, "要在 1 到 100 之间"),
            ({"relations": []}, "请选择可绑定的关系"),
        ],
    )
    def test_says_what_is_wrong(self, area, console, change, words):
        page = console.browser("admin").post(
            "/admin/family/familypolicy/add/", self.asked(**change)
        )
        assert words in page.content.decode()
        assert not FamilyPolicy.objects.exists()

    def test_adds_a_way_of_an_area(self, area, console):
        said = {
            "code": "PORTRAIT_TOO", "branch": "ADULT", "region": "510600", "title": "户口本和照片",
            "sort": 1, "is_enabled": "on", "relations": ["SPOUSE"],
        }  # fmt: skip
        browser = console.browser("admin")
        page = browser.post("/admin/family/proofset/add/", said | slots({})).content.decode()
        assert "至少要有一样必须交的材料" in page
        browser.post("/admin/family/proofset/add/", said | slots({"is_required": "on"}))
        assert [one.code for one in policies.proof_sets("ADULT", "SPOUSE", "510603")] == [
            "PORTRAIT_TOO"
        ]
        assert AuditEvent.objects.filter(verb="family.proofs.set").count() == 1


def vars_of(policy):
    return {name: getattr(policy, name) for name in policy.__dataclass_fields__}
