"""Paying premiums: order of the sources, the guard of the place, what bank and register say."""

from datetime import timedelta

import pytest

from accounts.errors import MoneyHeld
from accounts.models import Contribution, Enrolment
from settlement import errors
from settlement.models import AidUse, CardCharge, CardRefund, Premium
from settlement.selectors import accounts, proof
from settlement.selectors import premiums as found
from settlement.services import card_healing, ledger, premium_plans, premium_steps, premiums
from tests.factories import cards as bank
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]
PREMIUM = {"uses": ("PREMIUM",)}


def give_account(who, fen: int) -> None:
    """An account left from a time as an employee."""
    ledger.personal_account(by=None, person=who.person)
    ledger.deposit(by=None, person=who.person, amount_fen=fen, business=f"old:{who.person.pk}")


class TestOrder:
    def test_is_own_account_then_payer_then_card_p120(self, payer, member):
        give_account(member, 10000)
        make_grant(payer, member, **PREMIUM, per_payment_cap_fen=20000)
        bank.bind(payer, "0000")
        premium = made.pay(payer, member)
        assert premium.state == "PAID" and premium.register_number
        assert made.parts_of(premium) == [
            ("OWN_ACCOUNT", 10000), ("AID_ACCOUNT", 20000), ("CARD", 10000),
        ]  # fmt: skip
        assert accounts.balance_of(member.person) == 0
        assert accounts.balance_of(payer.person) == 80000
        assert bank.taken() == 10000 and made.entered() == 1
        assert not proof.verify()

    def test_writes_the_contribution_of_the_year_p172(self, payer, member):
        bank.bind(payer, "0000")
        premium = made.pay(payer, member)
        row = Contribution.objects.get(person=member.person)
        assert (row.insutype, row.period) == ("390", str(premium.year))
        assert (row.personal_fen, row.subsidy_fen) == (made.ADULT, 67000)
        assert row.paid_on == clock.today()

    def test_never_uses_a_payers_account_without_a_grant_for_premiums_p120(self, payer, member):
        make_grant(payer, member, uses=("CARE", "PHARMACY"))
        assert made.shown(payer, member) == (made.ADULT, made.ADULT)

    def test_never_uses_the_account_of_somebody_who_is_only_named(self, payer, member):
        give_account(member, 50000)
        assert made.shown(payer, member) == (made.ADULT, made.ADULT)
        make_binding(payer.person, member.person, relation="SPOUSE")
        assert made.shown(payer, member) == (made.ADULT, 0)

    def test_uses_relatives_grants_for_ones_own_premium_p106(self, payer, member):
        make_grant(payer, member, **PREMIUM)
        premium = made.pay(member, member)
        assert premium.state == "PAID" and made.parts_of(premium) == [("AID_ACCOUNT", made.ADULT)]
        grant_use = AidUse.objects.get(kind="YEAR")
        assert grant_use.used_fen == made.ADULT
        made.work_off()
        told = set(Notice.objects.filter(user=payer.user).values_list("code", flat=True))
        assert "premium_account_used" in told

    def test_goes_by_the_clock_of_its_world(self, city, payer, member):
        """A grant of a world that lives ahead pays there; what came back is not counted."""
        city.clock_offset_seconds = int(timedelta(days=3).total_seconds())
        city.save()
        make_grant(payer, member, **PREMIUM)
        ask = {"by": member.user, "member": member.person, "key": "k", "shown": (made.ADULT, 0)}
        premium = premiums.begin(**ask)
        assert set(AidUse.objects.values_list("used_fen", flat=True)) == {made.ADULT}
        premium_steps.fail(by=None, premium_id=premium.pk, refusal="late")
        assert set(AidUse.objects.values_list("used_fen", flat=True)) == {0}
        assert accounts.balance_of(payer.person) == 100000 and not proof.verify()

    def test_gives_no_aid_to_a_suspended_person_p97(self, payer, member):
        make_grant(payer, member, **PREMIUM)
        Enrolment.objects.filter(person=member.person).update(psn_insu_stas="2")
        assert made.shown(payer, member) == (made.ADULT, made.ADULT)

    @pytest.mark.parametrize("change", [{"is_activated": False}, {"is_frozen": True}])
    def test_passes_over_an_account_that_cannot_pay_p95(self, payer, member, change):
        make_grant(payer, member, **PREMIUM)
        account = accounts.personal(payer.person)
        type(account).objects.filter(pk=account.pk).update(**change)
        assert made.shown(payer, member) == (made.ADULT, made.ADULT)

    def test_says_what_is_missing_without_a_card(self, payer, member):
        with pytest.raises(errors.PremiumCardNeeded) as refused:
            made.begin(payer, member)
        assert "400.00" in refused.value.said and not Premium.objects.exists()

    def test_refuses_an_amount_that_the_page_did_not_show(self, payer, member):
        make_grant(payer, member, **PREMIUM)
        with pytest.raises(errors.PremiumChanged):
            premiums.begin(by=payer.user, member=member.person, key="k", shown=(made.ADULT, 1))

    def test_asks_for_a_proof_and_waits_after_a_new_number_t16(self, payer, member):
        ask = {"by": payer.user, "member": member.person, "key": "k", "shown": (1, 1)}
        with pytest.raises(errors.PremiumProofMissing):
            premiums.pay(**ask, proof="")
        payer.user.money_held_until = clock.now() + timedelta(hours=1)
        payer.user.save()
        with pytest.raises(MoneyHeld):
            premiums.pay(**ask, proof="PIN")

    def test_is_one_premium_however_often_it_is_sent(self, payer, member):
        make_grant(payer, member, **PREMIUM)
        first = made.pay(payer, member, key="same")
        again = premiums.begin(
            by=payer.user, member=member.person, key="same", shown=(made.ADULT, 0)
        )
        assert again.pk == first.pk and made.entered() == 1


