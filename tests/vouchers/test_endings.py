"""Changing the password, re-issue, closing, death and the end of sanctions (P27, P37–P40)."""

from datetime import date, timedelta

import pytest
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from accounts.errors import DeathDateWrong, FaceNotValid
from accounts.models import FaceCheck
from accounts.services import deaths, roles
from tests.factories import vouchers as make
from vouchers import errors, rules, selectors
from vouchers.models import Channel, ChannelSlot, Voucher
from vouchers.services import closing, codes, pins, reissuing, scans, suspension
from vouchers.states import VoucherWord
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

from . import channels as apps

pytestmark = pytest.mark.django_db
NEW = "918273"


@pytest.fixture
def voucher(holder):
    """The holder's voucher."""
    return Voucher.objects.get(person=holder.person)


@pytest.fixture
def staff(tenant, django_user_model):
    """A member of staff without rights."""
    return django_user_model.objects.create_staff(tenant=tenant, username="s1", password="x" * 12)


@pytest.fixture
def lead(tenant, django_user_model):
    """A head of the reviewers."""
    user = django_user_model.objects.create_staff(tenant=tenant, username="l1", password="x" * 12)
    return roles.assign(by=None, user=user, roles=["lead"])


def passed(user, purpose):
    """A face check of this purpose, just passed."""
    check = make.pass_face(user)
    FaceCheck.objects.filter(pk=check.pk).update(purpose=purpose)
    return check


def last_moment(months):
    """The last second of the day so many months ahead."""
    day = rules.after_months(clock.today(), months)
    return clock.local(clock.now()).replace(
        year=day.year, month=day.month, day=day.day, hour=23, minute=59, second=59, microsecond=0
    )


def slot_of(voucher, holder):
    """An open place in a channel."""
    channel = Channel.objects.create(code="TST", name="测试应用", kind="SUPER_APP")
    return ChannelSlot.objects.create(
        voucher=voucher,
        channel=channel,
        holder=holder,
        joined_at=clock.now(),
        joined_month="202501",
    )


@pytest.mark.django_db(transaction=True)
class TestChangePin:
    def test_takes_the_old_one_and_ends_codes_and_proofs(self, holder, hospital, till):
        code = make.show(holder)
        epoch = holder.proof_epoch
        pins.change_pin(by=holder, old_pin=make.PIN, pin=NEW, pin_again=NEW)
        pins.verify_pin(by=holder, pin=NEW)
        assert holder.proof_epoch == epoch + 1
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert outcome.refusal.code == "voucher.code.expired"
        assert Notice.objects.filter(code="voucher_pin_changed").count() == 1

    def test_counts_a_wrong_old_one_until_it_locks_p30(self, holder):
        for _ in range(4):
            with pytest.raises(errors.PinWrong):
                pins.change_pin(by=holder, old_pin="135792", pin=NEW, pin_again=NEW)
        with pytest.raises(errors.VoucherLocked):
            pins.change_pin(by=holder, old_pin="135792", pin=NEW, pin_again=NEW)
        with pytest.raises(errors.VoucherLocked):
            pins.change_pin(by=holder, old_pin=make.PIN, pin=NEW, pin_again=NEW)
        Voucher.objects.update(pin_locked_until=clock.now() - timedelta(seconds=1))
        pins.change_pin(by=holder, old_pin=make.PIN, pin=NEW, pin_again=NEW)

    @pytest.mark.parametrize(
        ("pin", "again", "error"),
        [
            ("111111", "111111", errors.PinWeak),
            (make.PIN, make.PIN, errors.PinWeak),
            (NEW, "918274", errors.PinMismatch),
            ("12345", "12345", errors.PinNotSixDigits),
        ],
    )
    def test_refuses_weak_equal_and_differing_ones_p31(self, holder, pin, again, error):
        with pytest.raises(error):
            pins.change_pin(by=holder, old_pin=make.PIN, pin=pin, pin_again=again)
        pins.verify_pin(by=holder, pin=make.PIN)


