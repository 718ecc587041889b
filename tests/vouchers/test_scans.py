"""Redeeming codes and cards (T01–T04, T08, T11)."""

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.models import Enrolment, Person, Terminal
from tests.factories import vouchers as make
from vouchers import errors, events, selectors
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import guesses, scans
from yibao.audit.models import AuditEvent
from yibao.kernel import clock, rates
from yibao.kernel.errors import TooManyRequests

pytestmark = pytest.mark.django_db


@pytest.fixture
def redeem(hospital, till):
    """Scan at the hospital."""

    def work(code="", **more):
        return scans.redeem(by=till, institution=hospital, ask=make.make_ask(code, **more))

    return work


def age_codes(seconds):
    """Let the codes be issued that much earlier."""
    DynamicCode.objects.update(
        issued_at=F("issued_at") - timedelta(seconds=seconds),
        expires_at=F("expires_at") - timedelta(seconds=seconds),
    )


class TestRedeem:
    def test_finds_the_person_and_uses_up_the_code(self, holder, redeem):
        outcome = redeem(make.show(holder))
        assert outcome.is_ok
        assert outcome.person == holder.person
        assert outcome.word == "ACTIVE"
        assert outcome.scan.expires_at - outcome.scan.created_at == timedelta(minutes=30)
        assert DynamicCode.objects.get().used_at is not None

    def test_refuses_the_second_use_t01(self, holder, redeem):
        code = make.show(holder)
        redeem(code)
        outcome = redeem(code)
        assert outcome.refusal.code == "voucher.code.used"
        assert outcome.refusal.alias == "E-VCH-06"

    def test_makes_a_screenshot_useless_after_61_seconds_t01(self, holder, redeem):
        code = make.show(holder)
        age_codes(61)
        outcome = redeem(code)
        assert outcome.refusal.code == "voucher.code.expired"
        assert DynamicCode.objects.get().used_at is None

    def test_takes_a_code_in_its_last_seconds(self, holder, redeem):
        code = make.show(holder)
        age_codes(55)
        assert redeem(code).is_ok

    def test_judges_by_the_database_clock_not_by_the_server_p20(self, holder, redeem, monkeypatch):
        code = make.show(holder)
        monkeypatch.setattr(
            clock.timezone, "now", lambda: clock.database_now() + timedelta(hours=9)
        )
        assert redeem(code).is_ok

    def test_expires_with_the_clock_of_a_sandbox(self, tenant, holder, hospital, till, redeem):
        code = make.show(holder)
        tenant.clock_offset_seconds = 61
        tenant.save()
        till.tenant.refresh_from_db()
        assert redeem(code).refusal.code == "voucher.code.expired"

    def test_revives_nothing_when_a_sandbox_clock_goes_back(self, tenant, holder, till, redeem):
        tenant.clock_offset_seconds = 86400
        tenant.save()
        code = make.show(type(holder).objects.get(pk=holder.pk))
        tenant.clock_offset_seconds = 0
        tenant.save()
        till.tenant.refresh_from_db()
        assert redeem(code).refusal.code == "voucher.code.expired"

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"state": "SUSPENDED"}, "voucher.suspended"),
            ({"pin_locked_until": clock.now() + timedelta(hours=1)}, "voucher.locked"),
            ({"state": "CLOSED"}, "voucher.not_active"),
            ({"generation": 2}, "voucher.code.expired"),
        ],
    )
    def test_reads_the_state_at_the_moment_of_use_t11(self, holder, redeem, facts, expected):
        code = make.show(holder)
        Voucher.objects.update(**facts)
        assert redeem(code).refusal.code == expected

    def test_refuses_the_dead_p39(self, holder, redeem):
        code = make.show(holder)
        Person.objects.update(deceased_on=clock.today())
        assert redeem(code).refusal.code == "voucher.not_active"

    def test_refuses_who_is_not_insured_any_more_p1(self, holder, redeem):
        code = make.show(holder)
        Enrolment.objects.update(psn_insu_stas="4")
        outcome = redeem(code)
        assert outcome.refusal.code == "person.not_insured"
        assert outcome.refusal.alias == "E-VCH-01"
        assert outcome.refusal.extra["hotline"]

    def test_warns_of_paused_insurance_p6(self, holder, redeem):
        code = make.show(holder)
        Enrolment.objects.update(psn_insu_stas="2")
        outcome = redeem(code)
        assert outcome.is_ok
        assert outcome.word == "RESTRICTED"
        assert [warning.code for warning in outcome.warnings] == ["voucher.restricted"]

    @pytest.mark.parametrize("code", ["1" * 28, "", "abc", "1" * 4000, "' OR 1=1 --"])
    def test_does_not_know_what_was_never_issued_t04(self, redeem, code):
        outcome = redeem(code)
        assert outcome.refusal.code == "voucher.code.unknown"
        assert outcome.scan.person is None

    def test_does_not_know_codes_of_another_tenant_t31(self, holder, django_user_model):
        from yibao.kernel.models import Tenant

        other = Tenant.objects.create(code="elsewhere", name="别处", kind="SANDBOX")
        place = make.make_institution(other)
        code = make.show(holder)
        outcome = scans.redeem(
            by=make.make_client(place), institution=place, ask=make.make_ask(code)
        )
        assert outcome.refusal.code == "voucher.code.unknown"
        assert DynamicCode.objects.get().used_at is None

    def test_knows_no_offline_codes(self, redeem):
        assert redeem("x", medium="offline_code").refusal.code == "voucher.code.unknown"

    def test_stores_every_try_with_its_outcome_t02(self, holder, redeem):
        code = make.show(holder)
        redeem(code)
        redeem(code)
        redeem("2" * 28)
        outcomes = list(Scan.objects.order_by("id").values_list("outcome", "person"))
        assert outcomes == [
            ("ok", holder.person.pk),
            ("voucher.code.used", holder.person.pk),
            ("voucher.code.unknown", None),
        ]
        verbs = AuditEvent.objects.filter(verb__startswith="vouchers.scan").values_list("verb")
        assert sorted(verb for (verb,) in verbs) == [
            "vouchers.scan.made",
            "vouchers.scan.refused",
            "vouchers.scan.refused",
        ]

    def test_tells_listeners_after_the_commit(
        self, holder, redeem, django_capture_on_commit_callbacks
    ):
        heard = []
        listener = events.code_scanned.connect(
            lambda sender, scan, **kwargs: heard.append(scan.outcome), weak=False
        )
        with django_capture_on_commit_callbacks(execute=True):
            redeem(make.show(holder))
            assert heard == []
        events.code_scanned.disconnect(listener)
        assert heard == ["ok"]