class TestWrongPlace:
    def test_shows_place_and_year(self, payer, member, plan):
        offer = premium_plans.offer(by=payer.user, member=member.person)
        assert (offer.place, offer.year, offer.amount_fen) == ("德阳市", plan.year, made.ADULT)

    def test_refuses_an_employee_p172(self, payer, city):
        with pytest.raises(errors.PremiumEmployee):
            premium_plans.offer(by=payer.user, member=world.insured(city).person)

    def test_refuses_a_resident_who_is_an_employee_elsewhere(self, payer, member):
        Enrolment.objects.create(
            person=member.person, insutype="310", psn_type="11", insuplc_admdvs="510700",
            psn_insu_stas="1", valid_from=clock.today(), is_current=False,
        )  # fmt: skip
        with pytest.raises(errors.PremiumEmployee):
            premium_plans.offer(by=payer.user, member=member.person)

    def test_refuses_a_place_without_a_plan(self, payer, city):
        far = made.resident(city, place="510700")
        with pytest.raises(errors.PremiumElsewhere):
            premium_plans.offer(by=payer.user, member=far.person)

    def test_refuses_who_has_left(self, payer, member):
        Enrolment.objects.filter(person=member.person).update(psn_insu_stas="4")
        with pytest.raises(errors.PremiumNotEnrolled):
            premium_plans.offer(by=payer.user, member=member.person)

    def test_refuses_a_year_that_was_paid_somewhere_else(self, payer, member, plan):
        Contribution.objects.create(
            person=member.person, insutype="390", period=str(plan.year), insuplc_admdvs="510600",
            personal_fen=40000,
        )  # fmt: skip
        with pytest.raises(errors.PremiumPaidAlready):
            premium_plans.offer(by=payer.user, member=member.person)

    def test_refuses_outside_the_window(self, payer, member, plan):
        plan.closes_on = clock.today() - timedelta(days=1)
        plan.save()
        with pytest.raises(errors.PremiumWindowClosed) as refused:
            premium_plans.offer(by=payer.user, member=member.person)
        assert "德阳市" in refused.value.said

    def test_tells_not_whether_name_or_number_is_wrong_t26(self, payer, member):
        find = premium_plans.find
        certno = member.person.certno
        assert find(by=payer.user, name=member.person.name, certno=certno) == member.person
        with pytest.raises(errors.PremiumPersonUnknown):
            find(by=payer.user, name="李四", certno=certno)
        for _ in range(premium_plans.LOOKUPS_A_DAY - 2):
            with pytest.raises(errors.PremiumPersonUnknown):
                find(by=payer.user, name="李四", certno=certno)
        with pytest.raises(errors.PremiumTooManyLookups):
            find(by=payer.user, name=member.person.name, certno=certno)


