"""The button 生成新人: developers of a vendor, their own sandbox, no JavaScript (feature 57)."""

import pytest
from django.test import Client

from accounts.models import Person
from yibao.kernel.models import Tenant
from yibao.portal.models import Member, Vendor
from yibao.sandbox import making
from yibao.sandbox.seeding import places

pytestmark = pytest.mark.django_db
PEOPLE, NEW = "/dev/sandbox/people/", "/dev/sandbox/people/new/"
WISH = {"kind": "employee", "age": "30", "insurance": "", "relative": "SPOUSE", "tail": "0001"}


@pytest.fixture(autouse=True)
def regions(vendor):
    places.regions()


def made_in(vendor):
    return [one.key for one in making.people_of(vendor.tenant)]


def test_makes_somebody_in_the_own_sandbox_who_is_listed_with_code_and_phone(browser_of, vendor):
    http = browser_of(Member.Role.DEVELOPER)
    page = http.get(PEOPLE).content.decode()
    assert f'action="{NEW}"' in page and "生成新人</button>" in page
    assert http.post(NEW, WISH).url == "/dev/sandbox/data/"
    assert made_in(vendor) == ["made1", "made1-spouse"]
    page = http.get("/dev/sandbox/data/").content.decode()
    assert "已经生成 made1、made1-spouse" in page and f'href="{NEW}"' in page
    for path in ("code", "phone"):
        assert http.post(f"/dev/sandbox/data/made1/{path}/").status_code == 200
    page = http.get(PEOPLE).content.decode()
    assert "（made1-spouse）出示医保码" in page and "王建国" not in page
    for person in Person.objects.filter(tenant=vendor.tenant):
        assert person.psn_no in page and person.user.phone in page
    assert "/dev/sandbox/data/made1/code/" in page


def test_shows_strangers_nobody_of_a_vendor(browser_of, vendor, client, settings):
    settings.DEFAULT_TENANT_CODE = Tenant.objects.create(
        code="city", name="演示", kind="SANDBOX"
    ).code
    assert browser_of().post(NEW, WISH).status_code == 302
    page = client.get(PEOPLE).content.decode()
    assert "made1" not in page and "/code/" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "king"}, "什么人"),
        ({"age": "x"}, "年龄请填 0–99 的整数。"),
        ({"age": "70"}, "在职职工的年龄应为 18–59 岁。"),
        ({"tail": "0006"}, "只用于孩子"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_chosen(browser_of, vendor, wrong, words):
    answer = browser_of().post(NEW, WISH | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert '<option value="SPOUSE" selected>' in page and made_in(vendor) == []


def test_says_that_the_sandbox_is_full(browser_of, vendor, monkeypatch):
    monkeypatch.setattr(making, "MOST", 0)
    answer = browser_of().post(NEW, WISH)
    assert answer.status_code == 409 and "不能再生成人了" in answer.content.decode()


def test_is_for_developers_of_the_vendor(browser_of, vendor):
    viewer = browser_of(Member.Role.VIEWER)
    assert viewer.post(NEW, WISH).status_code == viewer.get(NEW).status_code == 403
    page = viewer.get(PEOPLE).content.decode()
    assert "您的权限是查看" in page and f'action="{NEW}"' not in page
    stranger = Client()
    assert stranger.post(NEW, WISH).url.startswith("/dev/login/")
    page = stranger.get(PEOPLE).content.decode()
    assert "登录开放平台去生成" in page and f'action="{NEW}"' not in page
    assert made_in(vendor) == []


def test_refuses_a_forged_form_and_a_suspended_vendor(browser_of, vendor):
    http = browser_of()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = http.cookies
    assert strict.post(NEW, WISH).status_code == 403
    Vendor.objects.filter(pk=vendor.pk).update(state="SUSPENDED")
    assert http.post(NEW, WISH).status_code == 409
    assert made_in(vendor) == []
