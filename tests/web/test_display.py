"""Text size and contrast."""

import pytest
from django.urls import reverse

SAVE = reverse("display-size")


class TestSave:
    def test_works_signed_out(self, client, city):
        client.post(SAVE, {"size": "elder", "contrast": "high", "next": "/help/"})
        page = client.get("/help/").content.decode()
        assert 'data-size="elder"' in page
        assert 'data-contrast="high"' in page

    def test_is_kept_with_the_account(self, browser, citizen):
        browser.post(SAVE, {"size": "large"})
        citizen.user.refresh_from_db()
        assert citizen.user.text_size == "large"

    def test_shows_the_account_s_choice_on_a_new_device(self, browser, citizen):
        citizen.user.text_size = "elder"
        citizen.user.save()
        assert 'data-size="elder"' in browser.get("/help/").content.decode()

    def test_goes_back_to_where_the_person_was(self, client, db):
        assert client.post(SAVE, {"size": "large", "next": "/help/"}).url == "/help/"

    @pytest.mark.parametrize(
        "bad",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
    )
    def test_never_leaves_the_site(self, client, db, bad):
        assert client.post(SAVE, {"size": "large", "next": bad}).url == "/"

    def test_ignores_what_it_does_not_know(self, client, db):
        answer = client.post(SAVE, {"size": '"><script>', "contrast": "x"})
        assert "yibao_size" not in answer.cookies

    def test_answers_posts_only(self, client, db):
        assert client.get(SAVE).status_code == 405

    def test_sets_cookies_that_scripts_cannot_read(self, client, db):
        cookie = client.post(SAVE, {"size": "large"}).cookies["yibao_size"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


class TestPage:
    def test_marks_the_present_choice(self, client, city):
        client.cookies["yibao_size"] = "elder"
        page = client.get("/me/display/").content.decode()
        assert 'id="size-elder" checked' in page