class TestBank:
    def test_that_refuses_leaves_everything_as_it_was(self, payer, member):
        make_grant(payer, member, **PREMIUM, per_payment_cap_fen=20000)
        bank.bind(payer, "0051")
        premium = made.pay(payer, member)
        assert (premium.state, premium.refusal) == ("REFUNDED", "card_balance")
        assert accounts.balance_of(payer.person) == 100000 and not made.entered()
        assert AidUse.objects.get(kind="DAY").used_fen == 0
        assert not proof.verify()

    def test_that_refuses_alone_takes_nothing_and_lets_one_pay_again(self, payer, member):
        bank.bind(payer, "0051")
        assert made.pay(payer, member).state == "FAILED"
        bank.bind(member, "0000")
        assert made.pay(member, member, key="k2").state == "PAID"

    def test_that_is_silent_is_asked_by_the_task_row_50(self, payer, member):
        bank.bind(payer, "0091")
        bank.switch("result:0")
        premium = made.pay(payer, member)
        assert premium.state == "PENDING" and CardCharge.objects.get().state == "IN_DOUBT"
        made.age(60)
        card_healing.heal(by=None)
        assert Premium.objects.get().state == "PAID" and made.entered() == 1
        assert CardCharge.objects.get().state == "SETTLED" and not proof.verify()

    def test_that_answers_after_five_minutes_gives_the_money_back(self, payer, member, monkeypatch):
        """P173: the citizen is free after five minutes; late money finds its way back alone."""
        bank.bind(payer, "0091")
        bank.switch("result:600")
        premium = made.pay(payer, member)
        begun = clock.now()
        monkeypatch.setattr(clock, "now", lambda *_: begun + timedelta(minutes=6))
        card_healing.heal(by=None)
        premium.refresh_from_db()
        assert (premium.state, premium.refusal) == ("FAILED", "card_late")
        monkeypatch.setattr(clock, "now", lambda *_: begun + timedelta(minutes=12))
        card_healing.heal(by=None)
        assert CardCharge.objects.get().state == "RETURNED"
        card_healing.heal(by=None)
        made.work_off()
        premium.refresh_from_db()
        assert premium.state == "REFUNDED" and bank.taken() == 0 and not proof.verify()


class TestRegister:
    @pytest.mark.parametrize("word", ["elsewhere", "employee", "unknown"])
    def test_that_refuses_gives_every_source_its_part_back_p119(self, payer, member, word):
        give_account(member, 10000)
        make_grant(payer, member, **PREMIUM, per_payment_cap_fen=20000)
        bank.bind(payer, "0000")
        made.switch(word)
        premium = made.pay(payer, member)
        assert (premium.state, premium.refusal) == ("FAILED", word)
        assert accounts.balance_of(member.person) == 10000
        assert accounts.balance_of(payer.person) == 100000
        made.work_off()
        premium.refresh_from_db()
        assert premium.state == "REFUNDED" and bank.taken() == 0
        assert CardRefund.objects.get().state == "DONE"
        assert not Contribution.objects.exists() and not proof.verify()
        assert "premium_refunded" in set(Notice.objects.values_list("code", flat=True))

    @pytest.mark.parametrize("word", ["down", "silent", "lost", "garbage", "lying", "working"])
    def test_that_says_nothing_is_asked_until_it_does(self, payer, member, word):
        make_grant(payer, member, **PREMIUM)
        made.switch(word)
        premium = made.pay(payer, member)
        assert premium.state == "PENDING"
        with pytest.raises(errors.PremiumUnderWay):
            made.begin(payer, member, key="another")
        made.switch("")
        made.age(60)
        card_healing.heal(by=None)
        premium.refresh_from_db()
        assert premium.state == "PAID" and made.entered() == 1 and not proof.verify()

    def test_that_never_got_it_gives_up_after_a_day(self, payer, member, monkeypatch):
        make_grant(payer, member, **PREMIUM)
        made.switch("down")
        premium = made.begin(payer, member)
        premium_steps.carry_on(by=None, premium_id=premium.pk)
        made.switch("")
        later = clock.now() + timedelta(days=1, seconds=1)
        monkeypatch.setattr(clock, "now", lambda *_: later)
        card_healing.heal(by=None)
        premium.refresh_from_db()
        assert (premium.state, premium.refusal) == ("REFUNDED", "late")
        assert accounts.balance_of(payer.person) == 100000 and not made.entered()


class TestReading:
    def test_is_for_payer_and_insured_only_t31(self, payer, member, city):
        make_grant(payer, member, **PREMIUM)
        premium = made.pay(payer, member)
        assert found.own(payer.person, premium.ref) == found.own(member.person, premium.ref)
        with pytest.raises(NotFound):
            found.own(world.insured(city).person, premium.ref)

    def test_tells_both_sides(self, payer, member):
        make_grant(payer, member, **PREMIUM)
        made.pay(payer, member)
        made.work_off()
        told = Notice.objects.values_list("user_id", "code")
        assert (payer.user.pk, "premium_paid") in told
        assert (member.user.pk, "premium_paid_for_you") in told
