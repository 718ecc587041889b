"""换一台手机: a stolen link opens nothing (T20, T21, T24)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.errors import FaceConsentMissing, FaceLinkGone, FaceLinkTooMany, FaceNotValid
from accounts.models import FaceCheck, FaceHandover, User
from accounts.selectors import face_handovers as found
from accounts.selectors import verifications
from accounts.services import face
from accounts.services import face_handovers as links
from accounts.tasks import forget_face_links
from tests.accounts.identities import CERTNO, REGISTER, agree
from tests.accounts.walk import FACE, RESULT, to_face
from tests.factories.accounts import PersonFactory, RegionFactory, UserFactory
from tests.forging import last_changed
from vouchers.selectors import has_fresh_face
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINK, WAITING = "/accounts/face/phone/{}/", "/accounts/face/waiting/{}/"


@pytest.fixture
def user(tenant):
    made = UserFactory()
    agree(made)
    return made


@pytest.fixture
def person(tenant):
    RegionFactory(code="510600", name="德阳市")
    return PersonFactory(name="王建国", certno=CERTNO)


@pytest.fixture
def page(client, tenant, person):
    """A browser without a camera, before the face step."""
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    to_face(client)
    return client


@pytest.fixture
def phone():
    return Client()


def opened(page):
    """The link that the page shows after the button."""
    answer = page.post(FACE, {"other_phone": "1"})
    assert "换手机刷脸的二维码" in answer.content.decode()
    return LINK.format(found.token_of(FaceHandover.objects.get(ended_at=None)))


def number_on(page):
    shown = re.search(r"--big\"><span>(\d{4})", page.get(FACE).content.decode())
    return shown[1] if shown else ""


def claimed(page, phone):
    link = opened(page)
    assert phone.post(link).status_code == 302
    return link


def confirmed(page, phone):
    link = claimed(page, phone)
    assert phone.post(link, {"number": number_on(page)}).status_code == 302
    return link


def state_of(page):
    return page.get(WAITING.format(FaceHandover.objects.latest("opened_at").ref)).json()["state"]


class TestWay:
    def test_leads_back_to_the_waiting_page(self, page, phone, person):
        link = opened(page)
        assert state_of(page) == "open" and not number_on(page)
        begin = phone.get(link).content.decode()
        assert "实名注册" in begin and "骗子" in begin
        assert "王" not in begin and CERTNO[-4:] not in begin
        phone.post(link)
        assert state_of(page) == "claimed"
        assert phone.post(link, {"number": number_on(page)}).status_code == 302
        assert state_of(page) == "confirmed"
        early = page.post(FACE, {"fetch": "1"}).content.decode()
        assert "手机上还没有刷好" in early
        phone.post(link, {"acted": "pass"})
        assert "刷好了" in phone.get(link).content.decode()
        assert state_of(page) == "passed"
        assert page.post(FACE, {"fetch": "1"}).url == RESULT
        assert str(User.objects.get(person=person).pk) == page.session["_auth_user_id"]
        verbs = AuditEvent.objects.filter(verb__startswith="accounts.face_link.")
        assert [one.verb.rpartition(".")[2] for one in verbs.order_by("pk")] == [
            "opened", "claimed", "confirmed", "collected",
        ]  # fmt: skip

    def test_lets_the_phone_try_again_and_counts_it(self, page, phone, person):
        link = confirmed(page, phone)
        assert "没认出来" in phone.post(link, {"acted": "fail"}).content.decode()
        assert "还能试 4 次" in phone.get(link).content.decode()
        phone.post(link, {"acted": "pass"})
        assert page.post(FACE, {"fetch": "1"}).url == RESULT

    def test_reads_without_writing(self, page, phone, settings):
        """T24."""
        link = opened(page)
        before = FaceHandover.objects.values().get()
        for _ in range(2):
            phone.get(link)
            page.get(FACE)
        assert FaceHandover.objects.values().get() == before
        assert not phone.cookies.get(settings.SESSION_COOKIE_NAME)

    def test_forgets_links_after_a_day(self, page):
        opened(page)
        forget_face_links()
        assert FaceHandover.objects.exists()
        with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
            forget_face_links()
        assert not FaceHandover.objects.exists()


class TestStolenLink:
    def test_is_the_first_phone_s_alone(self, page, phone):
        link = claimed(page, phone)
        thief = Client()
        assert thief.get(link).status_code == 410
        assert thief.post(link).status_code == 410
        assert thief.post(link, {"number": number_on(page)}).status_code == 410

    def test_opens_no_camera_without_the_number(self, page):
        """Who claimed it from a photo does not see the waiting screen, and burns no try."""
        thief = Client()
        link = claimed(page, thief)
        right = number_on(page)
        wrong = f"{(int(right) + 1) % 10000:04d}"
        assert thief.post(link, {"acted": "fail"}).status_code == 200
        for left in (2, 1):
            assert f"还能再输 {left} 次" in thief.post(link, {"number": wrong}).content.decode()
        assert thief.post(link, {"number": wrong}).status_code == 410
        assert thief.post(link, {"number": right}).status_code == 410
        assert not FaceCheck.objects.exists() and state_of(page) == "ended"

    def test_gives_the_phone_nothing(self, page, phone, person):
        link = confirmed(page, phone)
        phone.post(link, {"acted": "pass"})
        assert not [key for key in dict(phone.session.items()) if key.startswith("face_result")]
        assert phone.get("/me/").status_code == 302
        assert "SIGN_IN" not in phone.session and "_auth_user_id" not in phone.session

    def test_still_needs_the_face(self, page, phone, person):
        link = confirmed(page, phone)
        phone.post(link, {"acted": "fail"})
        assert "手机上还没有刷好" in page.post(FACE, {"fetch": "1"}).content.decode()
        assert not User.objects.filter(person=person).exists()

    @pytest.mark.parametrize("at", [opened, claimed, confirmed])
    def test_ends_after_five_minutes(self, page, phone, at):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as clock_at:
            link = at(page) if at is opened else at(page, phone)
            clock_at.shift(links.LIFE)
            assert phone.get(link).status_code == 410
            assert phone.post(link, {"acted": "pass"}).status_code == 410
            assert state_of(page) == "ended"
            assert "二维码过期了" in page.get(FACE).content.decode()

    def test_ends_with_the_next_one(self, page, phone):
        first = confirmed(page, phone)
        opened(page)
        assert phone.post(first, {"acted": "pass"}).status_code == 410

    @pytest.mark.parametrize("change", [last_changed, lambda t: t.split("-")[0], lambda t: "H1"])
    def test_is_worth_nothing_when_guessed(self, page, phone, change):
        opened(page)
        token = found.token_of(FaceHandover.objects.get())
        assert phone.get(LINK.format(change(token))).status_code == 410

    def test_ends_with_the_account(self, page, phone):
        link = confirmed(page, phone)
        User.objects.filter(pk=FaceHandover.objects.get().user_id).update(is_active=False)
        assert phone.post(link, {"acted": "pass"}).status_code == 410


class TestResult:
    """It belongs to the session that waited, once."""

    def passed(self, user, person, session="waiting"):
        row = links.start(by=user, person=person, purpose=REGISTER, session=session)
        links.claim(by=user, ref=row.ref, phone="phone")
        links.confirm(by=user, ref=row.ref, phone="phone", number=row.number)
        check = face.begin(by=user, person=person, purpose=REGISTER)
        links.attach(by=user, ref=row.ref, phone="phone", check=check)
        return face.submit(by=user, ref=check.ref, acted="pass")

    def test_goes_to_that_session_once(self, user, person):
        check = self.passed(user, person)
        for session in ("other", ""):
            with pytest.raises(FaceNotValid):
                links.collect(by=user, person=person, purpose=REGISTER, session=session)
        whose = {"by": user, "person": person, "purpose": REGISTER, "session": "waiting"}
        assert links.collect(**whose) == check
        with pytest.raises(FaceNotValid):
            links.collect(**whose)

    @pytest.mark.parametrize("swap", ["user", "person", "purpose"])
    def test_goes_to_nobody_else(self, user, person, swap):
        self.passed(user, person)
        whose = {"by": user, "person": person, "purpose": REGISTER, "session": "waiting"}
        whose |= {
            "user": lambda: {"by": UserFactory()},
            "person": lambda: {"person": PersonFactory()},
            "purpose": lambda: {"purpose": "CLOSE"},
        }[swap]()
        with pytest.raises(FaceNotValid):
            links.collect(**whose)

    def test_is_not_found_by_another_session_of_the_account(self, user, person):
        user.person = person
        user.save()
        check = self.passed(user, person)
        assert verifications.face_to_spend(user, purpose=REGISTER) is None
        assert not has_fresh_face(user)
        links.collect(by=user, person=person, purpose=REGISTER, session="waiting")
        assert verifications.face_to_spend(user, purpose=REGISTER) == check
        assert has_fresh_face(user)

    def test_that_nobody_fetched_ends_with_its_link(self, user, person):
        check = self.passed(user, person)
        links.start(by=user, person=person, purpose=REGISTER, session="thief")
        with pytest.raises(FaceNotValid):
            face.consume(by=user, ref=check.ref, person=person, purpose=REGISTER)
        user.person = person
        assert not has_fresh_face(user)

    def test_is_late_after_five_minutes(self, user, person):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            self.passed(user, person)
            at.shift(timedelta(minutes=5))
            with pytest.raises(FaceNotValid):
                links.collect(by=user, person=person, purpose=REGISTER, session="waiting")


class TestStart:
    def test_needs_consent(self, person):
        with pytest.raises(FaceConsentMissing):
            links.start(by=UserFactory(), person=person, purpose=REGISTER, session="s")

    def test_is_limited(self, user, person):
        for _ in range(links.LINKS_AN_HOUR):
            links.start(by=user, person=person, purpose=REGISTER, session="s")
        with pytest.raises(FaceLinkTooMany):
            links.start(by=user, person=person, purpose=REGISTER, session="s")

    def test_claims_once(self, user, person):
        row = links.start(by=user, person=person, purpose=REGISTER, session="s")
        links.claim(by=user, ref=row.ref, phone="one")
        with pytest.raises(FaceLinkGone):
            links.claim(by=user, ref=row.ref, phone="two")
