"""Tags of the citizen pages: amounts, times, forms, the payer bar (P188, P194)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.template import Context, Template

from yibao.web.templatetags import ui


class Contact(forms.Form):
    """Two questions, one of them a group."""

    phone = forms.CharField(label="手机号", help_text="11 位数字", max_length=11)
    relation = forms.ChoiceField(
        label="关系", choices=[("1", "子女"), ("2", "父母")], widget=forms.RadioSelect
    )


@dataclass(frozen=True)
class Part:
    """One payer of a bill."""

    label: str
    amount_fen: int
    kind: str = "own"


def render(source: str, **context: object) -> str:
    """The text a template makes of the tags."""
    return Template("{% load ui %}" + source).render(Context(context))


class TestAmounts:
    def test_reads_fen_and_yuan_the_same_way(self):
        assert ui.fen(186235) == ui.yuan(Decimal("1862.35")) == "1,862.35"

    def test_shows_nothing_for_an_unknown_amount(self):
        assert ui.fen(None) == ""


class TestTimes:
    def test_tells_moments_in_the_time_of_the_region(self):
        moment = dt.datetime(2026, 10, 1, 23, 31, 20, tzinfo=dt.UTC)
        assert ui.cn_time(moment) == "10 月 2 日 07:31"
        assert ui.cn_time(moment, "year") == "2026 年 10 月 2 日 07:31"
        assert ui.cn_clock(moment) == "07:31:20"

    def test_gives_the_script_milliseconds_of_the_servers_clock(self):
        assert ui.epoch_ms(dt.datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=dt.UTC)) == "1500"


class TestGroups:
    def test_cuts_a_code_into_fours(self):
        assert ui.groups("39072214 8851") == "3907 2214 8851"
        assert ui.fours(["3907", "2214"]) == ["3907", "2214"]


class TestErrorSummary:
    def test_links_every_error_to_its_control(self):
        page = render("{% error_summary form %}", form=Contact({}))
        assert "有 2 处需要修改" in page
        assert 'href="#id_phone"' in page and 'href="#id_relation_0"' in page

    def test_is_absent_without_errors(self):
        assert render("{% error_summary form %}", form=Contact()).strip() == ""


class TestField:
    def test_ties_hint_and_error_to_the_control(self):
        page = render("{% field form.phone %}", form=Contact({}))
        assert 'aria-describedby="id_phone_helptext id_phone_error"' in page
        assert 'id="id_phone_helptext"' in page and 'id="id_phone_error"' in page

    def test_escapes_what_a_person_typed(self):
        page = render("{% field form.phone %}", form=Contact({"phone": "<b>1"}))
        assert "<b>" not in page


class TestPayerBar:
    def test_widths_add_up_and_skip_payers_of_nothing(self):
        drawn = ui.payer_bar([Part("医保", 1), Part("共济", 0), Part("自己", 2)])["segments"]
        assert [segment["part"].label for segment in drawn] == ["医保", "自己"]
        assert drawn[-1]["x"] + drawn[-1]["width"] == 1000

    def test_says_the_same_in_words(self):
        page = render("{% payer_bar parts %}", parts=[Part("医保付", 12120), Part("自己掏", 3240)])
        assert "医保付 121.20 元，自己掏 32.40 元" in page
