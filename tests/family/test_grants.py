"""Mutual-aid grants: who may give what to whom, and how it ends (P94–P118)."""

from datetime import timedelta

import pytest

from accounts.models import Region
from accounts.services import deaths, enrolments
from family import errors
from family.data.aid import GrantWish
from family.models import AidBlock, Grant
from family.selectors import aid_policies
from family.selectors import grants as found
from family.services import aid_policies as setting
from family.services import grants
from tests.factories import world
from tests.factories.aid import make_grant, make_rules
from tests.factories.bindings import make_binding
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer(tenant):
    return world.insured(tenant, balance="1000.00")


@pytest.fixture
def member(tenant):
    return world.insured(tenant, insutype="390", psn_type="50")


@pytest.fixture
def area(tenant):
    return Region.objects.create(code="510600", name="德阳市")


def give(payer, member, relation="SPOUSE", *, proof="PIN", **limits):
    return grants.authorise(
        by=payer.user, payer=payer.person, member=member.person, relation=relation,
        limits=GrantWish(**limits), proof=proof, text_sha256="a" * 64,
    )  # fmt: skip


class TestGiving:
    def test_keeps_what_was_agreed_to_p100(self, payer, member):
        grant = give(payer, member, per_payment_cap_fen=100, annual_cap_fen=5000, keep_back_fen=1)
        terms = grant.terms.get()
        assert (terms.number, terms.proof, terms.text_sha256) == (1, "PIN", "a" * 64)
        assert terms.annual_cap_fen == grant.annual_cap_fen == 5000
        assert grant.state == "ACTIVE" and grant.period.upper is None
        codes = {(one.user_id, one.code) for one in Notice.objects.all()}
        assert codes == {
            (payer.user.pk, "family_aid_given"), (member.user.pk, "family_aid_received"),
        }  # fmt: skip

    @pytest.mark.parametrize("proof", ["", "SMS"])
    def test_needs_face_or_pin_p100(self, payer, member, proof):
        with pytest.raises(errors.GrantProofMissing):
            give(payer, member, proof=proof)

    def test_is_the_payers_own_t31(self, payer, member):
        with pytest.raises(NotFound):
            grants.authorise(
                by=member.user, payer=payer.person, member=member.person, relation="SPOUSE",
                proof="PIN",
            )  # fmt: skip

    def test_does_not_come_with_a_binding_p94(self, payer, member):
        make_binding(payer.person, member.person, "SPOUSE")
        assert not Grant.objects.exists()

    def test_does_not_overlap_i17(self, payer, member):
        give(payer, member)
        with pytest.raises(errors.GrantExists):
            give(payer, member)

    @pytest.mark.parametrize(
        "limits",
        [
            {"per_payment_cap_fen": 0},
            {"per_payment_cap_fen": 200, "daily_cap_fen": 100},
            {"keep_back_fen": -1},
            {"uses": ()},
            {"uses": ("CARE", "HAIRDRESSER")},
            {"until": clock.today()},
        ],
    )
    def test_refuses_limits_without_sense(self, payer, member, limits):
        with pytest.raises(errors.GrantLimitsRefused):
            give(payer, member, **limits)


class TestPayer:
    def test_has_employee_insurance_p95(self, member, payer):
        assert isinstance(found.may_authorise(member.person), errors.PayerNotEmployee)
        with pytest.raises(errors.PayerNotEmployee):
            give(member, payer)
        assert found.may_authorise(payer.person) is None

    def test_whose_insurance_rests_gives_no_new_one_p115(self, payer, member):
        payer.person.enrolments.update(psn_insu_stas="2")
        with pytest.raises(errors.PayerSuspended):
            give(payer, member)

    @pytest.mark.parametrize(
        ("change", "word"), [({"is_frozen": True}, "冻结"), ({"is_activated": False}, "启用")]
    )
    def test_has_an_account_in_use_p95(self, payer, member, change, word):
        from settlement.models import LedgerAccount

        LedgerAccount.objects.filter(person=payer.person).update(**change)
        with pytest.raises(errors.PayerAccountUnusable) as refused:
            give(payer, member)
        assert word in refused.value.said