class TestCounter:
    """What is wrong with the counter never uses up the code."""

    def unused(self):
        return DynamicCode.objects.get().used_at is None

    def test_needs_the_capability_p26(self, holder, hospital, redeem):
        code = make.show(holder)
        hospital.accepts_voucher = False
        assert redeem(code).refusal.code == "institution.capability_missing"
        assert self.unused()

    def test_takes_cards_without_the_capability_p26(self, holder, hospital, redeem):
        hospital.accepts_voucher = False
        card = holder.person.card_no
        assert redeem(medium="social_card", card_no=card).is_ok

    def test_takes_nothing_without_a_contract(self, holder, hospital, redeem):
        hospital.is_active = False
        outcome = redeem(medium="social_card", card_no=holder.person.card_no)
        assert outcome.refusal.code == "institution.capability_missing"

    def test_keeps_pharmacy_business_out_of_hospitals(self, holder, redeem):
        code = make.show(holder)
        outcome = redeem(code, business_type="02121")
        assert outcome.refusal.code == "voucher.code.wrong_institution_type"
        assert self.unused()

    def test_sells_at_a_pharmacy(self, tenant, holder):
        shop = make.make_institution(tenant, kind="2", hosp_lv="")
        ask = make.make_ask(make.show(holder), business_type="02121")
        assert scans.redeem(by=make.make_client(shop), institution=shop, ask=ask).is_ok

    def test_refuses_a_till_that_was_switched_off(self, holder, hospital, redeem):
        Terminal.objects.create(institution=hospital, code="T01", is_active=False)
        code = make.show(holder)
        assert redeem(code).refusal.code == "institution.terminal_closed"
        assert self.unused()
        assert redeem(code, terminal="T02").is_ok


