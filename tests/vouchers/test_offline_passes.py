"""Passes for times without a network (feature 21): given to a device, checked for a moment."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Region, SignIn
from accounts.web.devices import SIGN_IN
from tests.factories import vouchers as make
from tests.forging import last_changed
from tests.scanning import raster, read_qr
from vouchers import errors, rules, selectors
from vouchers.models import OfflinePass, VoucherPolicy
from vouchers.services import offline_passes, reissuing, scans, signing_keys, suspension
from yibao.kernel import clock, proof

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def device_of(user, label="安卓手机", **more):
    now = clock.now()
    facts = {"proved_at": now} | more
    return SignIn.objects.create(
        user=user, session_key="s", device_hash="d", label=label, way="PASSKEY",
        began_at=now, last_seen_at=now, **facts,
    )  # fmt: skip


@pytest.fixture
def device(holder):
    return device_of(holder)


@pytest.fixture
def kept(holder, device):
    return offline_passes.issue(by=holder, sign_in=device)


def why(till, kept, at=None):
    row = offline_passes.known(by=till, text=kept.text)
    refusal = offline_passes.refusal_at(by=till, row=row, at=at or clock.now())
    return refusal and refusal.code


class TestIssue:
    def test_holds_no_name_and_no_number_p23(self, holder, kept):
        signed, _ = rules.split_pass(kept.text)
        payload = rules.read_pass(signed)
        assert (payload.serial, payload.cap, payload.region) == (kept.ref, 20000, "510600")
        for secret in (holder.person.name, holder.person.certno, holder.person.psn_no):
            assert secret not in signed.decode() + repr(payload)
        assert kept.text not in repr(kept)

    def test_is_drawn_so_that_scanners_read_it(self, kept):
        assert read_qr(raster(kept.svg, scale=4)).text == kept.text

    def test_is_shown_again_as_it_was(self, holder, device, kept):
        assert offline_passes.shown(by=holder, sign_in=device).text == kept.text

    def test_is_of_one_device(self, holder, device, kept, till):
        other = device_of(holder, "平板")
        assert offline_passes.shown(by=holder, sign_in=other) is None
        offline_passes.issue(by=holder, sign_in=other)
        assert why(till, kept) is None
        offline_passes.issue(by=holder, sign_in=device)
        assert why(till, kept) == "voucher.pass.revoked"

    def test_needs_a_device_that_its_owner_was_proved_at_t16(self, holder, tenant):
        stranger = make.make_holder(tenant)
        for wrong in (None, device_of(holder, proved_at=None), device_of(stranger)):
            with pytest.raises(errors.PassNeedsDevice):
                offline_passes.issue(by=holder, sign_in=wrong)

    def test_follows_the_rules_of_the_area(self, holder, device):
        region = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
        row = VoucherPolicy.objects.create(
            region=region, valid_from=date(2020, 1, 1), offline_hours=2, offline_limit_fen=5000
        )
        made = offline_passes.issue(by=holder, sign_in=device)
        assert (made.expires_at - made.issued_at, made.limit_fen) == (2 * HOUR, 5000)
        VoucherPolicy.objects.filter(pk=row.pk).update(offline_hours=0)
        with pytest.raises(errors.PassesNotOffered):
            offline_passes.issue(by=holder, sign_in=device)

    def test_is_refused_for_a_suspended_voucher(self, tenant):
        user = make.make_holder(tenant, state="SUSPENDED")
        with pytest.raises(errors.VoucherSuspended):
            offline_passes.issue(by=user, sign_in=device_of(user))


class TestAfterwards:
    def test_is_good_in_its_time_only(self, till, kept):
        assert why(till, kept) is None
        assert why(till, kept, kept.issued_at - HOUR) == "voucher.pass.over"
        assert why(till, kept, kept.expires_at) == "voucher.pass.over"

    def test_of_a_revoked_one_what_came_before_counts(self, holder, till, kept):
        before = clock.now()
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        assert why(till, kept, before) is None
        assert why(till, kept) == "voucher.pass.revoked"

    def test_ends_with_the_generation_the_device_and_the_key_t06(self, holder, device, till):
        def fresh():
            return offline_passes.issue(by=holder, sign_in=device)

        kept = fresh()
        reissuing.reissue(by=holder, voucher=holder.person.voucher)
        assert why(till, kept) == "voucher.pass.revoked"
        kept, at = fresh(), clock.now()
        signing_keys.compromise(by=None, kid=OfflinePass.objects.get(ref=kept.ref).key.kid)
        assert why(till, kept, at) == "voucher.pass.revoked"
        kept, at = fresh(), clock.now()
        device.ended_at = clock.now()
        device.save()
        assert why(till, kept) == "voucher.pass.revoked"
        assert why(till, kept, at) is None

    def test_nothing_forged_is_known_t05(self, tenant, holder, till, kept):
        signed, _, signature = kept.text.rpartition(".")
        payload = rules.read_pass(signed.encode())
        richer = rules.pass_part(rules.PassPayload(**{
            name: getattr(payload, name) for name in ("kid", "serial", "region", "iat", "exp")
        }, cap=999999))  # fmt: skip
        as_slip = kept.text.replace("YBO1", "YBP1")
        for text in (f"{richer}.{signature}", as_slip, last_changed(kept.text), "YBO1.x.y", ""):
            with pytest.raises(errors.CodeUnknown):
                offline_passes.known(by=till, text=text)

    def test_with_a_network_the_code_is_asked_for(self, hospital, till, kept):
        ask = make.make_ask(kept.text, medium="offline_code")
        outcome = scans.redeem(by=till, institution=hospital, ask=ask)
        assert outcome.refusal.code == "voucher.pass.for_outages"

    def test_revoked_ones_are_published(self, holder, kept):
        before = Client().get("/api/v1/voucher-revocations/").json()
        offline_passes.revoke_all(by=holder, voucher=holder.person.voucher)
        after = Client().get("/api/v1/voucher-revocations/").json()
        assert kept.ref in [row["id"] for row in after["revoked"]]
        assert after["counter"] == before["counter"] + 1
        assert [row.ref for row in selectors.offline_passes.void()] == [kept.ref]

    def test_a_revoked_pass_stays_so(self, holder, kept):
        offline_passes.revoke_all(by=holder, voucher=holder.person.voucher)
        for change in ({"revoked_at": None}, {"limit_fen": 1}):
            with pytest.raises(DatabaseError), transaction.atomic():
                OfflinePass.objects.update(**change)


class TestPage:
    @pytest.fixture
    def browser(self, holder, device):
        client = Client()
        client.force_login(holder)
        session = client.session
        session[SIGN_IN] = device.ref
        session[proof.PROVED_AT] = int(clock.now().timestamp())
        session[proof.PROVED_BY] = proof.PASSWORD
        session.save()
        return client

    def test_takes_shows_and_ends_a_pass(self, browser):
        first = browser.get("/code/offline/").content.decode()
        assert "取一张断网码" in first and "200.00" in first
        taken = browser.post("/code/offline/", follow=True).content.decode()
        ref = OfflinePass.objects.get().ref
        assert ref in taken and "<svg" in taken and "身份证" in taken
        ended = browser.post("/code/offline/end/", follow=True).content.decode()
        assert "断网码都作废了" in ended and ref not in ended

    def test_asks_for_the_password_first(self, holder):
        client = Client()
        client.force_login(holder)
        assert client.get("/code/offline/").url.startswith("/code/unlock/")