class TestRulesOfTheArea:
    def test_are_the_defaults_where_nothing_was_entered(self, payer):
        assert aid_policies.today(payer.person) == aid_policies.DEFAULTS

    def test_say_which_kin_p96(self, payer, member, area):
        make_rules(area, clock.today(), kin_scope="CORE3")
        with pytest.raises(errors.KinNotAllowed):
            give(payer, member, "SIBLING")
        give(payer, member, "CHILD")

    @pytest.mark.parametrize(("scope", "place", "fits"), [
        ("POOL", "510600", True), ("POOL", "510100", False),
        ("PROVINCE", "510100", True), ("PROVINCE", "330100", False),
    ])  # fmt: skip
    def test_say_how_far_p98(self, tenant, payer, area, scope, place, fits):
        make_rules(area, clock.today(), area=scope)
        far = world.insured(tenant, insutype="390", psn_type="50", place=place)
        if fits:
            give(payer, far)
        else:
            with pytest.raises(errors.TooFarAway):
                give(payer, far)

    def test_say_how_many_p101(self, tenant, payer, member, area):
        make_rules(area, clock.today(), payer_max_members=1, member_max_payers=1)
        give(payer, member)
        with pytest.raises(errors.PayerFull):
            give(payer, world.insured(tenant))
        with pytest.raises(errors.MemberFull):
            give(world.insured(tenant), member)

    def test_say_what_is_kept_back(self, payer, member, area):
        make_rules(area, clock.today(), least_keep_back_fen=10000)
        with pytest.raises(errors.GrantLimitsRefused) as refused:
            give(payer, member, keep_back_fen=9999)
        assert "100.00 元" in refused.value.said
        give(payer, member, keep_back_fen=10000)

    def test_begin_and_end_with_the_next_day_p105_p117(self, payer, member, area):
        make_rules(area, clock.today(), starts_next_day=True, ends_next_day=True)
        grant, today = give(payer, member), clock.today()
        assert grant.period.lower == today + timedelta(days=1)
        Grant.objects.filter(pk=grant.pk).update(period=(today - timedelta(days=1), None))
        grants.end(by=payer.user, ref=grant.ref)
        grant.refresh_from_db()
        assert (grant.state, grant.ending) == ("ACTIVE", "PAYER")
        assert found.may_spend(payer.person.pk, member.person.pk, today)
        assert not found.may_spend(payer.person.pk, member.person.pk, today + timedelta(days=1))
        Grant.objects.filter(pk=grant.pk).update(period=(today - timedelta(days=1), today))
        assert grants.expire_old(by=None) == 1
        grant.refresh_from_db()
        assert (grant.state, grant.ending) == ("ENDED", "PAYER")

    def test_hold_the_payer_for_so_many_days_p117(self, payer, member, area):
        """AID_MIN_DAYS; the member may refuse any day."""
        make_rules(area, clock.today(), min_days=90)
        grant = give(payer, member)
        with pytest.raises(errors.GrantTooEarly):
            grants.end(by=payer.user, ref=grant.ref)
        assert grants.refuse(by=member.user, ref=grant.ref).state == "ENDED"

    def test_follow_each_other_p195(self, area):
        staff = None
        day = clock.today()
        setting.set_policy(
            by=staff, region_code="510600", valid_from=day, rules=aid_policies.DEFAULTS
        )
        with pytest.raises(errors.AidPolicyDayTaken):
            setting.set_policy(
                by=staff, region_code="510600", valid_from=day, rules=aid_policies.DEFAULTS
            )
        later = setting.set_policy(
            by=staff, region_code="510600", valid_from=day + timedelta(days=9),
            rules=aid_policies.DEFAULTS,
        )  # fmt: skip
        assert aid_policies.row_of("510603", day).valid_to == later.valid_from


class TestChanging:
    def test_lowers_at_once_and_raises_with_proof_p100(self, payer, member):
        grant = give(payer, member, annual_cap_fen=5000)
        grants.change(by=payer.user, ref=grant.ref, limits=GrantWish(annual_cap_fen=4000))
        with pytest.raises(errors.GrantProofMissing):
            grants.change(by=payer.user, ref=grant.ref, limits=GrantWish(annual_cap_fen=4001))
        grant = grants.change(
            by=payer.user, ref=grant.ref, limits=GrantWish(annual_cap_fen=4001), proof="FACE"
        )
        assert [one.annual_cap_fen for one in grant.terms.all()] == [5000, 4000, 4001]

    @pytest.mark.parametrize(
        "more",
        [
            {"annual_cap_fen": None},
            {"annual_cap_fen": 10, "uses": ("CARE", "PHARMACY", "PREMIUM")},
            {"annual_cap_fen": 10, "keep_back_fen": 0},
        ],
    )
    def test_knows_every_way_to_more(self, more):
        before = GrantWish(annual_cap_fen=10, keep_back_fen=5)
        assert GrantWish(**{"keep_back_fen": 5, **more}).raises(before)
        assert not before.raises(before)

    def test_is_the_payers_and_ends_with_the_grant(self, payer, member):
        grant = give(payer, member)
        with pytest.raises(NotFound):
            grants.change(by=member.user, ref=grant.ref, limits=GrantWish())
        grants.end(by=payer.user, ref=grant.ref)
        with pytest.raises(errors.GrantOver):
            grants.change(by=payer.user, ref=grant.ref, limits=GrantWish())


