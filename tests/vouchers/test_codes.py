"""Issuing codes (settled 13, P19–P23)."""

from datetime import timedelta

import pytest

from tests.factories import vouchers as make
from vouchers import errors
from vouchers.models import DynamicCode, Voucher
from vouchers.services import codes, reissuing, scans
from yibao.kernel import clock, crypto
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


class TestIssue:
    def test_lives_sixty_seconds_by_the_database_clock_p20(self, holder):
        before = clock.database_now()
        issued = codes.issue(by=holder, person=holder.person)
        row = DynamicCode.objects.get(pk=issued.code_id)
        assert row.expires_at - row.issued_at == timedelta(seconds=60)
        assert before <= row.issued_at <= clock.database_now()
        assert issued.expires_at == row.expires_at
        assert issued.refresh_after == 45

    def test_keeps_only_a_keyed_hash_t04(self, holder):
        issued = codes.issue(by=holder, person=holder.person)
        row = DynamicCode.objects.get(pk=issued.code_id)
        assert row.code_hash == crypto.code_hash(issued.code)
        assert issued.code not in str(DynamicCode.objects.values().get(pk=row.pk))
        assert issued.code not in repr(issued)

    def test_ends_in_the_insured_region_and_names_the_place_p19(self, tenant):
        user = make.make_holder(tenant, insuplc_admdvs="510681")
        issued = codes.issue(by=user, person=user.person)
        assert issued.code[-6:] == "510681"
        assert issued.masked_name == "陈*军"
        assert issued.insurance == "职工医保"

    def test_lets_older_codes_live_out_their_time(self, holder, hospital, till):
        first, second = make.show(holder), make.show(holder)
        for code in (first, second):
            assert scans.redeem(by=till, institution=hospital, ask=make.make_ask(code)).is_ok

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"state": "SUSPENDED"}, errors.VoucherSuspended),
            ({"pin_locked_until": clock.now() + timedelta(hours=1)}, errors.VoucherLocked),
            ({"state": "CLOSED"}, errors.VoucherNotActive),
        ],
    )
    def test_refuses_by_the_word_p36(self, holder, facts, expected):
        Voucher.objects.update(**facts)
        with pytest.raises(expected):
            codes.issue(by=holder, person=holder.person)
        assert not DynamicCode.objects.exists()

    def test_refuses_without_a_voucher(self, tenant):
        user = make.make_user(make.make_person(tenant))
        with pytest.raises(errors.VoucherNotActive):
            codes.issue(by=user, person=user.person)

    @pytest.mark.parametrize("facts", [{"insured": False}, {"stas": "4"}])
    def test_refuses_who_is_not_insured_p1(self, tenant, facts):
        user = make.make_holder(tenant, **facts)
        with pytest.raises(errors.NotInsured):
            codes.issue(by=user, person=user.person)

    def test_shows_a_restricted_voucher_with_a_warning_p6(self, tenant):
        user = make.make_holder(tenant, stas="2")
        issued = codes.issue(by=user, person=user.person)
        assert [warning.code for warning in issued.warnings] == ["voucher.restricted"]

    def test_hides_a_stranger_t31(self, tenant, holder):
        other = make.make_holder(tenant)
        with pytest.raises(NotFound):
            codes.issue(by=holder, person=other.person)

    def test_remembers_who_showed_it_for_whom(self, tenant, holder):
        other = make.make_holder(tenant)
        issued = codes.issue(by=holder, person=other.person, presented_as="父母")
        row = DynamicCode.objects.get(pk=issued.code_id)
        assert (row.shown_by, row.presented_as, row.voucher.person) == (
            holder,
            "父母",
            other.person,
        )

    def test_follows_the_clock_of_a_sandbox(self, tenant, holder):
        tenant.clock_offset_seconds = 86400
        tenant.save()
        issued = codes.issue(by=holder, person=type(holder.person).objects.get())
        assert issued.expires_at - clock.database_now() > timedelta(hours=23)


class TestReissue:
    def test_kills_every_code_of_the_former_generation_p38(self, holder, hospital, till):
        code = make.show(holder)
        reissuing.reissue(by=holder, voucher=holder.person.voucher)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert outcome.refusal.code == "voucher.code.expired"
        assert scans.redeem(
            by=till, institution=hospital, ask=make.make_ask(make.show(holder))
        ).is_ok
