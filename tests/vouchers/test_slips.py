"""Printed one-day codes (settled 13): issued by two clerks, good once, capped, published."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Region, User
from tests.factories import vouchers as make
from tests.scanning import raster, read_qr
from vouchers import errors, rules, selectors
from vouchers.models import CounterSlip, Scan, SigningKey, Voucher, VoucherPolicy
from vouchers.services import scans, signing_keys, slips, suspension
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerks(tenant):
    """Two members of staff."""
    return [User.objects.create_staff(tenant=tenant, username=f"w{n}", password="x") for n in "12"]


@pytest.fixture
def slip(holder, clerks):
    """A printed code of the holder."""
    return slips.issue(by=clerks[0], second=clerks[1], voucher=holder.person.voucher)


@pytest.fixture
def redeem(hospital, till):
    """Scan a printed code at the hospital."""

    def work(text):
        ask = make.make_ask(text, medium="offline_code")
        return scans.redeem(by=till, institution=hospital, ask=ask)

    return work


def policy(**more):
    region = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
    return VoucherPolicy.objects.create(region=region, valid_from=date(2020, 1, 1), **more)


class TestIssue:
    def test_holds_no_name_and_no_number_p23(self, holder, slip):
        signed, _ = rules.split_slip(slip.code)
        payload = rules.read_payload(signed)
        assert (payload.serial, payload.region) == (slip.ref, "510600")
        for secret in (holder.person.name, holder.person.certno, holder.person.psn_no):
            assert secret not in signed.decode() + repr(payload)
        assert slip.code not in repr(slip)
        assert CounterSlip.objects.get().code_hash != slip.code

    def test_ends_at_midnight(self, slip):
        end = clock.local(slip.expires_at)
        assert (end.hour, end.minute) == (0, 0)
        assert timedelta(0) < slip.expires_at - slip.issued_at <= timedelta(days=1)

    def test_is_drawn_so_that_scanners_read_it(self, slip):
        assert read_qr(raster(slip.svg, scale=4)).text == slip.code

    def test_needs_two_different_clerks_p189(self, holder, clerks):
        voucher = holder.person.voucher
        for second in (None, clerks[0], holder):
            with pytest.raises(errors.SlipNeedsTwoClerks):
                slips.issue(by=clerks[0], second=second, voucher=voucher)
        with pytest.raises(NotFound):
            slips.issue(by=holder, second=clerks[0], voucher=voucher)

    def test_is_refused_where_the_area_forbids_it(self, holder, clerks):
        policy(slip_days=0)
        with pytest.raises(errors.SlipsNotOffered):
            slips.issue(by=clerks[0], second=clerks[1], voucher=holder.person.voucher)

    def test_takes_days_and_limit_of_the_area(self, holder, clerks):
        policy(slip_days=3, slip_limit_fen=12300)
        made = slips.issue(by=clerks[0], second=clerks[1], voucher=holder.person.voucher)
        assert made.limit_fen == 12300
        assert made.expires_at - made.issued_at > timedelta(days=2)

    def test_takes_back_the_one_before(self, holder, clerks, slip, redeem):
        slips.issue(by=clerks[0], second=clerks[1], voucher=holder.person.voucher)
        assert redeem(slip.code).refusal.code == "voucher.slip.revoked"

    def test_is_refused_for_a_suspended_voucher(self, tenant, clerks):
        user = make.make_holder(tenant, state="SUSPENDED")
        with pytest.raises(errors.VoucherSuspended):
            slips.issue(by=clerks[0], second=clerks[1], voucher=user.person.voucher)


class TestRedeem:
    def test_finds_the_person_once(self, holder, slip, redeem):
        outcome = redeem(slip.code)
        assert outcome.is_ok
        assert outcome.person == holder.person
        assert outcome.scan.slip.ref == slip.ref
        assert selectors.scan_limits(outcome.scan).account_fen == slip.limit_fen
        again = redeem(slip.code)
        assert again.refusal.code == "voucher.code.used"
        assert again.person == holder.person

    def test_brings_no_limit_for_other_media(self, holder, till, hospital):
        ask = make.make_ask(make.show(holder))
        scan = scans.redeem(by=till, institution=hospital, ask=ask).scan
        assert selectors.scan_limits(scan).account_fen is None

    def test_is_refused_after_its_day(self, tenant, slip, till, redeem):
        tenant.clock_offset_seconds = 86400
        tenant.save()
        till.tenant.refresh_from_db()
        assert redeem(slip.code).refusal.code == "voucher.code.expired"

    def test_is_refused_before_its_time(self, tenant, slip, till, redeem):
        tenant.clock_offset_seconds = -3600
        tenant.save()
        till.tenant.refresh_from_db()
        assert redeem(slip.code).refusal.code == "voucher.code.expired"

    def test_is_refused_once_the_voucher_is_suspended_t11(self, holder, slip, redeem):
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        assert not redeem(slip.code).is_ok

    def test_is_refused_for_an_older_generation_p38(self, slip, redeem):
        Voucher.objects.update(generation=2)
        assert redeem(slip.code).refusal.code == "voucher.slip.revoked"

    def test_is_refused_where_the_area_forbids_it_now(self, slip, redeem):
        policy(slip_days=0)
        assert redeem(slip.code).refusal.code == "voucher.slip.not_offered"
        assert CounterSlip.objects.get().used_at is None

    def test_of_another_tenant_is_unknown_t31(self, slip):
        from yibao.kernel.models import Tenant

        other = Tenant.objects.create(code="elsewhere", name="别处", kind="SANDBOX")
        place = make.make_institution(other)
        ask = make.make_ask(slip.code, medium="offline_code")
        outcome = scans.redeem(by=make.make_client(place), institution=place, ask=ask)
        assert outcome.refusal.code == "voucher.code.unknown"
        assert Scan.objects.get().person is None

    def test_stays_used_in_the_table(self, slip, redeem):
        redeem(slip.code)
        with pytest.raises(DatabaseError), transaction.atomic():
            CounterSlip.objects.update(used_at=None)


class TestKeys:
    def test_rotate_leaves_one_that_signs_and_forgets_the_private_half(self, slip):
        call_command("rotate_signing_keys")
        assert SigningKey.objects.filter(state="ACTIVE").count() == 1
        old = SigningKey.objects.get(state="RETIRED")
        assert (old.private_key, old.ended_at is not None) == (None, True)

    def test_a_compromised_one_is_replaced_at_once(self, slip, redeem):
        kid = SigningKey.objects.get().kid
        call_command("rotate_signing_keys", compromised=kid)
        assert SigningKey.objects.get(kid=kid).state == "COMPROMISED"
        assert signing_keys.active(by=None).kid != kid
        assert redeem(slip.code).refusal.code == "voucher.slip.revoked"

    def test_unknown_ones_are_named(self):
        with pytest.raises(CommandError, match="没有密钥"):
            call_command("rotate_signing_keys", compromised="K0")

    def test_are_published_without_a_token(self, slip):
        call_command("rotate_signing_keys")
        answer = Client().get("/api/v1/voucher-keys/")
        body = answer.json()
        assert (body["version"], body["audience"]) == ("YBP1", "yibao.scan")
        assert [key["state"] for key in body["keys"]] == ["active", "retired"]
        assert body["generated_at"]
        private = SigningKey.objects.get(state="ACTIVE").private_key
        assert private.rstrip("=") not in answer.content.decode()

    def test_let_anybody_verify_offline(self, slip):
        import base64

        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        (key,) = Client().get("/api/v1/voucher-keys/").json()["keys"]
        raw = base64.urlsafe_b64decode(key["public_key"] + "=")
        signed, signature = rules.split_slip(slip.code)
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, signed)


class TestRevocations:
    URL = "/api/v1/voucher-revocations/"

    def test_list_opaque_ids_a_counter_and_times(self, holder, clerks, slip):
        assert Client().get(self.URL).json()["revoked"] == []
        slips.revoke_all(by=clerks[0], voucher=holder.person.voucher)
        body = Client().get(self.URL).json()
        assert body["counter"] == 1
        assert [row["id"] for row in body["revoked"]] == [slip.ref]
        assert holder.person.psn_no not in str(body)

    @pytest.mark.parametrize("name", ["voucher-revocations", "voucher-keys"])
    def test_know_no_query_parameter_t77(self, tenant, name):
        answer = Client().get(f"/api/v1/{name}/", {"page": "2"})
        assert answer.status_code == 422 and answer.json()["errors"][0]["path"] == "page"

    def test_name_slips_of_a_suspended_voucher(self, holder, slip):
        Voucher.objects.update(state="SUSPENDED")
        assert [row["id"] for row in Client().get(self.URL).json()["revoked"]] == [slip.ref]