class TestMember:
    def test_refuses_once_or_for_ever_and_takes_it_back_p104(self, payer, member):
        grants.refuse(by=member.user, ref=give(payer, member).ref)
        grants.refuse(by=member.user, ref=give(payer, member).ref, forever=True)
        with pytest.raises(errors.AidBlocked):
            give(payer, member)
        (block,) = found.blocks(member.person)
        with pytest.raises(NotFound):
            grants.unblock(by=payer.user, block_id=block.pk)
        grants.unblock(by=member.user, block_id=block.pk)
        assert give(payer, member).state == "ACTIVE" and not AidBlock.objects.exists()

    def test_orders_the_payers_p111(self, tenant, payer, member):
        first, second = give(payer, member), give(world.insured(tenant), member)
        assert [one.ref for one in found.received(member.person)] == [first.ref, second.ref]
        grants.reorder(by=member.user, member=member.person, refs=[second.ref, first.ref])
        assert [one.ref for one in found.received(member.person)] == [second.ref, first.ref]
        for refs in ([first.ref], [first.ref, first.ref]):
            with pytest.raises(NotFound):
                grants.reorder(by=member.user, member=member.person, refs=refs)
        with pytest.raises(NotFound):
            grants.reorder(by=payer.user, member=member.person, refs=[first.ref, second.ref])


class TestKnownKin:
    def test_are_bound_in_either_direction_within_the_scope_p96(self, tenant, payer, member):
        mother, law = (world.insured(tenant, insutype="390", psn_type="50") for _ in range(2))
        make_binding(payer.person, member.person, "SPOUSE")
        make_binding(mother.person, payer.person, "CHILD")
        make_binding(payer.person, law.person, "SPOUSES_PARENT")
        kin = {one.person.pk: one.relation for one in found.known_kin(payer.person)}
        assert kin == {member.person.pk: "SPOUSE", mother.person.pk: "PARENT"}


class TestEndings:
    """P118: by themselves."""

    def test_death_ends_both_directions(self, tenant, payer, member):
        other = world.insured(tenant)
        give(payer, member)
        make_grant(other, payer)
        deaths.record_death(by=None, person=payer.person, on=clock.today())
        assert set(Grant.objects.values_list("state", "ending")) == {("ENDED", "CLOSED")}

    def test_another_insurance_ends_what_was_given(self, payer, member):
        grant = give(payer, member)
        other = payer.person.enrolments.create(
            insutype="390", psn_type="50", insuplc_admdvs="510600", psn_insu_stas="1",
            valid_from=clock.today(), is_current=False,
        )  # fmt: skip
        enrolments.choose(by=payer.user, person=payer.person, enrolment_id=str(other.pk))
        grant.refresh_from_db()
        assert (grant.state, grant.ending) == ("ENDED", "INSURANCE")

    def test_moving_out_of_reach_ends_it_and_moving_within_does_not(self, payer, member):
        grant = give(payer, member)
        for place, state in (("510100", "ACTIVE"), ("330100", "ENDED")):
            row = member.person.enrolments.create(
                insutype="390", psn_type="50", insuplc_admdvs=place, psn_insu_stas="1",
                valid_from=clock.today(), is_current=False,
            )  # fmt: skip
            enrolments.choose(by=member.user, person=member.person, enrolment_id=str(row.pk))
            grant.refresh_from_db()
            assert grant.state == state


class TestReview:
    """P103."""

    def test_of_all_waits_for_officers(self, payer, member, area):
        make_rules(area, clock.today(), review="FULL")
        grant = give(payer, member)
        assert grant.state == "REVIEW" and grant.case.case_type == "family.grant"
        assert not found.may_spend(payer.person.pk, member.person.pk, clock.today())

    def test_by_lot_leaves_it_in_force(self, payer, member, area):
        make_rules(area, clock.today(), review="SAMPLE", sample_percent=100)
        grant = give(payer, member)
        assert grant.state == "ACTIVE" and grant.case.state == "OPEN"

    def test_of_none_opens_nothing(self, payer, member, area):
        make_rules(area, clock.today(), review="NONE")
        assert give(payer, member).case is None and not Case.objects.exists()

    @pytest.mark.parametrize(("mode", "kind", "state"), [
        ("FULL", "APPROVE", "ACTIVE"), ("FULL", "REJECT", "REFUSED"),
        ("SAMPLE", "APPROVE", "ACTIVE"), ("SAMPLE", "REJECT", "ENDED"),
    ])  # fmt: skip
    def test_confirms_or_ends(self, payer, member, area, mode, kind, state):
        from family.services import grant_reviews

        make_rules(area, clock.today(), review=mode, sample_percent=100)
        grant = give(payer, member)
        grant_reviews.carry_out(by=None, case=grant.case, is_upheld=kind == "APPROVE")
        grant.refresh_from_db()
        assert grant.state == state

    def test_closes_with_the_grant(self, payer, member, area):
        make_rules(area, clock.today(), review="FULL")
        grant = give(payer, member)
        grants.end(by=payer.user, ref=grant.ref)
        assert Case.objects.get().state == "CLOSED"
