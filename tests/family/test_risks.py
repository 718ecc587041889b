"""Signs of misuse: seen, one case a day and matter, upheld by a person (P90, P91, T32)."""

from datetime import date, timedelta

import pytest

from family.models import Binding
from family.services import risks
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from tests.factories.accounts import StaffFactory
from tests.factories.bindings import make_binding
from vouchers.models import Channel, Scan
from vouchers.services import codes, scans
from yibao.cases import conflicts
from yibao.cases.models import Case
from yibao.kernel import clock, outbox
from yibao.kernel.errors import NotFound
from yibao.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(settings):
    """No scan is refused for being far away: the signal has to see it."""
    settings.SCAN_RISK_RULES = []


@pytest.fixture
def pharmacy(tenant):
    return voucher_factory.make_institution(tenant, kind="2")


def bind(holder, tenant, **member):
    return make_binding(holder.person, make.make_member(tenant, **member))


def scan(binding, institution, **more):
    """The holder shows the member's code at a counter; the row of the scan."""
    code = codes.issue(by=binding.holder.user, person=binding.member, presented_as="父亲").code
    facts = {"business_type": "02121" if institution.is_pharmacy else "01301"} | more
    client = institution.clients.first() or voucher_factory.make_client(institution)
    outcome = scans.redeem(
        by=client, institution=institution, ask=voucher_factory.make_ask(code, **facts)
    )
    assert outcome.is_ok, outcome.refusal
    return outcome.scan


def look(*rows):
    return [case for row in rows for case in risks.note_scan(by=None, scan_id=row.pk)]


def words_of_cases():
    return list(Case.objects.filter(case_type="family.risk").values_list("summary", flat=True))


class TestPharmacy:
    def test_with_many_members_in_a_day_is_one_case_p91(self, holder, tenant, pharmacy, settings):
        settings.FAMILY_RISK_PHARMACY_MEMBERS = 2
        bindings = [bind(holder, tenant) for _ in range(4)]
        rows = [scan(one, pharmacy) for one in bindings]
        assert look(*rows[:2]) == []
        assert len(look(*rows[2:], rows[3])) == 1
        (words,) = words_of_cases()
        assert "同一家药店" in words

    def test_opens_a_new_case_on_another_day(self, holder, tenant, pharmacy, settings):
        settings.FAMILY_RISK_PHARMACY_MEMBERS = 1
        bindings = [bind(holder, tenant) for _ in range(2)]
        look(*(scan(one, pharmacy) for one in bindings))
        Case.objects.update(opened_at=clock.now() - timedelta(days=1))
        look(scan(bindings[0], pharmacy))
        assert Case.objects.count() == 2

    def test_does_not_count_hospitals_and_one_member_twice(
        self, holder, tenant, pharmacy, settings
    ):
        settings.FAMILY_RISK_PHARMACY_MEMBERS = 1
        hospital = voucher_factory.make_institution(tenant)
        one, other = bind(holder, tenant), bind(holder, tenant)
        rows = [scan(one, pharmacy), scan(one, pharmacy), scan(one, hospital)]
        assert look(*rows, scan(other, hospital)) == []


class TestJourney:
    def test_between_two_cities_in_minutes_is_a_case_p91(self, holder, tenant, pharmacy):
        binding = bind(holder, tenant)
        far = voucher_factory.make_institution(tenant, admdvs="110100")
        first = scan(binding, pharmacy)
        assert look(first) == []
        (case,) = look(scan(binding, far))
        assert case.subject == f"family.binding:{binding.pk}"

    def test_between_neighbours_or_after_a_day_is_none(self, holder, tenant, pharmacy):
        binding = bind(holder, tenant)
        near = voucher_factory.make_institution(tenant, admdvs="510700")
        far = voucher_factory.make_institution(tenant, admdvs="110100")
        assert look(scan(binding, pharmacy), scan(binding, near)) == []
        Scan.objects.update(created_at=clock.now() - timedelta(days=2))
        assert look(scan(binding, far)) == []


class TestMisfit:
    def test_of_a_grown_member_at_the_childrens_clinic_is_a_case_p91(self, holder, tenant):
        hospital = voucher_factory.make_institution(tenant)
        binding = make_binding(
            holder.person, make.make_member(tenant, born=date(1956, 3, 12)), "PARENT"
        )
        assert look(scan(binding, hospital, dept_name="内科")) == []
        (case,) = look(scan(binding, hospital, dept_name="儿科门诊"))
        assert "科室" in case.summary


class TestOwing:
    def test_is_for_codes_of_relatives_only(
        self, holder, tenant, pharmacy, django_capture_on_commit_callbacks
    ):
        client = voucher_factory.make_client(pharmacy)
        with django_capture_on_commit_callbacks(execute=True):
            scans.redeem(
                by=client,
                institution=pharmacy,
                ask=voucher_factory.make_ask(voucher_factory.show(holder), business_type="02121"),
            )
        assert not OutboxMessage.objects.filter(topic=risks.SCAN_TOPIC).exists()
        with django_capture_on_commit_callbacks(execute=True):
            scan(bind(holder, tenant), pharmacy)
        assert OutboxMessage.objects.filter(topic=risks.SCAN_TOPIC).count() == 1
        assert outbox.work_off() >= 1


