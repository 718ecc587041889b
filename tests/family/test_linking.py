"""A member with another document is found in the register by an officer (P46, P68)."""

from datetime import date

import pytest

from family import errors
from family.models import BindingRequest, ConsentAsk, Place
from family.services import linking, reviews, verdicts
from tests.factories import family as make
from tests.factories import reviews as desk
from yibao.cases.errors import DeciderIsInvolved
from yibao.kernel import crypto
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(tenant):
    return desk.make_officer(tenant)


def _unknown(holder, member):
    """Sent with a passport: nobody of the register is named."""
    request = make.make_submitted(holder.person, member, state="PRECHECK")
    index = crypto.blind_index("passport:E12345678", "certno")
    Place.objects.filter(pk=request.place_id).update(member_index=index)
    BindingRequest.objects.filter(pk=request.pk).update(
        member=None,
        member_index=index,
        branch="OTHER_DOCUMENT",
        certificate_type="02",
        needs_consent=False,
    )
    desk.add_paper(request)
    return reviews.hand_over(by=None, request=desk.fresh(request))


class TestLinking:
    def test_lets_an_officer_go_on(self, tenant, officer, holder, child):
        request = _unknown(holder, child)
        desk.take(officer, request)
        linked = linking.link_member(by=officer, request=request, psn_no=child.psn_no)
        assert (linked.member, linked.member_index) == (child, child.certno_index)
        assert Place.objects.get(pk=linked.place_id).member_index == child.certno_index
        assert not ConsentAsk.objects.exists()

    def test_asks_a_grown_member(self, tenant, officer, holder):
        """T38: found only now, asked only now, but asked."""
        mother = make.make_member(tenant, born=date(1956, 3, 12), name="林秀英")
        request = _unknown(holder, mother)
        desk.take(officer, request)
        linked = linking.link_member(by=officer, request=request, psn_no=mother.psn_no)
        assert linked.needs_consent
        assert ConsentAsk.objects.get().member == mother

    def test_refuses_somebody_else(self, tenant, officer, holder, child):
        other = make.make_member(tenant, name="李小明")
        request = _unknown(holder, child)
        desk.take(officer, request)
        with pytest.raises(errors.MemberMismatch):
            linking.link_member(by=officer, request=request, psn_no=other.psn_no)
        with pytest.raises(errors.MemberNotInsured):
            linking.link_member(by=officer, request=request, psn_no="nobody")

    def test_is_for_the_officer_who_holds_the_case(self, tenant, officer, holder, child):
        """T32."""
        request = _unknown(holder, child)
        with pytest.raises(NotFound):
            linking.link_member(by=officer, request=request, psn_no=child.psn_no)

    def test_takes_no_second_place_for_the_same_person(self, tenant, officer, holder, child):
        """P51."""
        request = _unknown(holder, child)
        make.make_submitted(holder.person, child)
        desk.take(officer, request)
        with pytest.raises(errors.AlreadyBound):
            linking.link_member(by=officer, request=request, psn_no=child.psn_no)

    def test_bars_the_kin_who_linked(self, tenant, holder, child):
        """T32: who turns out to be the officer's kin is not decided on by that officer."""
        kin = desk.make_officer(tenant, child.certno)
        request = _unknown(holder, child)
        desk.take(kin, request)
        linking.link_member(by=kin, request=request, psn_no=child.psn_no)
        with pytest.raises(DeciderIsInvolved):
            verdicts.approve(
                by=kin,
                request=desk.fresh(request),
                evidence=desk.seen(request),
                fence=desk.fence(request),
            )
