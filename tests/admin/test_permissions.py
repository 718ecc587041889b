"""Every page with every role: opened or 403, as the table says (T41, T94)."""

import pytest

from accounts.models import Consent, FaceCheck, Institution, OddAccess, Operator, Terminal
from accounts.services.roles import ROLES
from settlement.models import PersonYear
from tests.factories.accounts import RegionFactory
from yibao.cases import services as cases
from yibao.kernel import clock
from yibao.notices import services as notices

from .pages import ADDED_BY, BUTTONS, EDITED_BY, ROLE_NAMES, SEEN_BY, base_of, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_city(city):
    """At least one row for most pages."""
    place = Institution.objects.first()
    Terminal.objects.create(institution=place, code="T01")
    Operator.objects.create(institution=place, code="0007", name="收费员")
    RegionFactory()
    cases.open_case(
        by=None, tenant_id=city.tenant.pk, case_type="report", subject="x", summary="举报"
    )
    Consent.objects.create(
        user=city.who.user, kind="voucher", version="1", text_sha256="0" * 64, given_at=clock.now()
    )
    FaceCheck.objects.create(
        user=city.who.user, person=city.who.person, purpose="REGISTER", began_at=clock.now()
    )
    OddAccess.objects.create(
        tenant=city.tenant, day=clock.today(), staff=city.who.user, kind="NIGHT", count=1,
        found_at=clock.now(),
    )  # fmt: skip
    notices.owe_sms("code", by=None, phone="13800000001", text="验证码 123456")
    PersonYear.objects.get_or_create(person=city.who.person, year=2026, insutype="310")
    return city


def first_of(page):
    """Some row of a page's table."""
    rows = page.model._default_manager.all()
    if page.model._meta.label_lower == "accounts.user":
        rows = rows.filter(kind="STAFF")
    return rows.first()


class TestTable:
    def test_lists_every_page(self):
        assert set(registered()) == set(SEEN_BY)

    def test_lists_every_button(self):
        found = {
            f"{label}/{action.name}"
            for label, page in registered().items()
            for action in page.service_actions
        }
        assert found == set(BUTTONS)

    def test_gives_nobody_a_right_to_delete(self):
        assert not [right for rights in ROLES.values() for right in rights if ".delete_" in right]

    def test_lets_the_auditor_act_on_nothing(self):
        acting = [right for right in ROLES["auditor"] if ".view_" not in right]
        assert acting == ["audit.export_auditevent"]


@pytest.mark.parametrize("role", ROLE_NAMES)
class TestPages:
    def test_open_for_the_table_only(self, full_city, console, role):
        browser = console.browser(role)
        wrong = []
        for label, page in registered().items():
            base, row = base_of(label), first_of(page)
            sees = role in SEEN_BY[label]
            edits = role in EDITED_BY.get(label, set()) | ADDED_BY.get(label, set())
            tried = {base: 200 if sees else 403, f"{base}add/": 200 if edits else 403}
            if row is not None:
                tried[f"{base}{row.pk}/change/"] = 200 if sees else 403
                tried[f"{base}{row.pk}/delete/"] = 403
                tried[f"{base}{row.pk}/history/"] = 200 if sees else 403
            for path, expected in tried.items():
                got = browser.get(path).status_code
                if got != expected:
                    wrong.append((path, got, expected))
        assert wrong == []
        home = browser.get("/admin/").content.decode()
        assert "工作台" in home
        assert "演示" in home

    def test_buttons_belong_to_their_roles(self, full_city, console, role):
        browser = console.browser(role)
        wrong = []
        for name, holders in BUTTONS.items():
            label, action = name.split("/")
            row = first_of(registered()[label])
            if row is None:
                continue
            path = f"{base_of(label)}{row.pk}/do/{action}/"
            for got in (browser.get(path), browser.post(path, {"reason": "核对"})):
                if (got.status_code == 403) is (role in holders):
                    wrong.append((path, role, got.status_code))
                if role in holders:
                    break  # what a confirmed button does is tested elsewhere
        assert wrong == []


class TestVisitors:
    def test_are_sent_to_the_console_login(self, client, db):
        for label in registered():
            answer = client.get(base_of(label))
            assert answer.headers["Location"].startswith("/admin/login/?next=/admin/")

    def test_staff_of_another_tenant_see_nothing(self, full_city, console):
        from yibao.kernel.models import Tenant

        from .conftest import make_staff, signed_in

        live = Tenant.objects.get(code="live")
        browser = signed_in(make_staff(live, "stranger", "auditor"))
        for path, row in (
            ("accounts/person", full_city.who.person),
            ("settlement/settlement", full_city.bill),
            ("vouchers/voucher", full_city.who.voucher),
        ):
            assert "0 " in browser.get(f"/admin/{path}/").content.decode().split("paginator")[1]
            assert browser.get(f"/admin/{path}/{row.pk}/change/").status_code == 302
