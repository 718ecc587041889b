"""Making a binding: voucher, place, limits, notices (P42–P51, P15, settled 3)."""

from datetime import date

import pytest
from django.utils import timezone

from family import errors, selectors
from family.models import Binding, ConsentAsk
from family.services import bindings
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.vouchers.channels import make_channel
from vouchers.models import ChannelSlot, Voucher
from yibao.notices.models import Notice

ADULT = date(1956, 3, 12)


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def request_of(holder):
    """A request for a member, ready for its binding."""

    def ready(member, **more):
        return make.make_submitted(holder.person, member, state="IN_REVIEW", **more)

    return ready


def agree(request, **more):
    now = timezone.now()
    facts = {
        "state": "GIVEN", "way": "LOGIN", "asked_at": now, "expires_at": now, "answered_at": now
    }  # fmt: skip
    return ConsentAsk.objects.create(request=request, member=request.member, **facts | more)


class TestMake:
    def test_activates_the_voucher_of_a_child_and_opens_it_in_the_holders_pages(
        self, tenant, holder, request_of
    ):
        make_channel("SELF", name="本平台")
        child = make.make_member(tenant)
        binding = bindings.make(by=None, request=request_of(child), way="REVIEW")
        voucher = Voucher.objects.get(person=child)
        assert (voucher.state, voucher.activation_way, voucher.pin_hash) == (
            "ACTIVE", "BINDING", "",
        )  # fmt: skip
        slot = ChannelSlot.objects.get(voucher=voucher)
        assert (slot.holder, slot.is_own) == (holder, False)
        assert binding.turns_16_on is not None and binding.request.number
        assert selectors.bindings.may_show(holder, binding.ref) == binding

    def test_tells_holder_and_member(self, tenant, holder, request_of):
        mother = make.make_holder(tenant, name="李秀英", born=ADULT)
        request = request_of(mother.person, relation="PARENT")
        agree(request, sees_bills=True)
        binding = bindings.make(by=None, request=request, way="REVIEW")
        assert binding.sees_bills and binding.consented_at and binding.turns_16_on is None
        assert Notice.objects.get(user=holder).code == "family_approved"
        notice = Notice.objects.get(user=mother)
        assert notice.code == "family_bound" and "王*国" in notice.title

    def test_of_a_grown_member_needs_the_consent_p58(self, tenant, request_of):
        grown = make.make_member(tenant, born=ADULT)
        request = request_of(grown, relation="PARENT")
        with pytest.raises(errors.ConsentMissing):
            bindings.make(by=None, request=request, way="REVIEW")
        assert not Binding.objects.exists()

    def test_of_somebody_uninsured_leaves_nothing_half_made(self, tenant, request_of):
        nobody = make.make_member(tenant, insured=False)
        with pytest.raises(errors.MemberNotInsured):
            bindings.make(by=None, request=request_of(nobody), way="REVIEW")
        assert not Binding.objects.exists() and not Voucher.objects.filter(person=nobody).exists()

    def test_beyond_six_new_people_a_month_is_e_fam_07(self, tenant, request_of):
        here = make_channel("SELF", name="本平台")
        child = make.make_member(tenant)
        voucher = factory.give_voucher(child)
        for _ in range(6):
            other = make.make_holder(tenant)
            ChannelSlot.objects.create(
                voucher=voucher, channel=here, holder=other, is_own=False,
                joined_at=timezone.now(), ended_at=timezone.now(),
                joined_month=f"{timezone.localdate():%Y%m}",
            )  # fmt: skip
        with pytest.raises(errors.MemberCardFull):
            bindings.make(by=None, request=request_of(child), way="REVIEW")
        assert not Binding.objects.exists()

    def test_of_a_pair_twice_is_e_fam_09(self, tenant, holder, request_of):
        child = make.make_member(tenant)
        known = factory.make_binding(holder.person, child)
        request = request_of(child, place=known.place)
        with pytest.raises(errors.AlreadyBound):
            bindings.make(by=None, request=request, way="REVIEW")

    def test_keeps_the_place_of_the_request(self, tenant, holder, request_of):
        request = request_of(make.make_member(tenant))
        binding = bindings.make(by=None, request=request, way="REVIEW")
        assert binding.place == request.place and binding.place.released_at is None
