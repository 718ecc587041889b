"""The reviewers' manual: a chapter for every place and check, drawn, searched, linked."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import get_template
from django.urls import reverse

from family.data import checklist
from family.data.photos import OTHER_PLACES
from family.models import ProofSlot
from tests.factories import family as make
from yibao.cases import manual
from yibao.cases.reasons import active as reasons

CHAPTERS = {one.anchor: one for one in manual.chapters()}
NUMBER = re.compile(r"\d{10,}")


class TestChapters:
    @pytest.mark.django_db
    def test_are_there_for_every_place_of_the_table(self, tenant):
        make.import_proofs()
        places = set(ProofSlot.objects.values_list("code", flat=True)) | {"PORTRAIT"}
        assert places | set(OTHER_PLACES) <= set(CHAPTERS)

    def test_are_there_for_every_line_of_the_checklist(self):
        assert {one.code for one in checklist.CHECKS} <= set(CHAPTERS)

    def test_have_anchors_of_their_own(self):
        assert len(CHAPTERS) == len(manual.chapters())

    @pytest.mark.django_db
    def test_name_reasons_that_exist(self, tenant):
        known = reasons.active(tenant, "family.request")
        assert {code for one in CHAPTERS.values() for code in one.reasons} <= set(known)

    @pytest.mark.parametrize("anchor", list(CHAPTERS))
    def test_say_how_to_look_and_show_good_and_bad(self, anchor):
        one = CHAPTERS[anchor]
        assert one.steps and one.lead and one.group in manual.GROUPS
        assert {drawing.is_good for drawing in one.drawings} == {True, False}

    @pytest.mark.parametrize("anchor", list(CHAPTERS))
    def test_draw_pictures_of_made_up_people(self, anchor):
        """Own drawings, well formed, without anybody's whole number."""
        for one in CHAPTERS[anchor].drawings:
            text = get_template("admin/review/_drawing.html").render({"one": one, "key": "k"})
            svg = text[text.index("<svg") : text.index("</svg>") + 6]
            assert ElementTree.fromstring(svg).tag == "svg"
            assert not NUMBER.search(svg.replace("H", " "))
            assert one.caption in text


class TestSearch:
    def test_finds_chapters_with_every_word(self):
        found = {one.anchor for one in manual.search("印章 编号")}
        assert "BIRTH_CERTIFICATE" in found and "SIGNATURE" not in found

    def test_finds_everything_for_nothing(self):
        assert len(manual.search("  ")) == len(CHAPTERS)

    def test_knows_its_anchors(self):
        assert manual.anchor_of("identity") == "identity"
        assert manual.anchor_of("NO_SUCH_PLACE") == ""


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize("address", ["/admin/review/manual/", "/admin/help/"])
    def test_shows_every_chapter(self, console, address):
        page = console.browser("reviewer").get(address).content.decode()
        for anchor, one in CHAPTERS.items():
            assert f'id="{anchor}"' in page and one.title in page
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))

    def test_searches_within(self, console):
        browser = console.browser("reviewer")
        page = browser.get(reverse("review:manual"), {"q": "户号"}).content.decode()
        assert 'id="REGISTER_HOME"' in page and 'id="SIGNATURE"' not in page
        nothing = browser.get(reverse("review:manual"), {"q": "<b>没有"}).content.decode()
        assert "没有找到" in nothing and "<b>没有" not in nothing

    @pytest.mark.parametrize("role", ["clerk", "finance"])
    def test_is_for_those_who_see_cases(self, console, role):
        assert console.browser(role).get(reverse("review:manual")).status_code == 403