class TestReissue:
    def test_ends_codes_and_proofs_and_keeps_the_channel(self, holder, voucher):
        slot = slot_of(voucher, holder)
        row = reissuing.reissue(by=holder, voucher=voucher)
        assert (row.generation, row.state) == (voucher.generation + 1, "ACTIVE")
        assert row.reissued_at is not None
        slot.refresh_from_db()
        holder.refresh_from_db()
        assert slot.ended_at is None
        assert holder.proof_epoch == 1
        assert Notice.objects.filter(code="voucher_reissued").count() == 1

    def test_ends_every_app_of_the_owner_and_none_of_a_relative_p38(self, tenant, holder, voucher):
        """Also of an app that was allowed and has not opened the voucher yet."""
        joined_app, waiting_app = apps.make_app(tenant), apps.make_app(tenant)
        apps.joined(holder, joined_app.channel)
        relative = apps.bound(voucher, joined_app.channel).holder
        for app, user in ((joined_app, holder), (waiting_app, holder), (joined_app, relative)):
            apps.user_token(app, user)
        reissuing.reissue(by=holder, voucher=voucher)
        tokens = get_access_token_model().objects.all()
        assert [token.user for token in tokens] == [relative]
        live = get_refresh_token_model().objects.filter(revoked__isnull=True)
        assert [token.user for token in live] == [relative]

    def test_is_not_for_strangers_t31(self, tenant, voucher):
        with pytest.raises(NotFound):
            reissuing.reissue(by=make.make_holder(tenant), voucher=voucher)

    @pytest.mark.parametrize("state", ["APPLIED", "CLOSED"])
    def test_needs_a_voucher_that_lives(self, tenant, state):
        user = make.make_holder(tenant, state=state)
        with pytest.raises(errors.VoucherNotActive):
            reissuing.reissue(by=user, voucher=user.person.voucher)

    def test_keeps_a_voucher_suspended(self, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        assert reissuing.reissue(by=holder, voucher=voucher).state == "SUSPENDED"


class TestCloseOwn:
    def test_takes_the_face_of_this_purpose_p37(self, holder, voucher):
        other = passed(holder, "RESTORE")
        with pytest.raises(FaceNotValid):
            closing.close_own(by=holder, voucher=voucher, face=other.ref)
        check = passed(holder, "CLOSE")
        slot = slot_of(voucher, holder)
        row = closing.close_own(by=holder, voucher=voucher, face=check.ref)
        check.refresh_from_db()
        slot.refresh_from_db()
        assert (row.state, row.closing_reason) == ("CLOSED", rules.OWN_CLOSING)
        assert row.closed_at is not None
        assert check.used_at is not None
        assert slot.ended_at is not None
        assert Notice.objects.filter(code="voucher_closed").count() == 1

    def test_kills_the_code_on_screen_t11(self, holder, voucher, hospital, till):
        code = make.show(holder)
        check = passed(holder, "CLOSE")
        closing.close_own(by=holder, voucher=voucher, face=check.ref)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert not outcome.is_ok
        with pytest.raises(errors.VoucherNotActive):
            codes.issue(by=holder, person=holder.person)

    def test_is_no_way_out_of_a_sanction_p40(self, holder, voucher):
        suspension.suspend(by=None, voucher=voucher, reason="转借", until=last_moment(3))
        check = passed(holder, "CLOSE")
        with pytest.raises(errors.VoucherSuspended):
            closing.close_own(by=holder, voucher=voucher, face=check.ref)
        row = closing.close(by=None, voucher=voucher, reason=rules.ACCOUNT_CLOSED)
        assert row.state == "SUSPENDED"
        Voucher.objects.update(suspended_until=clock.now() - timedelta(seconds=1))
        assert suspension.end_sanctions(by=None) == 1
        row.refresh_from_db()
        assert row.state == "CLOSED"

    def test_is_not_for_strangers_t31(self, tenant, voucher):
        with pytest.raises(NotFound):
            closing.close_own(by=make.make_holder(tenant), voucher=voucher, face="x")


class TestDeath:
    def test_closes_the_voucher_at_once_p39(self, holder, voucher, hospital, till, client):
        client.force_login(holder)
        code = make.show(holder)
        person = deaths.record_death(by=None, person=holder.person, on=clock.today())
        voucher.refresh_from_db()
        assert (voucher.state, voucher.closing_reason) == ("CLOSED", rules.DEATH)
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert not outcome.is_ok
        card = make.make_ask(medium="social_card", card_no=person.card_no)
        assert not scans.redeem(by=till, institution=hospital, ask=card).is_ok
        assert client.get("/code/").status_code == 302  # every session has ended
        assert not Notice.objects.filter(user=holder, code="voucher_closed").exists()

    def test_closes_under_a_sanction_too(self, holder, voucher):
        suspension.suspend(by=None, voucher=voucher, reason="转借", until=last_moment(6))
        deaths.record_death(by=None, person=holder.person, on=clock.today())
        voucher.refresh_from_db()
        assert voucher.state == "CLOSED"

    def test_is_recorded_once(self, holder):
        first = deaths.record_death(by=None, person=holder.person, on=date(2025, 1, 2))
        again = deaths.record_death(by=None, person=holder.person, on=date(2025, 1, 3))
        assert again.deceased_on == first.deceased_on == date(2025, 1, 2)
        assert AuditEvent.objects.filter(verb="accounts.person.death_recorded").count() == 1

    @pytest.mark.parametrize("on", [date(1900, 1, 1), clock.today() + timedelta(days=2)])
    def test_lies_between_birth_and_today(self, holder, on):
        with pytest.raises(DeathDateWrong):
            deaths.record_death(by=None, person=holder.person, on=on)

    def test_of_somebody_without_a_voucher_is_recorded_too(self, tenant):
        person = make.make_person(tenant)
        assert deaths.record_death(by=None, person=person, on=clock.today()).deceased_on


class TestSanction:
    @pytest.mark.parametrize("months", [3, 12])
    def test_lasts_three_to_twelve_months_p40(self, voucher, staff, months):
        row = suspension.suspend(
            by=staff, voucher=voucher, reason="转借", until=last_moment(months)
        )
        assert row.suspended_until == last_moment(months)

    @pytest.mark.parametrize("days", [-1, 30, 80, 400])
    def test_has_no_other_term(self, voucher, staff, days):
        until = clock.now() + timedelta(days=days)
        with pytest.raises(errors.SanctionTermWrong):
            suspension.suspend(by=staff, voucher=voucher, reason="转借", until=until)

    def test_is_shortened_by_a_lead_only(self, voucher, staff, lead):
        suspension.suspend(by=staff, voucher=voucher, reason="转借", until=last_moment(6))
        soon = clock.now() + timedelta(days=10)
        with pytest.raises(errors.SanctionNotYours):
            suspension.suspend(by=staff, voucher=voucher, reason="改", until=soon)
        suspension.suspend(by=lead, voucher=voucher, reason="改", until=soon)

    def test_ends_by_itself_and_says_so(self, holder, voucher, staff, hospital, till):
        suspension.suspend(by=staff, voucher=voucher, reason="转借", until=last_moment(3))
        Voucher.objects.update(suspended_until=clock.now() - timedelta(seconds=1))
        assert selectors.standing(holder.person).word == VoucherWord.ACTIVE
        assert suspension.end_sanctions(by=None) == 1
        assert suspension.end_sanctions(by=None) == 0
        voucher.refresh_from_db()
        assert (voucher.state, voucher.suspended_until) == ("ACTIVE", None)
        assert Notice.objects.filter(code="voucher_sanction_ended").count() == 1

    def test_that_is_over_does_not_keep_the_holder_from_suspending(self, holder, voucher, staff):
        suspension.suspend(by=staff, voucher=voucher, reason="转借", until=last_moment(3))
        Voucher.objects.update(suspended_until=clock.now() - timedelta(seconds=1))
        row = suspension.suspend(by=holder, voucher=voucher)
        assert (row.state, row.suspended_until) == ("SUSPENDED", None)
        assert selectors.standing(holder.person).word == VoucherWord.SUSPENDED


class TestRestoreByFace:
    def test_spends_a_check_of_this_purpose(self, holder, voucher):
        suspension.suspend(by=holder, voucher=voucher)
        other = passed(holder, "CLOSE")
        with pytest.raises(FaceNotValid):
            suspension.restore(by=holder, voucher=voucher, face=other.ref)
        check = passed(holder, "RESTORE")
        row = suspension.restore(by=holder, voucher=voucher, face=check.ref)
        assert row.state == "ACTIVE"
        check.refresh_from_db()
        assert check.used_at is not None


class TestTerm:
    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2025, 1, 31), 3, date(2025, 4, 30)),
            (date(2024, 11, 30), 3, date(2025, 2, 28)),
            (date(2025, 6, 15), 12, date(2026, 6, 15)),
        ],
    )
    def test_counts_months_of_the_calendar(self, day, months, then):
        assert rules.after_months(day, months) == then
