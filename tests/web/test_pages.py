"""Pages of words."""

import pytest


class TestContacts:
    def test_list_every_office_once_with_a_number_to_tap(self, client, city):
        page = client.get("/help/contacts/").content.decode()
        assert "旌阳区医保局" in page
        assert 'href="tel:2551709"' in page
        assert "广汉市" not in page


@pytest.mark.parametrize(
    "path", ["/help/", "/privacy/", "/terms/", "/accessibility/", "/me/display/", "/dev/reference/"]
)
class TestPublicPage:
    def test_opens_without_login(self, client, city, path):
        assert client.get(path).status_code == 200

    def test_stays_out_of_caches(self, client, city, path):
        """T98."""
        assert client.get(path)["Cache-Control"] == "no-store"

    def test_names_its_title_and_heading_alike(self, client, city, path):
        page = client.get(path).content.decode()
        heading = page.partition("<h1>")[2].partition("</h1>")[0]
        assert heading
        assert f"<title>{heading} - " in page


class TestRobots:
    def test_are_kept_out(self, client):
        assert b"Disallow: /" in client.get("/robots.txt").content


class TestHeaders:
    def test_forbid_inline_scripts_frames_and_sniffing(self, client, city):
        answer = client.get("/help/")
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert "camera=(self)" in answer["Permissions-Policy"]
