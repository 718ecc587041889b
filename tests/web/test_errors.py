"""Refusals and faults, for people and for programs."""

import json

import pytest
from django.test import Client, RequestFactory

from yibao.kernel.errors import NotFound, ServiceBusy, TooManyRequests, registry
from yibao.web import errors


@pytest.fixture
def request_of():
    """A request as the middleware hands it on."""

    def make(path="/x/"):
        request = RequestFactory().get(path)
        request.trace_id = "R23456789"
        return request

    return make


class TestNotFound:
    def test_is_a_page_for_people(self, client, city):
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert "没找到这个页面" in answer.content.decode()
        assert answer["X-Request-Id"] in answer.content.decode()

    @pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
    def test_is_a_problem_for_programs(self, client, db, method):
        answer = getattr(client, method)("/api/v1/nowhere")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["code"] == "request.not_found"

    def test_never_redirects_a_post_without_its_last_slash(self, client, db):
        answer = client.post("/api/v1/scans", "{}", content_type="application/json")
        assert answer.status_code == 404


class TestCsrf:
    def test_failure_explains_itself_and_keeps_nothing(self, city):
        answer = Client(enforce_csrf_checks=True).post("/me/display/size/", {"size": "large"})
        assert answer.status_code == 403
        assert "页面放太久了" in answer.content.decode()

    @pytest.mark.parametrize(
        ("path", "field"), [("/feedback/", "text"), ("/me/correct/", "statement")]
    )
    def test_failure_keeps_words_that_took_long_to_write(self, city, path, field):
        said = {field: "写了很久 <b>", "rating": "5"}
        page = Client(enforce_csrf_checks=True).post(path, said).content.decode()
        assert "写了很久 &lt;b&gt;" in page and "重新提交" in page
        assert 'name="rating"' not in page

    def test_failure_never_keeps_numbers_or_passwords(self, city):
        page = (
            Client(enforce_csrf_checks=True)
            .post("/accounts/login/", {"phone": "13800000001"})
            .content.decode()
        )
        assert "13800000001" not in page


class TestFault:
    def test_page_needs_neither_session_nor_database(self, request_of):
        """No fixture gives a database here: a query would fail."""
        page = errors.handler500(request_of()).content.decode()
        assert "R23456789" in page

    def test_problem_tells_no_details(self, request_of):
        body = json.loads(errors.handler500(request_of("/api/v1/x/")).content)
        assert body["code"] == "service.fault"
        assert body["trace_id"] == "R23456789"

    def test_false_host_is_answered_without_a_template_context(self, client, settings):
        """T83."""
        settings.ALLOWED_HOSTS = ["yibao.example"]
        answer = client.get("/help/", headers={"host": "evil.example"})
        assert answer.status_code == 400
        assert "evil.example" not in answer.content.decode()


class TestRefusal:
    def test_without_a_page_of_its_own_shows_its_words(self, city, request_of):
        error = registry()["voucher.code.used"]()
        page = errors.refusal(request_of(), error)
        assert page.status_code == 409
        assert error.title in page.content.decode()
        assert error.patient_message in page.content.decode()

    def test_says_when_to_try_again(self, city, request_of):
        answer = errors.refusal(request_of(), TooManyRequests(retry_after=30))
        assert answer["Retry-After"] == "30"
        assert "30 秒" in answer.content.decode()

    @pytest.mark.parametrize("error", [NotFound(), ServiceBusy()])
    def test_keeps_its_status(self, city, request_of, error):
        assert errors.refusal(request_of(), error).status_code == error.status


class TestVerbs:
    @pytest.mark.parametrize("path", ["/", "/help/", "/api/v1/settlements/", "/admin/"])
    def test_that_nobody_uses_are_405(self, client, db, path):
        """T83."""
        assert client.generic("TRACE", path).status_code == 405
        assert client.generic("PROPFIND", path).status_code == 405


class TestCatalogue:
    @pytest.mark.parametrize("code", sorted(registry()))
    def test_has_a_page_for_every_code(self, client, db, code):
        """The ``type`` of a problem document resolves."""
        answer = client.get(f"/dev/errors/{code}/")
        assert answer.status_code == 200
        assert code in answer.content.decode()

    def test_lists_every_code(self, client, db):
        page = client.get("/dev/errors/").content.decode()
        assert [code for code in registry() if code not in page] == []

    def test_finds_by_alias(self, client, db):
        page = client.get("/dev/errors/", {"q": "e-vch-07"}).content.decode()
        assert "voucher.locked" in page
        assert "voucher.code.used" not in page

    def test_answers_an_unknown_code_with_404(self, client, city):
        assert client.get("/dev/errors/no.such/").status_code == 404


class TestMethod:
    def test_that_a_page_does_not_know_gets_words(self, client, city):
        answer = client.get("/accounts/logout/")
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
        assert "不能这样打开" in answer.content.decode()
