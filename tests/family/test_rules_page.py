"""The published rules of the automatic checks (feature 45)."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Region
from family.data.findings import CHECKS
from family.models import FamilyPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(holder):
    browser = Client()
    browser.force_login(holder)
    return lambda: browser.get("/family/rules/").content.decode()


def test_names_every_check_and_its_points(page):
    said = page()
    assert all(check.title in said for check in CHECKS.values())
    assert "每件申请都由工作人员看过再决定" in said
    assert "一共 100 分" in said


def test_says_what_the_own_area_makes_of_it(page, holder):
    city = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
    FamilyPolicy.objects.create(
        region=city, valid_from=date(2020, 1, 1), auto_approval=True, newborn_instant=False
    )
    said = page()
    assert "满 90 分" in said and "随机抽 5%" in said
    assert "出生医学证明核对上" not in said
