"""Somebody else's face on my phone: that person agrees, nobody for them (T21, P65, settled 4)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.data import FACE_CONSENT
from accounts.errors import FaceConsentMissing, TooYoung
from accounts.models import Consent, FaceCheck, FaceHandover
from accounts.selectors import face_handovers as found
from accounts.services import consents as account_consents
from accounts.services import face
from family.services import consents
from tests.factories import family as make
from tests.factories.bindings import make_binding
from tests.family.test_consent_pages import browser
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
PURPOSE = "CONSENT"
LABEL = "同意这次刷脸（我是"


@pytest.fixture
def holder(tenant):
    """Has agreed to checks of the own face."""
    user = make.make_holder(tenant)
    face.agree(by=user)
    return user


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=make.ADULT_BORN)


def begin(holder, person, *, purpose=PURPOSE, **more):
    return face.begin(by=holder, person=person, purpose=purpose, **more)


class TestWord:
    def test_of_the_holder_is_none_for_the_member(self, holder, mother):
        with pytest.raises(FaceConsentMissing):
            begin(holder, mother.person)
        assert face.standing(by=holder, person=mother.person, purpose=PURPOSE).consent
        assert not FaceCheck.objects.exists()

    def test_of_the_member_on_this_phone_is_kept_with_the_check(self, holder, mother):
        check = begin(holder, mother.person, has_ticked=True)
        check.refresh_from_db()
        assert check.consent_version == FACE_CONSENT.version
        assert len(check.consent_sha256) == 64 and check.consented_at is not None
        event = AuditEvent.objects.get(verb="accounts.face.agreed")
        assert event.data["person"] == str(mother.person.pk)

    def test_is_no_consent_of_either_account(self, holder, mother):
        begin(holder, mother.person, has_ticked=True)
        face.agree(by=holder, person=mother.person)
        assert list(Consent.objects.values_list("user", flat=True)) == [holder.pk]

    def test_is_for_this_matter_and_half_an_hour(self, holder, mother, tenant):
        first = begin(holder, mother.person, has_ticked=True)
        face.submit(by=holder, ref=first.ref, acted="fail")
        second = begin(holder, mother.person)
        assert second.pk != first.pk and second.consented_at == first.consented_at
        with pytest.raises(FaceConsentMissing):
            begin(holder, mother.person, purpose="PIN_RESET")
        with pytest.raises(FaceConsentMissing):
            begin(make.make_holder(tenant), mother.person)
        with time_machine.travel(clock.now() + timedelta(minutes=31)):
            with pytest.raises(FaceConsentMissing):
                begin(holder, mother.person)

    def test_in_the_own_account_is_enough_until_it_is_taken_back(self, holder, mother):
        face.agree(by=mother)
        assert begin(holder, mother.person).consented_at is None
        account_consents.withdraw(by=mother, kind=FACE_CONSENT.kind)
        with pytest.raises(FaceConsentMissing):
            begin(holder, mother.person)

    def test_of_somebody_without_a_login_is_kept_all_the_same(self, holder, tenant):
        member = make.make_member(tenant, born=make.ADULT_BORN)
        assert begin(holder, member, has_ticked=True).consented_at is not None

    def test_counts_for_nobody_below_16_p193(self, holder, tenant):
        with pytest.raises(TooYoung):
            begin(holder, make.make_member(tenant), has_ticked=True)

    def test_of_the_own_face_stays_with_the_account(self, holder):
        assert begin(holder, holder.person).consented_at is None
        assert face.standing(by=holder, person=holder.person).whose == ""

    def test_is_whole_or_not_there(self, holder, mother):
        check = begin(holder, mother.person, has_ticked=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            FaceCheck.objects.filter(pk=check.pk).update(consent_version="")


class TestPage:
    @pytest.fixture
    def here(self, holder, mother):
        row = make.make_submitted(
            holder.person, mother.person, "PARENT", state="SUBMITTED", needs_consent=True
        )
        consents.ask(by=None, request=row)
        return f"/family/requests/{row.ref}/here/"

    @pytest.fixture
    def phone(self, holder, here):
        phone = browser(holder)
        phone.post(here, {"text_version": "2026-01"})
        return phone

    def test_asks_the_member_though_the_holder_has_agreed(self, phone, here, mother):
        page = phone.get(f"{here}face/").content.decode()
        assert f"{LABEL}{mother.person.masked_name}本人）" in page
        assert FACE_CONSENT.points[0] in page and "别人不能代勾" in page

    def test_begins_nothing_without_the_tick(self, phone, here):
        for said in ({"start": "1"}, {"acted": "pass"}):
            assert "请先勾选" in phone.post(f"{here}face/", said).content.decode()
        assert not FaceCheck.objects.exists()

    def test_goes_on_with_it_through_the_camera(self, phone, here):
        page = phone.post(f"{here}face/", {"agree": "on", "start": "1"}).content.decode()
        assert LABEL not in page
        assert phone.post(f"{here}face/", {"acted": "pass"}).url == f"{here}code/"
        assert FaceCheck.objects.get().consented_at is not None

    def test_of_a_password_leaves_the_tick_to_the_other_phone(self, holder, mother, client):
        """The person agrees where the face is shown, not where the code is waited for."""
        bound = make_binding(holder.person, mother.person, "PARENT")
        phone = browser(holder)
        page = phone.post(f"/family/{bound.ref}/pin/", {"other_phone": "1"}).content.decode()
        assert "换手机刷脸的二维码" in page
        link = f"/accounts/face/phone/{found.token_of(FaceHandover.objects.get())}/"
        client.post(link)
        number = FaceHandover.objects.get().number
        client.post(link, {"number": number})
        assert LABEL in client.get(link).content.decode()
        assert "请先勾选" in client.post(link, {"acted": "pass"}).content.decode()
        client.post(link, {"agree": "on", "acted": "pass"})
        check = FaceCheck.objects.get()
        assert check.outcome == "PASSED" and check.consented_at is not None
        done = phone.post(f"/family/{bound.ref}/pin/", {"fetch": "1"}, follow=True)
        assert "密码" in done.content.decode() and LABEL not in done.content.decode()