class TestMismatch:
    def test_reported_by_an_institution_pauses_the_display_p90(self, holder, tenant):
        binding = bind(holder, tenant)
        case = risks.report_mismatch(
            by=None, binding=binding, statement="到场的不是本人", is_stopped=True
        )
        binding.refresh_from_db()
        assert (binding.state, binding.suspension_reason) == ("SUSPENDED", "MISUSE")
        assert case.statement == "到场的不是本人"
        again = risks.report_mismatch(by=None, binding=binding)
        assert again == case

    def test_reported_by_a_stranger_is_not_there_t31(self, holder, tenant):
        with pytest.raises(NotFound):
            risks.report_mismatch(by=make.make_holder(tenant), binding=bind(holder, tenant))

    def test_reported_by_the_member_pauses_nothing_by_itself(self, holder, tenant):
        grown = voucher_factory.make_holder(tenant, born=date(1956, 3, 12))
        binding = make_binding(holder.person, grown.person, "PARENT")
        risks.report_mismatch(by=grown, binding=binding)
        binding.refresh_from_db()
        assert binding.state == "ACTIVE"


class TestDecision:
    def test_that_upholds_pauses_the_displays_p90(self, holder, tenant):
        first, second = bind(holder, tenant), bind(holder, tenant)
        case = risks.report_mismatch(by=None, binding=first)
        assert risks.carry_out(by=None, case=case, is_upheld=True) == 1
        case.subject = f"accounts.person:{holder.person_id}"
        assert risks.carry_out(by=None, case=case, is_upheld=True) == 1
        states = Binding.objects.filter(pk__in=[first.pk, second.pk])
        assert set(states.values_list("state", flat=True)) == {"SUSPENDED"}

    def test_that_clears_opens_what_was_paused_for_it(self, holder, tenant):
        Channel.objects.get_or_create(code="SELF", defaults={"name": "本平台", "kind": "SELF"})
        binding, other = bind(holder, tenant), bind(holder, tenant)
        Binding.objects.filter(pk=other.pk).update(
            state="SUSPENDED", suspension_reason="CONSENT_16"
        )
        case = risks.report_mismatch(by=None, binding=binding, is_stopped=True)
        assert risks.carry_out(by=None, case=case, is_upheld=False) == 1
        binding.refresh_from_db()
        other.refresh_from_db()
        assert (binding.state, other.state) == ("ACTIVE", "SUSPENDED")

    def test_that_clears_leaves_what_another_case_holds_paused_p90(self, holder, tenant):
        binding = bind(holder, tenant)
        risks.report_mismatch(by=None, binding=binding, is_stopped=True)
        other = Case.objects.create(
            tenant=tenant,
            case_type=risks.CASE_TYPE,
            subject=f"accounts.person:{holder.person_id}",
            summary="另一件",
            opened_at=clock.now(),
            due_at=clock.now(),
        )
        assert risks.carry_out(by=None, case=other, is_upheld=False) == 0
        binding.refresh_from_db()
        assert binding.state == "SUSPENDED"

    def test_of_misuse_outlives_the_consent_of_a_paused_display_p90(self, holder, tenant):
        binding = bind(holder, tenant)
        Binding.objects.filter(pk=binding.pk).update(
            state="SUSPENDED", suspension_reason="CONSENT_16"
        )
        case = risks.report_mismatch(by=None, binding=binding)
        risks.carry_out(by=None, case=case, is_upheld=True)
        binding.refresh_from_db()
        assert binding.suspension_reason == "MISUSE"

    def test_is_carried_out_by_deciding_the_case(self, holder, tenant):
        from yibao.cases import services as cases

        binding = bind(holder, tenant)
        case = risks.report_mismatch(by=None, binding=binding)
        officer = StaffFactory(tenant=tenant)
        cases.take(by=officer, ref=case.ref)
        cases.approve(by=officer, ref=case.ref, note="核实冒用")
        binding.refresh_from_db()
        assert binding.suspension_reason == "MISUSE"

    def test_is_nobodys_whom_it_is_about_t32(self, holder, tenant):
        binding = bind(holder, tenant)
        case = risks.report_mismatch(by=None, binding=binding)
        conflicts.note(by=None, case=case)
        barred = set(case.barred.values_list("person_index", flat=True))
        assert {holder.person.certno_index, binding.member.certno_index} <= barred
        Case.objects.filter(pk=case.pk).update(subject=f"accounts.person:{holder.person_id}")
        case.refresh_from_db()
        assert holder.person.certno_index in risks.involved(by=None, case=case)
