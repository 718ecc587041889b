"""The stored file itself: for the officer in charge, after a reason, for ten minutes (T30, T94)."""

import hashlib

import pytest

from family.gateways.document_files import shelf as files
from tests.admin.conftest import make_staff, signed_in
from tests.factories.documents import small_jpeg
from tests.factories.glass import ten_minutes_pass
from tests.factories.reviews import add_paper, declare, in_review
from yibao.audit.models import AuditEvent, GlassSession
from yibao.cases import services as cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(holder, child, settings, tmp_path):
    """A stored picture of a request that is in review."""
    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.DATA_DIR = tmp_path
    picture = small_jpeg()
    file = files.write(picture)
    files.arrive(file.token)
    return add_paper(
        in_review(holder.person, child, papers=0), file_token=file.token, file_key=file.key,
        sha256=hashlib.sha256(picture).hexdigest(), width=500, height=366, size=len(picture),
    )  # fmt: skip


def path_of(row) -> str:
    return f"/family/documents/{row.ref}/original/"


@pytest.fixture
def officer(tenant):
    return declare(make_staff(tenant, "officer", "reviewer"))


class TestOriginal:
    def test_asks_why_first_and_is_then_sent_whole(self, row, officer, as_owner):
        cases.take(by=officer, ref=row.request.case.ref)
        browser = signed_in(officer)
        asked = browser.get(path_of(row))
        assert asked.url.startswith("/admin/break-glass/open/ORIGINAL_FILE/family.document")
        back = browser.post(asked.url, {"reason": "照片看不清"})
        assert back.url == path_of(row)
        sent = browser.get(path_of(row))
        assert sent["Content-Disposition"].startswith("attachment")
        shown = browser.get(f"/family/documents/{row.ref}/?size=large")
        assert sent.content[:3] == b"\xff\xd8\xff" and sent.content != shown.content
        assert len(sent.content) == row.size  # nothing was stamped on it
        assert "no-store" in sent["Cache-Control"] and "sandbox" in sent["Content-Security-Policy"]
        assert AuditEvent.objects.filter(verb="family.document.original_opened").count() == 1
        assert AuditEvent.objects.filter(verb="audit.glass.shown").count() == 1
        ten_minutes_pass(as_owner)
        assert browser.get(path_of(row)).status_code == 302

    def test_is_not_there_for_who_does_not_hold_the_case(self, row, officer, tenant, holder):
        other = declare(make_staff(tenant, "other", "lead"))
        cases.take(by=other, ref=row.request.case.ref)
        for who in (officer, make_staff(tenant, "auditor", "auditor")):
            browser = signed_in(who)
            assert browser.get(path_of(row)).status_code == 404
            opening = f"/admin/break-glass/open/ORIGINAL_FILE/family.document:{row.pk}/"
            assert browser.get(opening).status_code in (403, 404)
        assert not GlassSession.objects.exists()

    def test_is_not_there_for_citizens_and_strangers(self, row, holder, client):
        assert client.get(path_of(row)).status_code == 404
        client.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(path_of(row)).status_code == 404

    def test_closes_when_the_case_is_put_back(self, row, officer):
        case = row.request.case
        taken = cases.take(by=officer, ref=case.ref)
        browser = signed_in(officer)
        opening = browser.get(path_of(row)).url
        browser.post(opening, {"reason": "照片看不清"})
        assert browser.get(path_of(row)).status_code == 200
        cases.put_back(by=officer, ref=taken.ref, note="")
        assert browser.get(path_of(row)).status_code == 404
