"""T92, P37: closing an account erases who it was and keeps what the law keeps."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.data import FACE_CONSENT
from accounts.errors import AccountClosed, ClosingHindered, FaceNotValid, NameMismatch
from accounts.models import (
    Consent,
    DataExport,
    Erasure,
    FaceCheck,
    Passkey,
    Person,
    PhoneChallenge,
    User,
)
from accounts.services import closing, consents, exports, phones, real_name, registration
from family.models import Grant
from settlement.models import LedgerAccount, Settlement
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant
from tests.privacy import lives
from vouchers import errors as voucher_errors
from vouchers import selectors as vouchers
from vouchers.data import AGREEMENT
from vouchers.models import Voucher
from vouchers.services import activation, codes, pins, suspension
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock, crypto
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
PIN = "274913"


@pytest.fixture
def relative(city):
    return world.insured(city)


@pytest.fixture
def who(city, till, relative):
    return lives.full(city, till, relative)


def _close(who) -> Erasure:
    return closing.close(by=who.user, face_ref=lives.face_of(who.user))


class TestWhatGoes:
    def test_nothing_finds_the_person_by_number_any_more(self, who):
        phone, index = who.user.phone, who.user.phone_index
        phones.send_code(
            by=None, tenant=who.user.tenant, phone=phone, purpose="LOGIN", source="1.1.1.1"
        )
        _close(who)
        for model in (User, SmsMessage, PhoneChallenge):
            assert not model.objects.filter(phone_index=index).exists(), model
        user = User.objects.get(pk=who.user.pk)
        assert (user.phone, user.person, user.is_active) == (None, None, False)
        assert user.closed_at is not None
        lives.work_off()
        lives.work_off(days=2)
        assert not any(message.phone == phone for message in SmsMessage.objects.all())

    def test_the_last_message_leaves_before_it_is_forgotten(self, who):
        night = clock.local(clock.now()).replace(hour=23, minute=30)
        with time_machine.travel(night, tick=True):
            _close(who)
            farewell = SmsMessage.objects.get(code="account_closed")
            assert farewell.phone == who.user.phone and farewell.phone_index == ""
            lives.work_off(hours=10)  # a night's messages wait for the morning
            farewell.refresh_from_db()
            assert farewell.state == "SENT"
            lives.work_off(days=2)
        assert not SmsMessage.objects.filter(pk=farewell.pk).exists()

    def test_consents_messages_copies_and_proofs_are_gone(
        self, who, tmp_path, django_capture_on_commit_callbacks
    ):
        exports.request(by=who.user)
        lives.work_off()
        Passkey.objects.create(
            user=who.user, credential_id="x", public_key="y", label="z", created_at=clock.now()
        )
        with django_capture_on_commit_callbacks(execute=True):
            _close(who)
        assert not Consent.objects.filter(user=who.user, withdrawn_at__isnull=True).exists()
        assert not Notice.objects.filter(user=who.user).exists()
        assert not Passkey.objects.filter(user=who.user).exists()
        assert not FaceCheck.objects.filter(user=who.user).exists()
        assert DataExport.objects.get(user=who.user).file_key is None
        assert list((tmp_path / "exports").iterdir()) == []

    def test_every_session_ends(self, who, client):
        client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/me/").status_code == 200
        _close(who)
        answer = client.get("/me/")
        assert answer.status_code == 302 and "login" in answer.url

    def test_own_words_in_cases_are_forgotten_and_the_case_stays(self, who):
        case = cases.open_case(
            by=who.user, tenant_id=who.user.tenant_id, case_type="web.feedback",
            subject="x", summary="y", applicant=who.user,
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(state="WITHDRAWN")
        row = Case.objects.get(pk=case.pk)
        row.statement = "我的话"
        row.save()
        _close(who)
        assert Case.objects.get(pk=case.pk).statement is None


class TestWhatStops:
    def test_the_voucher_is_closed_and_its_codes_are_dead(self, who, till):
        shown = codes.issue(by=who.user, person=who.person).code
        _close(who)
        voucher = Voucher.objects.get(person=who.person)
        assert (voucher.state, voucher.pin_hash) == ("CLOSED", "")
        answer = till.post(
            "scans/",
            {"medium": "code", "code": shown, "business_type": "01301", "terminal": "T01",
             "operator": {"id": "7", "name": "收费员"}},
        )  # fmt: skip
        assert answer.status_code >= 400

    def test_grants_given_end_and_grants_received_stay(self, who, relative):
        make_grant(relative, who)
        _close(who)
        assert Grant.objects.get(payer=who.person).ended_at is not None
        assert Grant.objects.get(payer=relative.person).ended_at is None

    def test_bindings_end_in_both_directions(self, who, relative):
        from family.models import Binding
        from yibao.notices.models import Notice

        assert Binding.objects.filter(state="ACTIVE").count() == 2
        _close(who)
        assert set(Binding.objects.values_list("state", "ending")) == {("CLOSED", "CLOSING")}
        assert Notice.objects.filter(user=relative.user, code="family_closed").count() == 2

    def test_a_sanction_survives(self, who):
        until = clock.now() + timedelta(days=120)
        voucher = Voucher.objects.get(person=who.person)
        suspension.suspend(by=None, voucher=voucher, reason="违规", until=until)
        _close(who)
        voucher.refresh_from_db()
        assert vouchers.is_sanctioned(voucher) and voucher.pin_hash == ""
        assert not vouchers.may_apply_again(voucher)
        with time_machine.travel(until + timedelta(days=1), tick=False):
            assert vouchers.may_apply_again(voucher)


class TestWhatStays:
    def test_bills_books_register_and_log_are_untouched(self, who):
        before = (
            Settlement.objects.filter(person=who.person).count(),
            LedgerAccount.objects.get(person=who.person).balance_fen,
            AuditEvent.objects.filter(actor=f"user:{who.user.pk}").count(),
        )
        _close(who)
        after = (
            Settlement.objects.filter(person=who.person).count(),
            LedgerAccount.objects.get(person=who.person).balance_fen,
            AuditEvent.objects.filter(actor=f"user:{who.user.pk}").count(),
        )
        assert after[:2] == before[:2] and after[2] > before[2]
        assert proof.verify() == []
        assert Person.objects.by_certno(who.person.certno).exists()

    def test_the_shell_of_the_user_names_nobody(self, who):
        _close(who)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row_to_json(u)::text FROM accounts_user u WHERE id = %s", [who.user.pk]
            )
            text = cursor.fetchone()[0]
        assert crypto.blind_index(who.user.phone, "phone") not in text
        assert str(who.person.pk) not in text

    def test_it_is_on_the_list_outside_the_database(self, who):
        erasure = _close(who)
        lives.work_off()
        text = open(settings.ERASURES_FILE).read()
        assert str(who.user.pk) in text and str(erasure.pk) in text
        assert who.user.phone not in text and who.person.certno not in text


class TestWhoMay:
    def test_needs_the_face_of_the_person(self, who):
        with pytest.raises(FaceNotValid):
            closing.close(by=who.user)
        other = lives.face_of(who.user, FaceCheck.Purpose.PIN_RESET)
        with pytest.raises(FaceNotValid):
            closing.close(by=who.user, face_ref=other)
        assert User.objects.get(pk=who.user.pk).closed_at is None

    def test_a_check_is_spent(self, who, relative):
        ref = lives.face_of(who.user)
        closing.close(by=who.user, face_ref=ref)
        with pytest.raises(AccountClosed):
            closing.close(by=who.user, face_ref=ref)

    def test_an_account_without_a_person_needs_no_face(self, city):
        user = registration.enter(by=None, tenant=city, phone="13900001234")
        closing.close(by=user)
        assert User.objects.get(pk=user.pk).phone is None

    def test_staff_accounts_are_not_closed_here(self, city):
        staff = User.objects.create_staff(tenant=city, username="s", password="x")
        with pytest.raises(AccountClosed):
            closing.close(by=staff)

    def test_a_clerk_may_close_without_a_face(self, who, city):
        clerk = User.objects.create_staff(tenant=city, username="s", password="x")
        assert closing.close_at_counter(by=clerk, user=who.user).reason == "counter"


class TestOpenMatters:
    def test_an_open_visit_hinders(self, who, till):
        till.visit(who)
        with pytest.raises(ClosingHindered) as hindered:
            _close(who)
        assert "还没结账" in hindered.value.extra["_matters"][0].title
        assert User.objects.get(pk=who.user.pk).closed_at is None

    def test_a_request_on_its_way_hinders(self, who, city):
        from tests.factories import family

        family.make_submitted(who.person, family.make_member(city), state="IN_REVIEW")
        with pytest.raises(ClosingHindered) as hindered:
            _close(who)
        assert "还在办" in hindered.value.extra["_matters"][0].title

    def test_an_open_case_hinders(self, who):
        cases.open_case(
            by=who.user, tenant_id=who.user.tenant_id, case_type="web.feedback",
            subject="x", summary="y", applicant=who.user,
        )  # fmt: skip
        with pytest.raises(ClosingHindered):
            _close(who)

    def test_tries_to_be_somebody_else_are_not_given_back(self, who, city):
        """T20, P35: closing and coming back with the same number is no way round the limit."""
        user = registration.enter(by=None, tenant=city, phone="13900001235")
        FaceCheck.objects.create(
            user=user, person=who.person, purpose="REGISTER", outcome="FAILED",
            began_at=clock.now(), ended_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(ClosingHindered):
            closing.close(by=user)
        with time_machine.travel(clock.now() + timedelta(hours=25)):
            closing.close(by=user)

    def test_wrong_names_are_not_given_back(self, who, city):
        user = registration.enter(by=None, tenant=city, phone="13900001236")
        with pytest.raises(NameMismatch):
            real_name.match(by=user, name="王不是", certno=who.person.certno)
        with pytest.raises(ClosingHindered):
            closing.close(by=user)


class TestAfterwards:
    def test_the_same_person_begins_anew(self, who):
        """A new account, the same person, the voucher applied for again with the face."""
        phone = who.user.phone
        _close(who)
        again = registration.enter(by=None, tenant=who.user.tenant, phone=phone)
        assert again.pk != who.user.pk
        person = real_name.match(by=again, name=who.person.name, certno=who.person.certno)
        assert person == who.person
        consents.give(
            by=again, kind=FACE_CONSENT.kind, version=FACE_CONSENT.version,
            text=FACE_CONSENT.text,
        )  # fmt: skip
        from accounts.services import face

        check = face.begin(by=again, person=person, purpose="REGISTER")
        face.submit(by=again, ref=check.ref, frame=None, acted="pass")
        again = real_name.attach(by=again, person=person, face_ref=check.ref)
        voucher = activation.activate(by=again, pin=PIN, consent_version=AGREEMENT.version)
        voucher.refresh_from_db()
        assert (voucher.state, voucher.closing_reason) == ("ACTIVE", "")
        pins.verify_pin(by=again, pin=PIN)
        assert codes.issue(by=again, person=person).code

    def test_a_closing_for_another_reason_is_final(self, who):
        from vouchers.services import closing as voucher_closing

        voucher = Voucher.objects.get(person=who.person)
        voucher_closing.close(by=None, voucher=voucher, reason="死亡")
        with pytest.raises(voucher_errors.VoucherNotActive):
            activation.apply(by=who.user, consent_version=AGREEMENT.version)


class TestWithdrawing:
    def test_the_agreement_needs_the_face_and_closes_the_voucher(self, who):
        from accounts.services import withdrawals

        voucher = Voucher.objects.get(person=who.person)
        consents.give(by=who.user, kind="voucher", version=AGREEMENT.version, text=AGREEMENT.text)
        with pytest.raises(FaceNotValid):
            withdrawals.withdraw(by=who.user, kind="voucher")
        withdrawals.withdraw(by=who.user, kind="voucher", face_ref=lives.face_of(who.user))
        voucher.refresh_from_db()
        assert voucher.state == "CLOSED" and vouchers.may_apply_again(voucher)
        assert Notice.objects.filter(user=who.user, code="consent_withdrawn").exists()

    def test_sessions_of_nobody_are_left(self, who):
        _close(who)
        assert not [
            one for one in Session.objects.all()
            if one.get_decoded().get("_auth_user_id") == str(who.user.pk)
        ]  # fmt: skip
