"""A relative's code: who may show it, what the member learns, and its end (P78, T39, T40)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from family import errors, selectors
from family.models import Binding
from family.services import bindings, showing
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from vouchers.errors import VoucherSuspended
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import closing, reissuing, scans, suspension
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

ADULT = date(1956, 3, 12)


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=ADULT)


@pytest.fixture
def bound(holder, mother):
    return factory.make_binding(holder.person, mother.person, "PARENT")


@pytest.fixture
def till(tenant):
    return voucher_factory.make_client(voucher_factory.make_institution(tenant))


def scan(till, code):
    return scans.redeem(
        by=till, institution=till.institution, ask=voucher_factory.make_ask(code=code)
    )


class TestShow:
    def test_issues_the_members_code_under_the_relation(self, holder, mother, bound, till):
        code = showing.show(by=holder, ref=bound.ref)
        row = DynamicCode.objects.get()
        assert (row.voucher.person, row.shown_by, row.presented_as) == (
            mother.person, holder, selectors.bindings.presenter_word(bound),
        )  # fmt: skip
        outcome = scan(till, code.code)
        assert outcome.refusal is None and outcome.person == mother.person
        assert outcome.scan.presented_as in ("儿子", "女儿")

    def test_is_not_for_strangers_nor_for_the_member(self, tenant, mother, bound):
        for other in (mother, make.make_holder(tenant)):
            with pytest.raises(NotFound):
                showing.show(by=other, ref=bound.ref)

    @pytest.mark.parametrize("state", ["SUSPENDED", "UNBOUND", "CLOSED"])
    def test_needs_a_right_that_stands(self, holder, mother, state):
        bound = factory.make_binding(holder.person, mother.person, "PARENT", state=state)
        with pytest.raises(errors.BindingPaused):
            showing.show(by=holder, ref=bound.ref)

    def test_needs_the_own_voucher_in_use(self, holder, bound):
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        with pytest.raises(errors.HolderNotActive):
            showing.show(by=holder, ref=bound.ref)

    def test_tells_the_member_once_a_showing(self, holder, mother, bound):
        showing.show(by=holder, ref=bound.ref)
        showing.show(by=holder, ref=bound.ref)
        notice = Notice.objects.get(user=mother)
        assert notice.code == "family_shown" and "王*国" in notice.title
        bound.refresh_from_db()
        assert bound.last_shown_at is not None

    def test_is_told_once_a_day_to_who_wants_it_so(self, holder, mother, bound):
        bindings.set_scope(by=mother, ref=bound.ref, tell_showings="DIGEST")
        showing.show(by=holder, ref=bound.ref)
        assert not Notice.objects.filter(user=mother).exists()
        yesterday = timezone.now() - timedelta(days=1)
        DynamicCode.objects.update(issued_at=yesterday, expires_at=yesterday + timedelta(minutes=1))
        assert showing.send_digests(by=None) == 1
        showing.send_digests(by=None)
        notice = Notice.objects.get(user=mother)
        assert notice.code == "family_shown_digest" and "1 次" in notice.body


class TestEnd:
    def test_kills_the_code_on_screen_t40(self, holder, bound, till):
        code = showing.show(by=holder, ref=bound.ref)
        bindings.unbind(by=holder, ref=bound.ref)
        outcome = scan(till, code.code)
        assert outcome.refusal.code == "voucher.code.not_for_you"
        assert outcome.person is not None and DynamicCode.objects.get().used_at is None

    def test_is_asked_again_at_the_scan_t40(self, holder, bound, till):
        """Even where nobody touched the codes: the right itself decides."""
        code = showing.show(by=holder, ref=bound.ref)
        Binding.objects.update(state="SUSPENDED", suspension_reason="MISUSE")
        assert scan(till, code.code).refusal.code == "voucher.code.not_for_you"
        assert Scan.objects.get().outcome == "voucher.code.not_for_you"

    def test_by_the_member_is_at_once_and_alone_t39(self, holder, mother, bound):
        bindings.unbind(by=mother, ref=bound.ref)
        with pytest.raises(errors.BindingPaused):
            showing.show(by=holder, ref=bound.ref)
        bound.refresh_from_db()
        assert (bound.state, bound.ending, bound.place.released_at is None) == (
            "UNBOUND", "MEMBER", False,
        )  # fmt: skip
        told = set(Notice.objects.values_list("user_id", "code"))
        assert told == {(holder.pk, "family_unbound"), (mother.pk, "family_unbound")}

    def test_may_be_silent_feature_29(self, holder, mother, bound):
        bindings.unbind(by=mother, ref=bound.ref, silently=True)
        assert not Notice.objects.filter(user=holder).exists()
        assert Notice.objects.filter(user=mother).exists()
        bound.refresh_from_db()
        assert selectors.bindings.is_silent(bound)
        assert selectors.bindings.of_holder(holder.person) == [bound]
        Binding.objects.update(hidden_from=timezone.now())
        assert selectors.bindings.of_holder(holder.person) == []

    def test_is_nobody_elses_matter_t31(self, tenant, bound):
        with pytest.raises(NotFound):
            bindings.unbind(by=make.make_holder(tenant), ref=bound.ref)

    def test_twice_changes_nothing(self, holder, mother, bound):
        first = bindings.unbind(by=holder, ref=bound.ref).ended_at
        assert bindings.unbind(by=mother, ref=bound.ref).ended_at == first

    def test_by_a_guardian_of_a_child_p80(self, tenant, holder):
        child = make.make_member(tenant)
        factory.make_binding(holder.person, child)
        grandfather = make.make_holder(tenant, name="王老福", born=ADULT)
        other = factory.make_binding(grandfather.person, child, "GRANDCHILD")
        bindings.unbind(by=holder, ref=other.ref)
        other.refresh_from_db()
        assert other.ending == "GUARDIAN"

    def test_by_a_grandparent_of_the_parents_binding_is_refused_p80(self, tenant, holder):
        child = make.make_member(tenant)
        own = factory.make_binding(holder.person, child)
        grandfather = make.make_holder(tenant, name="王老福", born=ADULT)
        factory.make_binding(grandfather.person, child, "GRANDCHILD")
        with pytest.raises(NotFound):
            bindings.unbind(by=grandfather, ref=own.ref)

    def test_lets_a_pair_bind_again_p82(self, holder, mother, bound):
        bindings.unbind(by=holder, ref=bound.ref)
        assert factory.make_binding(holder.person, mother.person, "PARENT").place.number == 1


class TestLife:
    def test_closing_the_members_voucher_closes_the_binding(self, holder, mother, bound):
        closing.close(by=mother, voucher=mother.person.voucher, reason="本人注销医保码")
        bound.refresh_from_db()
        assert (bound.state, bound.ending) == ("CLOSED", "CLOSING")
        assert Notice.objects.filter(user=holder, code="family_closed").exists()

    def test_a_death_closes_both_directions_p85(self, tenant, holder, mother, bound):
        from accounts.services import deaths

        child = make.make_member(tenant)
        below = factory.make_binding(mother.person, child, "GRANDCHILD")
        deaths.record_death(by=None, person=mother.person, on=timezone.localdate())
        for row in (bound, below):
            row.refresh_from_db()
            assert (row.state, row.ending) == ("CLOSED", "DEATH")
        assert not Notice.objects.filter(user=mother, code="family_closed").exists()

    def test_a_suspended_voucher_keeps_the_binding_p87(self, holder, mother, bound):
        suspension.suspend(by=mother, voucher=mother.person.voucher)
        bound.refresh_from_db()
        assert bound.state == "ACTIVE"
        with pytest.raises(VoucherSuspended):
            showing.show(by=holder, ref=bound.ref)

    def test_a_reissue_kills_displays_and_keeps_the_binding_p38(self, holder, mother, bound, till):
        code = showing.show(by=holder, ref=bound.ref)
        reissuing.reissue(by=mother, voucher=mother.person.voucher)
        assert scan(till, code.code).refusal.code == "voucher.code.expired"
        showing.show(by=holder, ref=bound.ref)

    def test_pausing_and_going_on(self, holder, mother, bound, till):
        code = showing.show(by=holder, ref=bound.ref)
        bindings.suspend(by=None, ref=bound.ref, reason="MISUSE")
        assert scan(till, code.code).refusal.code == "voucher.code.not_for_you"
        bindings.resume(by=None, ref=bound.ref)
        assert scan(till, showing.show(by=holder, ref=bound.ref).code).refusal is None


class TestReceipts:
    def test_reach_the_holder_who_showed_the_code(self, holder, mother, bound, till):
        scan(till, showing.show(by=holder, ref=bound.ref).code)
        assert Notice.objects.filter(user=holder, code="voucher_scanned").exists()

    def test_tell_no_place_to_a_holder_without_the_bills_t39(self, holder, mother, bound, till):
        scan(till, voucher_factory.show(mother))
        assert not Notice.objects.filter(user=holder).exists()

    def test_of_a_child_reach_the_guardian_who_may_say_not_me(self, tenant, holder, till):
        from vouchers import selectors as vouchers

        child = make.make_member(tenant)
        factory.make_binding(holder.person, child)
        ask = voucher_factory.make_ask(
            medium="id_card", certno=child.certno, name=child.name, code=""
        )
        made = scans.redeem(by=till, institution=till.institution, ask=ask).scan
        assert Notice.objects.filter(user=holder, code="voucher_scanned").exists()
        assert vouchers.may_answer(holder, made)
        assert Voucher.objects.get(person=child).pin_hash == ""
