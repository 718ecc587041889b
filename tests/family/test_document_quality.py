"""Advice about photos by stated measures, one test picture each (P71), and look hashes (P72)."""

import pytest
from PIL import Image

from family.data.photos import ADVICE
from family.gateways.rendition_worker import pictures
from family.rules import quality
from tests.factories import papers


@pytest.fixture(scope="module", autouse=True)
def _ready():
    pictures.prepare()


def flaws(picture) -> list[str]:
    head, _ = pictures.render(papers.saved(picture, quality=88), "JPEG")
    return quality.flaws(head["measures"])


def look(picture, **saving) -> str:
    head, _ = pictures.render(papers.saved(picture, **saving), "JPEG")
    return head["look_hash"]


class TestAdvice:
    def test_has_nothing_to_say_of_a_good_photo(self):
        assert flaws(papers.paper()) == []

    def test_has_nothing_to_say_of_a_page_held_askew(self):
        assert flaws(papers.paper().rotate(2, fillcolor=(180, 180, 180))) == []

    def test_does_not_take_the_white_of_a_scan_for_glare(self):
        assert flaws(papers.paper().point(lambda value: 255 if value > 150 else value)) == []

    @pytest.mark.parametrize(
        ("make", "code"),
        [
            (papers.blurred, "blurred"),
            (papers.dark, "dark"),
            (papers.glaring, "glare"),
            (papers.small, "small"),
            (papers.on_screen, "screen"),
        ],
        ids=lambda one: one if isinstance(one, str) else "",
    )
    def test_names_the_flaw(self, make, code):
        assert code in flaws(make())

    def test_has_words_for_every_flaw(self):
        worst = {"sharpness": 0, "burnt": 999, "light": 0, "short_side": 1, "screen": 999}
        assert set(quality.flaws(worst)) == set(ADVICE)

    def test_says_nothing_where_nothing_was_measured(self):
        assert quality.flaws({}) == []


def on_a_table(**more) -> Image.Image:
    """A paper on a table, as phones take it: the surroundings tell two photos apart."""
    table = Image.effect_noise((60, 45), 180).resize((1600, 1200), Image.Resampling.BICUBIC)
    picture = table.convert("RGB")
    picture.paste(papers.paper(width=700, height=520, **more), (420, 330))
    return picture


class TestLookHash:
    def test_survives_scaling_and_saving_again(self):
        picture = on_a_table()
        again = picture.resize((1000, 750))
        assert quality.is_near(look(picture, quality=92), look(again, quality=55))

    def test_tells_two_photos_apart(self):
        assert not quality.is_near(look(on_a_table()), look(on_a_table()))

    def test_proves_nothing_where_the_page_fills_the_picture(self):
        """Two pages of one form would look alike."""
        one = look(papers.paper())
        assert not quality.is_telling(one) and not quality.is_near(one, one)

    def test_counts_the_bits_that_differ(self):
        assert quality.distance("00000000000000ff", "0000000000000000") == 8
        assert not quality.is_near("", "")
