"""Which scans surprise, as pure rules (T02, feature 18)."""

from datetime import UTC, datetime, timedelta

import pytest

from vouchers.rules import risk

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DEYANG, BEIJING = risk.Place("1", "510603"), risk.Place("2", "110101")
ALL = tuple(risk.RULES)


def hits(here=DEYANG, *, now=NOON, last=None, recent=0, rules=ALL):
    return risk.examine(
        here=here, now=now, last=last, recent=recent, rules=rules, frequency_limit=30
    )


class TestDistance:
    @pytest.mark.parametrize(
        ("one", "other", "low", "high"),
        [
            ("510600", "110101", 1400, 1700),  # Deyang to Beijing
            ("510600", "510700", 30, 60),  # to the city next door
            ("510600", "513400", 400, 600),  # Liangshan, same province
            ("440100", "230100", 2600, 3100),  # Guangzhou to Harbin
        ],
    )
    def test_is_about_right(self, one, other, low, high):
        assert low < risk.distance_km(one, other) < high
        assert risk.distance_km(one, other) == risk.distance_km(other, one)

    def test_speaks_where_nobody_can_be_so_soon_t02(self):
        last = risk.Seen(DEYANG, NOON - timedelta(seconds=20))
        assert hits(BEIJING, last=last) == ("distance",)

    def test_is_silent_after_the_time_of_the_journey(self):
        last = risk.Seen(DEYANG, NOON - timedelta(hours=6))
        assert hits(BEIJING, last=last) == ()

    @pytest.mark.parametrize("admdvs", ["510603", "510681", "510700", "510100"])
    def test_is_silent_at_the_same_and_neighbouring_places(self, admdvs):
        last = risk.Seen(DEYANG, NOON - timedelta(seconds=1))
        assert hits(risk.Place("9", admdvs), last=last) == ()

    def test_holds_nothing_against_places_that_it_does_not_know(self):
        last = risk.Seen(DEYANG, NOON)
        assert hits(risk.Place("9", "990000"), last=last) == ()

    def test_counts_two_unlisted_cities_of_one_province_as_apart(self):
        assert risk.distance_km("110100", "110200") == risk.SAME_PROVINCE_KM


class TestNight:
    @pytest.mark.parametrize(
        ("hour", "speaks"), [(22, False), (23, True), (0, True), (4, True), (5, False)]
    )
    def test_speaks_at_pharmacies_from_23_to_5(self, hour, speaks):
        shop = risk.Place("3", "510603", is_pharmacy=True)
        assert bool(hits(shop, now=NOON.replace(hour=hour))) is speaks

    def test_leaves_hospitals_alone(self):
        assert hits(DEYANG, now=NOON.replace(hour=3)) == ()


class TestFrequency:
    def test_speaks_at_the_limit(self):
        assert hits(recent=29) == ()
        assert hits(recent=30) == ("frequency",)


class TestSwitches:
    def test_silence_each_rule(self):
        shop = risk.Place("3", "110101", is_pharmacy=True)
        args = {
            "now": NOON.replace(hour=3),
            "last": risk.Seen(DEYANG, NOON.replace(hour=3)),
            "recent": 99,
        }
        assert hits(shop, **args) == ALL
        for rule in ALL:
            assert rule not in hits(shop, **args, rules=[one for one in ALL if one != rule])
        assert hits(shop, **args, rules=()) == ()

    def test_say_every_hit_in_words(self):
        assert (
            risk.words_of(["distance", "night"]) == "两次扫码隔得太远，时间又太近；深夜在药店扫码"
        )
