"""在线调试: calls by hand, with keys of the sandbox only (ux.md 9)."""

import shlex

import pytest
from django.test import Client

from yibao.portal.reading import trying

pytestmark = pytest.mark.django_db
SCAN, BILL = "post_scans", "get_settlements_by_setl_id"


def words_of(browser, name: str, said: dict[str, str]) -> list[str]:
    """The command of a filled form, as a shell reads it."""
    page = browser.post(f"/dev/try/{name}/", said)
    command = page.context["command"]
    assert command, page.context["form"].errors
    return [one for one in shlex.split(command) if one != "\n"]


class TestTrying:
    def test_is_for_members_and_sends_no_key_to_us(self, till, browser_of):
        assert Client().get("/dev/try/").url.startswith("/dev/login/")
        page = browser_of("VIEWER").get("/dev/try/").content.decode()
        assert till.client.client_id in page
        assert 'id="try-key"' in page and 'name="' not in page.split('id="try-key"')[1][:200]

    def test_offers_what_a_client_may_call_and_not_what_people_allow(self, till, browser_of):
        page = browser_of().get("/dev/try/").content.decode()
        assert "/api/v1/scans/" in page and "/api/v1/me/" not in page
        assert browser_of("VIEWER").get("/dev/try/post_me_code/").status_code == 404

    def test_makes_a_command_that_a_shell_reads_as_meant(self, till, browser_of):
        said = {"Idempotency-Key": "k'1", "body": '{"medium": "it\'s"}'}
        words = words_of(browser_of(), SCAN, said)
        assert "http://testserver/api/v1/scans/" in words
        assert "Idempotency-Key: k'1" in words and said["body"] in words
        assert "Authorization: Bearer $TOKEN" in words

    def test_keeps_values_inside_their_part_of_the_address(self, till, browser_of):
        words = words_of(browser_of(), BILL, {"setl_id": "../a b?c"})
        assert "http://testserver/api/v1/settlements/..%2Fa%20b%3Fc/" in words

    def test_names_what_is_wrong_with_a_form(self, till, browser_of):
        browser = browser_of()
        page = browser.post(f"/dev/try/{SCAN}/", {"Idempotency-Key": "k", "body": "{'a': 1}"})
        assert "不是合法的 JSON" in page.content.decode() and not page.context["command"]
        assert "请填写" in browser.post(f"/dev/try/{BILL}/", {}).content.decode()

    def test_has_a_form_for_every_operation(self, till, browser_of):
        browser = browser_of()
        for name in trying.operations():
            assert browser.get(f"/dev/try/{name}/").status_code == 200, name


class TestPagesForEverybody:
    @pytest.mark.parametrize("path", ["errors/", "reference/", "conformance/check/"])
    def test_carry_the_menu_of_the_portal(self, path, till, browser_of):
        page = Client().get(f"/dev/{path}").content.decode()
        assert 'aria-label="开放平台"' in page and "控制台" not in page
        assert "/dev/console/" in browser_of().get(f"/dev/{path}").content.decode()
