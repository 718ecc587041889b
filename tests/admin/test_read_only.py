"""No page changes money or state except through a button (T41, I2)."""

import pytest
from django.apps import apps
from django.forms.models import model_to_dict

from settlement.models import LedgerAccount, LedgerEntry, Settlement
from vouchers.models import Voucher

from .pages import EDITED_BY, base_of, registered
from .test_permissions import first_of

pytestmark = pytest.mark.django_db
GUARDED = [label for label in registered() if label not in EDITED_BY]


def snapshot(label: str) -> list[dict]:
    """Every plain column of every row."""
    rows = [
        {name: getattr(value, "token", value) for name, value in row.items()}
        for row in apps.get_model(label).objects.values()
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


class TestEveryPage:
    def test_posting_every_field_changes_nothing(self, city, console):
        browser, tried = console.browser("root"), 0
        for label in GUARDED:
            page = registered()[label]
            row = first_of(page)
            if row is None:
                continue
            tried += 1
            keeps_still = label not in ("accounts.user", "audit.auditevent")
            before = snapshot(label) if keeps_still else None
            data = dict.fromkeys(model_to_dict(row), "999") | {
                field.name: "999" for field in page.model._meta.concrete_fields
            }
            base = base_of(label)
            for path in (f"{base}{row.pk}/change/", f"{base}add/", f"{base}{row.pk}/delete/"):
                answer = browser.post(path, {**data, "post": "yes", "_save": "1"})
                assert answer.status_code == 403, path
            bulk = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
            browser.post(base, {**bulk, "_save": "1", **data})
            assert page.model._default_manager.filter(pk=row.pk).exists()
            if keeps_still:
                assert snapshot(label) == before, label
        assert tried > 15

    def test_has_no_list_actions_and_no_delete(self, console, rf):
        request = rf.get("/")
        request.user = console.user("root")
        for label, page in registered().items():
            assert page.get_actions(request) == {}, label
            assert not page.has_delete_permission(request), label


class TestConfiguration:
    def test_cannot_be_deleted(self, city, console):
        browser = console.browser("root")
        for label in EDITED_BY:
            row = first_of(registered()[label])
            if row is None:
                continue
            path = f"{base_of(label)}{row.pk}/delete/"
            assert browser.get(path).status_code == 403
            assert browser.post(path, {"post": "yes"}).status_code == 403


class TestMoney:
    def test_stays_after_every_page_was_posted_to(self, city, console):
        browser = console.browser("root")

        def books():
            return (
                list(LedgerAccount.objects.order_by("pk").values_list("pk", "balance_fen")),
                list(
                    LedgerEntry.objects.order_by("pk").values_list("pk", "debit_fen", "credit_fen")
                ),
                list(Settlement.objects.values_list("pk", "state", "medfee_sumamt_fen")),
                list(Voucher.objects.order_by("pk").values_list("pk", "state")),
            )

        before = books()
        for label, page in registered().items():
            for row in page.model._default_manager.all()[:3]:
                fields = {field.name: "1" for field in page.model._meta.concrete_fields}
                if label not in EDITED_BY:
                    browser.post(f"{base_of(label)}{row.pk}/change/", fields)
        assert books() == before

    def test_a_get_never_acts(self, city, console):
        browser = console.browser("root")
        path = f"{base_of('vouchers.voucher')}{city.who.voucher.pk}/do/suspend/"
        assert browser.get(path + "?reason=x&days=0").status_code == 200
        city.who.voucher.refresh_from_db()
        assert city.who.voucher.state == "ACTIVE"

    def test_a_button_without_a_csrf_token_is_refused(self, city, console):
        from .conftest import signed_in

        browser = signed_in(console.user("lead"))
        browser.handler.enforce_csrf_checks = True
        path = f"{base_of('vouchers.voucher')}{city.who.voucher.pk}/do/suspend/"
        assert browser.post(path, {"reason": "本人挂失", "days": "0"}).status_code == 403


class TestConfigChanges:
    def test_are_saved_and_recorded_without_values(self, city, console):
        from yibao.audit.models import AuditEvent

        place = city.till.place
        browser = console.browser("admin")
        data = {
            "name": "改名医院", "fixmedins_type": "1", "hosp_lv": "2", "admdvs": "510600",
            "is_active": "on", "_save": "1",
        }  # fmt: skip
        browser.post(f"{base_of('accounts.institution')}{place.pk}/change/", data)
        place.refresh_from_db()
        assert place.name == "改名医院"
        event = AuditEvent.objects.get(verb="console.institution.changed")
        assert "name" in event.data["fields"]
        assert "改名医院" not in str(event.data)
