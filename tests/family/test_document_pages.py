"""The page of a place for pictures, and the only way to look at them (T30, T43, T51, ux 6)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from family.gateways import renditions
from family.gateways.antivirus_simulator import EICAR
from family.models import Document
from family.selectors import documents as found
from family.services import documents
from tests.admin.conftest import make_staff, signed_in
from tests.factories import family as make
from tests.factories import papers
from tests.factories.documents import (
    HOME,
    PAPERS,
    let_go,
    make_places,
    open_case,
    put,
)
from yibao.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def draft(holder, child):
    make_places()
    return make.make_draft(holder.person, child)


def logged_in(user) -> Client:
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser


@pytest.fixture
def browser(holder):
    return logged_in(holder)


def page_of(slot=HOME) -> str:
    return reverse("family:add-slot", args=[slot])


def send(browser, data=None, *, slot=HOME, name="photo.jpg", script=False, **fields):
    """Post a file to the page of a place."""
    body = {"upload_id": "upload-00000001", "page": "1"} | fields
    body["document"] = SimpleUploadedFile(name, papers.photo() if data is None else data)
    return browser.post(page_of(slot), body, **(SCRIPT if script else {}))


def text_of(answer) -> str:
    return answer.content.decode()


class TestPlace:
    def test_offers_camera_and_album_with_drawings(self, browser, draft):
        said = text_of(browser.get(page_of()))
        assert 'capture="environment"' in said and "从相册选" in said and "刷新看进度" in said
        assert 'enctype="multipart/form-data"' in said and "photos.svg#register_self" in said
        assert len(re.findall("<h1", said)) == 1

    def test_takes_a_photo_without_a_script_and_shows_it_with_the_three_questions(
        self, browser, draft
    ):
        answer = send(browser)
        assert answer.status_code == 302
        said = text_of(browser.get(answer.url))
        (row,) = found.current(draft)
        assert reverse("family:document", args=[row.ref]) in said and "已上传" in said
        for words in ("四个角都拍进去了吗", "字都看得清吗", "没有反光吧"):
            assert words in said

    def test_answers_the_script_with_an_address(self, browser, draft):
        answer = send(browser, script=True)
        assert (answer.status_code, answer.json()) == (200, {"url": page_of()})
        assert send(browser, script=True).status_code == 200
        assert Document.objects.count() == 1

    def test_leads_back_when_all_is_well(self, browser, draft):
        send(browser)
        answers = {"corners": "yes", "sharp": "yes", "glare": "yes", "action": "use"}
        assert browser.post(page_of(), answers).url == reverse("family:add-documents")

    def test_advises_to_retake_and_lets_the_person_decide(self, browser, draft):
        """Advice, never a hard stop."""
        send(browser)
        answer = browser.post(page_of(), {"action": "use", "sharp": "no"})
        assert answer.status_code == 200 and "还是用这张" in text_of(answer)
        assert browser.post(page_of(), {"action": "use", "anyway": "1"}).status_code == 302

    def test_wants_all_three_questions_answered(self, browser, draft):
        send(browser)
        answer = browser.post(page_of(), {"action": "use", "corners": "yes", "sharp": "yes"})
        assert answer.status_code == 200 and "有 1 处需要修改" in text_of(answer)
        assert "“没有反光吧？”还没选" in text_of(answer)
        assert "看一看，再用" in text_of(answer)

    def test_wants_a_picture_before_it_leads_on(self, browser, draft):
        answer = browser.post(page_of(), {"action": "use"})
        assert answer.status_code == 422 and "请先选一张照片" in text_of(answer)

    def test_removes_own_pictures_of_this_place_only(self, browser, holder, draft):
        here, there = put(holder, draft), put(holder, draft, PAPERS)
        for row in (here, there):
            browser.post(page_of(), {"action": "remove", "ref": row.ref})
        assert found.current(draft) == [there]

    def test_takes_further_pages_where_there_is_room(self, browser, draft):
        for number in (1, 2):
            upload = f"upload-0000000{number}"
            send(browser, papers.photo(number), slot=PAPERS, upload_id=upload, page=str(number))
        assert [one.page for one in found.current(draft)] == [1, 2]
        assert "再加一张（第 3 张，最多 4 张）" in text_of(browser.get(page_of(PAPERS)))
        assert "重拍第 2 张" in text_of(browser.get(page_of(PAPERS)))

    def test_offers_the_last_approved_page_again(self, browser, holder, draft, monkeypatch):
        """用上次的."""
        row = put(holder, draft)
        documents.remove(by=holder, ref=row.ref)
        monkeypatch.setattr(found, "reusable", lambda request, slot: row)
        assert "用上次的" in text_of(browser.get(page_of()))

    def test_of_another_name_is_not_found(self, browser, draft):
        assert browser.get(page_of("NO_SUCH_PLACE")).status_code == 404

    def test_of_somebody_else_does_not_open(self, tenant, child, draft):
        """T31: the wizard shows the own draft, mending the own request."""
        other = logged_in(make.make_holder(tenant))
        assert other.get(page_of()).status_code in (302, 404)
        returned = make.make_submitted(draft.holder, make.make_member(tenant), state="RETURNED")
        address = reverse("family:fix-slot", args=[returned.ref, HOME])
        assert other.get(address).status_code == 404


class TestMessages:
    """The nine messages of the upload pages, with and without the script."""

    @pytest.mark.parametrize("script", [True, False])
    @pytest.mark.parametrize(
        ("data", "words", "status"),
        [
            (b"", "这个文件是空的", 422),
            (b"<svg/>", "只能用照片或 PDF", 415),
            (EICAR, "这个文件不安全，没有保存", 422),
            (b"\xff\xd8\xff" + EICAR, "这个文件不安全，没有保存", 422),
            (b"x" * 3000, "照片太大了（最大 15 MB）", 413),
        ],
    )
    def test_says(self, browser, draft, settings, data, words, status, script):
        if len(data) == 3000:
            settings.UPLOAD_FILE_BYTES = 2000
            words = words.replace("15", "0")
        answer = send(browser, data, script=script)
        assert answer.status_code == status
        said = answer.json()["words"] if script else text_of(answer)
        assert words in said

    def test_asks_for_a_photo_first(self, browser, draft):
        answer = browser.post(page_of(), {"upload_id": "upload-00000001"})
        assert answer.status_code == 422 and "请先选一张照片" in text_of(answer)

    def test_says_that_one_will_do(self, browser, draft):
        two = [SimpleUploadedFile(f"{name}.jpg", papers.photo(name)) for name in (1, 2)]
        answer = browser.post(page_of(), {"document": two})
        assert answer.status_code == 422 and "这一项只要 1 张" in text_of(answer)

    @pytest.mark.parametrize("script", [True, False])
    def test_says_that_it_did_not_work_and_may_be_tried_again(
        self, browser, draft, tmp_path, script
    ):
        """T53: the scanner is away; nothing was kept."""
        (tmp_path / "simulators").mkdir()
        (tmp_path / "simulators" / "antivirus").write_text("down")
        answer = send(browser, script=script)
        assert answer.status_code == 503 and not Document.objects.exists()
        if script:
            assert answer.json()["again"] is True
            assert "没传成功，请再试一次" in answer.json()["words"]
        else:
            assert "没传成功，请再试一次" in text_of(answer)

    @pytest.mark.parametrize(("error", "words"), [
        ("UploadUnreadable", "这个文件打不开"), ("UploadHasPassword", "PDF 有密码，请去掉密码再传"),
    ])  # fmt: skip
    def test_says_what_the_program_found(self, browser, draft, monkeypatch, error, words):
        import family.errors

        def refuse(*args, **kwargs):
            raise getattr(family.errors, error)

        monkeypatch.setattr(renditions, "render", refuse)
        assert words in text_of(send(browser))

    def test_shows_no_markup_of_a_sender(self, browser, draft):
        """T52: file names reach no page."""
        send(browser, name="<script>alert(1)</script>.jpg")
        assert "<script>alert" not in text_of(browser.get(page_of()))


class TestTooLarge:
    def test_body_gets_a_page_before_it_is_parsed(self, browser, draft):
        """T51: 16 MB a request."""
        answer = send(browser, b"\xff\xd8\xff" + b"x" * (17 * 2**20))
        said = text_of(answer)
        assert answer.status_code == 413
        assert "照片太大了" in said and "最大 15 MB" in said and "其他照片都还在" in said
        assert page_of() in said and not Document.objects.exists()

    def test_files_within_it_stay_in_memory(self, browser, draft, monkeypatch):
        """No picture of a paper lies unsealed in a temporary folder."""
        kept = []
        monkeypatch.setattr(
            documents, "store", lambda **facts: kept.append(type(facts["upload"]).__name__)
        )
        send(browser, papers.photo() + b"\0" * (4 * 2**20))
        assert kept == ["InMemoryUploadedFile"]


class TestLooking:
    """T30: every way in, for everybody who might try."""

    @pytest.fixture
    def row(self, holder, draft):
        return put(holder, draft)

    @pytest.fixture
    def address(self, row):
        return reverse("family:document", args=[row.ref])

    def test_shows_the_holder_a_picture_with_watermark_and_safe_heads(self, browser, row, address):
        """T43: nothing can run in it, nothing keeps it."""
        answer = browser.get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "no-store" in answer["Cache-Control"]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        from family.gateways.document_files import shelf as files

        assert answer.content != files.read(row.file_token, row.file_key)
        assert AuditEvent.objects.get(verb="family.document.looked_at").actor.startswith("user:")

    @pytest.mark.parametrize("size", ["?size=small", "?size=large", "?size="])
    def test_comes_in_sizes(self, browser, address, size):
        assert browser.get(address + size).status_code == 200

    @pytest.mark.parametrize(
        "who",
        ["nobody", "other", "member", "partner", "half_staff", "reviewer", "gone", "superuser"],
    )
    def test_is_not_found_by_anybody_else(self, tenant, holder, child, draft, address, who):
        open_case(draft, reviewer=make_staff(tenant, "holds"))
        visitor = self._visitor(who, tenant, holder, child)
        answers = [visitor.get(address), visitor.get(address + "?size=small")]
        missing = visitor.get(reverse("family:document", args=["D" + "X" * 24]))
        for answer in answers:
            assert answer.status_code == 404 == missing.status_code
            assert answer["Content-Type"] == missing["Content-Type"]
        assert not AuditEvent.objects.filter(verb="family.document.looked_at").exists()

    def _visitor(self, who, tenant, holder, child) -> Client:
        if who == "nobody":
            return Client()
        if who == "partner":
            return Client(HTTP_AUTHORIZATION="Bearer some-token")
        if who == "half_staff":
            return logged_in(make_staff(tenant, "half"))
        if who in ("reviewer", "superuser"):
            return signed_in(make_staff(tenant, who, is_superuser=who == "superuser"))
        if who == "gone":
            browser = logged_in(holder)
            User.objects.filter(pk=holder.pk).update(is_active=False)
            return browser
        if who == "member":
            return logged_in(
                User.objects.create_citizen(tenant=tenant, phone="13912340001", person=child)
            )
        return logged_in(make.make_holder(tenant))

    def test_is_open_to_who_holds_the_case_while_it_is_held(self, tenant, draft, address):
        """The staff number stands in the watermark, the look in the log."""
        officer = make_staff(tenant, "R0007")
        case = open_case(draft, reviewer=officer)
        browser = signed_in(officer)
        assert browser.get(address).status_code == 200
        assert AuditEvent.objects.get(verb="family.document.looked_at").data["as"] == "reviewer"
        let_go(case)
        assert browser.get(address).status_code == 404

    def test_ends_with_the_picture(self, browser, holder, draft, row, address):
        put(holder, draft, data=papers.photo(8))
        assert browser.get(address).status_code == 404
