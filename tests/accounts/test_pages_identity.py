"""Name and face pages, with every refusal (T18–T21)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Consent, User
from accounts.rules import limits
from tests.accounts.walk import (
    CERTNO,
    CHECK,
    CONSENT,
    FACE,
    PHONE,
    REAL_NAME,
    RESULT,
    text_of,
    to_face,
)
from tests.factories.accounts import (
    EnrolmentFactory,
    PersonFactory,
    RegionFactory,
    UserFactory,
    certno,
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
class TestRealNamePages:
    @pytest.mark.parametrize(
        ("name", "number", "said"),
        [
            ("", CERTNO, "请填姓名。"),
            ("王", CERTNO, "姓名应为 2 到 50 个字。"),
            ("王\u200b建国", CERTNO, "看不见的字符"),
            ("王建国", "", "请填身份证号。"),
            ("王建国", "51060", "身份证号应为 18 位，您填了 5 位。"),
            ("王建国", CERTNO[:-1] + ("1" if CERTNO[-1] != "1" else "2"), "多半有一位写错了"),
        ],
    )
    def test_say_what_is_wrong(self, signed_in, name, number, said):
        answer = signed_in.post(REAL_NAME, {"name": name, "certno": number})
        assert said in text_of(answer) and "处需要修改" in text_of(answer)

    def test_count_tries_down(self, signed_in, person):
        answer = signed_in.post(REAL_NAME, {"name": "李四", "certno": CERTNO})
        assert "姓名和身份证号对不上。请按证件上的写法填写" in text_of(answer)
        assert "还能再试 2 次" in text_of(answer)
        for _ in range(2):
            signed_in.post(REAL_NAME, {"name": "李四", "certno": CERTNO})
        answer = signed_in.post(REAL_NAME, {"name": "王建国", "certno": CERTNO})
        assert "今天试的次数用完了" in text_of(answer) and "窗口" in text_of(answer)

    def test_name_the_ways_out(self, signed_in, person, tenant):
        answer = signed_in.post(REAL_NAME, {"name": "王建国", "certno": certno(seq=444)})
        assert "没查到您的参保信息" in text_of(answer)
        UserFactory(person=person)
        answer = signed_in.post(REAL_NAME, {"name": "王建国", "certno": CERTNO}, follow=True)
        assert "身份证号已被使用" in text_of(answer) and "12393" in text_of(answer)
        child = PersonFactory(birth=date(2020, 1, 1))
        answer = signed_in.post(REAL_NAME, {"name": child.name, "certno": child.certno})
        assert "未满 16 岁请家长办" in text_of(answer)
        gone = PersonFactory(deceased_on=date(2025, 1, 1))
        answer = signed_in.post(REAL_NAME, {"name": gone.name, "certno": gone.certno})
        assert "请到窗口核实身份" in text_of(answer)


@pytest.mark.django_db
class TestFacePages:
    def test_need_a_ticked_box_and_offer_the_counter(self, signed_in, person):
        signed_in.post(REAL_NAME, {"name": "王建国", "certno": CERTNO})
        signed_in.post(CHECK)
        answer = signed_in.post(CONSENT)
        assert "请先勾选" in text_of(answer) and "去窗口办" in text_of(answer)
        assert not Consent.objects.exists()

    def test_fail_with_advice_and_tries_left_then_pause(self, signed_in, person):
        to_face(signed_in)
        assert signed_in.post(FACE, {"acted": "fail"}).url == RESULT
        page = text_of(signed_in.get(RESULT))
        assert "这次没认出来" in page and "还能再试 4 次" in page and "到亮一点的地方" in page
        for _ in range(limits.FACE_TRIES - 1):
            signed_in.post(FACE, {"acted": "fail"})
        assert "今天试的次数用完了" in text_of(signed_in.get(RESULT))
        assert signed_in.post(FACE, {"acted": "pass"}).url == RESULT
        assert "今天试的次数用完了" in text_of(signed_in.get(RESULT))
        assert User.objects.get().person is None

    def test_take_a_photo_and_refuse_other_files_without_counting(self, signed_in, person):
        to_face(signed_in)
        wrong = SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")
        assert "没有收到照片" in text_of(signed_in.post(FACE, {"face_photo": wrong}))
        assert "今天还能试 5 次" in text_of(signed_in.get(FACE))
        photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff photo", "image/jpeg")
        assert signed_in.post(FACE, {"face_photo": photo, "acted": "fail"}).url == RESULT
        assert User.objects.get().person == person

    def test_say_that_the_engine_is_away(self, signed_in, person, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        (tmp_path / "simulators").mkdir()
        (tmp_path / "simulators" / "face").write_text("down")
        to_face(signed_in)
        answer = text_of(signed_in.post(FACE, {"acted": "pass"}))
        assert "现在刷不了脸" in answer and "这次不算您失败" in answer

    def test_ask_for_a_photo_where_the_engine_is_real(self, signed_in, person, settings):
        settings.FACE_GATEWAY = "accounts.gateways.face_http.HttpFaceGateway"
        settings.FACE_HTTP_URL, settings.FACE_HTTP_TOKEN = "https://face.example", "token"
        to_face(signed_in)
        assert "演示环境没有真的比对" not in text_of(signed_in.get(FACE))
        assert "请先拍一张照片" in text_of(signed_in.post(FACE, {"acted": "pass"}))


@pytest.mark.django_db
class TestForgiving:
    def test_takes_a_number_in_groups(self, signed_in, person):
        number = f"{CERTNO[:6]} {CERTNO[6:14]} {CERTNO[14:]}"
        answer = signed_in.post(REAL_NAME, {"name": "王建国", "certno": number})
        assert answer.url == CHECK

    def test_tells_staff_which_account_they_use(self, client, tenant):
        client.force_login(User.objects.create_staff(tenant=tenant, username="r", password="x"))
        answer = client.get(REAL_NAME)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "工作人员账号" in page and "退出登录" in page and "家人" not in page
