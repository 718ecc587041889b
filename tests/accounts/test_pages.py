"""The way from the first page to the insured place."""

import pytest
from django.test import Client

from accounts.models import Consent, FaceCheck, PhoneChallenge, User
from tests.accounts.walk import (
    CERTNO,
    CHECK,
    CODE,
    CONSENT,
    FACE,
    INSURED,
    LOGIN,
    PHONE,
    REAL_NAME,
    REGISTER,
    RESULT,
    last_code,
    text_of,
    to_code,
    to_face,
)
from tests.factories.accounts import (
    CitizenFactory,
    EnrolmentFactory,
    PersonFactory,
    RegionFactory,
    UserFactory,
)


@pytest.fixture
def person(tenant):
    RegionFactory()
    person = PersonFactory(name="王建国", certno=CERTNO)
    EnrolmentFactory(person=person)
    return person


@pytest.fixture
def signed_in(client, tenant):
    """A citizen after the phone step."""
    client.force_login(UserFactory(phone=PHONE))
    return client


@pytest.mark.django_db
class TestWholeWay:
    def test_leads_a_new_citizen_to_activation(self, client, person):
        assert "大约 10 分钟" in text_of(client.get("/start/"))
        to_code(client, REGISTER)
        assert "139****0001" in text_of(client.get(CODE))
        assert client.post(CODE, {"code": last_code()}).url == REAL_NAME
        assert client.post(REAL_NAME, {"name": "王建国", "certno": CERTNO}).url == CHECK
        page = text_of(client.get(CHECK))
        assert "王建国" in page and CERTNO not in page
        assert client.post(CHECK).url == CONSENT
        assert "人脸信息处理告知与同意书" in text_of(client.get(CONSENT))
        assert client.post(CONSENT, {"agree": "on"}).url == FACE
        assert "演示环境没有真的比对人脸" in text_of(client.get(FACE))
        assert client.post(FACE, {"acted": "pass"}).url == RESULT
        assert "验证通过" in text_of(client.get(RESULT))
        page = text_of(client.get(INSURED))
        assert "德阳市" in page and "职工医保" in page and "正常参保" in page
        assert client.post(INSURED).url == "/vouchers/activate/"
        assert User.objects.get().person == person

    def test_puts_no_name_and_no_number_into_addresses_or_the_session(self, client, person):
        to_code(client)
        client.post(CODE, {"code": last_code()})
        to_face(client)
        held = str(dict(client.session.items()))
        for telling in (CERTNO, "王建国", PHONE):
            assert telling not in held

    def test_goes_home_or_where_one_wanted_to_go_after_login(self, client, person):
        CitizenFactory(phone=PHONE, person=person, enrolment=False)
        for wanted, reached in [
            ("", "/"),
            ("/bills/", "/bills/"),
            ("https://evil.example/", "/"),
            ("//evil.example", "/"),
        ]:
            http = Client()
            PhoneChallenge.objects.all().delete()
            assert http.post(f"{LOGIN}?next={wanted}", {"phone": PHONE}).url == CODE
            assert http.post(CODE, {"code": last_code()}).url == reached

    @pytest.mark.parametrize("page", [REAL_NAME, CHECK, CONSENT, FACE, RESULT, INSURED])
    def test_asks_strangers_to_sign_in(self, client, page, tenant):
        assert client.get(page).url.startswith(LOGIN)

    def test_sends_back_who_skips_a_step(self, signed_in, person):
        assert signed_in.get(CHECK).url == REAL_NAME
        assert signed_in.get(CONSENT).url == REAL_NAME
        assert signed_in.get(FACE).url == REAL_NAME
        assert signed_in.get(INSURED).url == REAL_NAME
        signed_in.post(REAL_NAME, {"name": "王建国", "certno": CERTNO})
        assert signed_in.get(CONSENT).url == REAL_NAME
        signed_in.post(CHECK)
        assert signed_in.get(FACE).url == CONSENT

    def test_is_over_for_who_has_a_person(self, client, person):
        client.force_login(CitizenFactory(person=person, enrolment=False))
        for page in (REAL_NAME, CHECK, CONSENT, FACE):
            assert client.get(page).url == INSURED

    def test_looking_changes_no_row(self, signed_in, person):
        to_face(signed_in)
        for page in (REAL_NAME, CHECK, CONSENT, FACE, RESULT, "/start/", REGISTER, LOGIN, CODE):
            signed_in.get(page)
        assert not FaceCheck.objects.exists()
        assert Consent.objects.count() == 1 and not PhoneChallenge.objects.exists()


@pytest.mark.django_db
class TestLogout:
    def test_ends_the_session_and_clears_the_browser(self, signed_in):
        answer = signed_in.post("/accounts/logout/")
        assert answer.url == "/start/"
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert "_auth_user_id" not in signed_in.session

    def test_is_not_done_by_looking(self, signed_in):
        assert signed_in.get("/accounts/logout/").status_code == 405


@pytest.mark.django_db
class TestInsuredPage:
    def test_says_that_nothing_was_found(self, client, tenant):
        client.force_login(CitizenFactory(enrolment=False))
        assert "没查到您的参保信息" in text_of(client.get(INSURED))

    def test_says_what_is_wrong_and_whom_to_call(self, client, tenant):
        RegionFactory()
        client.force_login(CitizenFactory(enrolment__psn_insu_stas="2"))
        page = text_of(client.get(INSURED))
        assert "暂停参保" in page and "参保已暂停" in page and "(0838)2208900" in page

    def test_lets_one_pick_among_several(self, client, tenant):
        user = CitizenFactory()
        other = EnrolmentFactory(
            person=user.person, insutype="390", psn_type="50", is_current=False
        )
        client.force_login(user)
        assert "现在用哪一个" in text_of(client.get(INSURED))
        assert client.post(INSURED, {"enrolment": str(other.pk)}).url == INSURED
        other.refresh_from_db()
        assert other.is_current and user.person.enrolments.current().count() == 1
        stranger = EnrolmentFactory()
        answer = client.post(INSURED, {"enrolment": str(stranger.pk)})
        assert "请选一个参保地" in text_of(answer)