class TestCards:
    def test_finds_the_holder_of_a_card(self, holder, redeem):
        outcome = redeem(medium="social_card", card_no=holder.person.card_no)
        assert outcome.person == holder.person
        assert outcome.scan.medium == "social_card"

    def test_works_while_the_code_is_suspended_p17(self, tenant, redeem):
        user = make.make_holder(tenant, state="SUSPENDED")
        outcome = redeem(medium="social_card", card_no=user.person.card_no)
        assert outcome.is_ok
        assert outcome.word == "SUSPENDED"

    def test_does_not_work_under_a_sanction_p40(self, tenant, redeem):
        user = make.make_holder(tenant, state="SUSPENDED")
        Voucher.objects.update(suspended_until=clock.now() + timedelta(days=90))
        outcome = redeem(medium="social_card", card_no=user.person.card_no)
        assert outcome.refusal.code == "voucher.suspended"

    def test_works_without_any_voucher_p17(self, tenant, redeem):
        person = make.make_person(tenant)
        outcome = redeem(medium="social_card", card_no=person.card_no)
        assert outcome.is_ok
        assert outcome.word == "NONE"

    def test_matches_number_and_name_t19(self, holder, redeem):
        person = holder.person
        assert redeem(medium="id_card", certno=person.certno, name=person.name).is_ok

    def test_tells_a_wrong_name_and_a_wrong_number_alike_t31(self, tenant, holder, redeem):
        wrong_name = redeem(medium="id_card", certno=holder.person.certno, name="李四")
        stranger = make.make_person(tenant).certno
        Person.objects.filter(voucher__isnull=True).delete()
        wrong_number = redeem(medium="id_card", certno=stranger, name="陈小军")
        for outcome in (wrong_name, wrong_number):
            assert outcome.refusal.code == "person.not_insured"
            assert outcome.person is None
            assert outcome.scan.person is None


class TestGuessing:
    def test_blocks_a_client_after_200_unknown_codes_an_hour_t04(self, holder, redeem, till):
        for _ in range(guesses.LIMIT - 20):
            rates.hit(f"scan-unknown:{till.pk}", seconds=guesses.WINDOW_SECONDS)
        for number in range(20):
            assert redeem(f"{number:028d}").refusal.code == "voucher.code.unknown"
        with pytest.raises(TooManyRequests) as blocked:
            redeem(make.show(holder))
        assert 0 < blocked.value.extra["retry_after"] <= 3600
        assert AuditEvent.objects.filter(verb="vouchers.scan.client_blocked").count() == 1

    def test_does_not_count_used_or_expired_codes(self, holder, redeem, till):
        code = make.show(holder)
        redeem(code)
        redeem(code)
        assert rates.peek(f"scan-unknown:{till.pk}", seconds=3600) == 0


class TestScanForVisit:
    def test_gives_a_live_scan_to_its_own_institution(self, holder, redeem, till):
        scan = redeem(make.show(holder)).scan
        assert selectors.scan_for_visit(till, scan.scan_id) == scan
        assert selectors.has_live_scan(till, holder.person)

    def test_hides_it_from_others_t31(self, tenant, holder, redeem):
        scan = redeem(make.show(holder)).scan
        other = make.make_client(make.make_institution(tenant))
        with pytest.raises(errors.ScanUnknown):
            selectors.scan_for_visit(other, scan.scan_id)

    def test_refuses_another_purpose_and_a_refused_scan(self, holder, redeem, till):
        scan = redeem(make.show(holder)).scan
        with pytest.raises(errors.ScanUnknown):
            selectors.scan_for_visit(till, scan.scan_id, purpose="payer")
        refused = redeem("3" * 28).scan
        with pytest.raises(errors.ScanUnknown):
            selectors.scan_for_visit(till, refused.scan_id)

    def test_ends_after_30_minutes(self, holder, redeem, till):
        scan = redeem(make.show(holder)).scan
        Scan.objects.update(expires_at=clock.now())
        with pytest.raises(errors.ScanExpired):
            selectors.scan_for_visit(till, scan.scan_id)


class TestHistory:
    def test_never_shows_anothers_t31(self, tenant, holder, redeem):
        scan = redeem(make.show(holder)).scan
        other = make.make_holder(tenant)
        assert selectors.usage.uses(other.person) == ([], "")
        assert selectors.scan_seen_by(other, scan.scan_id) is None
        assert selectors.scan_seen_by(holder, scan.scan_id) == scan
