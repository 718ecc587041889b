"""Bodies in logs hold neither names nor numbers of people, whole or cut off (T89)."""

import pytest

from yibao.kernel.masked_bodies import BodyMask

MASK = BodyMask(["name", "code", "in"])


class TestBodyMask:
    @pytest.mark.parametrize(
        ("text", "hidden"),
        [
            ('{"name": "王建国", "cnt": "2"}', '{"name": "***", "cnt": "2"}'),
            (r'{"name":"王\"建国","cnt":2}', '{"name":"***","cnt":2}'),
            ('{"code": 281012345, "in": {"a": "b"}}', '{"code": "***", "in": "***"}'),
            (r'{"x":"{\"name\":\"王建国\",\"n\":1}"}', r'{"x":"{\"name\":\"***\",\"n\":1}"}'),
            ('{"other": "13800000001"}', '{"other": "[phone]"}'),
            ('{"names": "a"}', '{"names": "a"}'),
            ("not json 13800000001", "not json [phone]"),
        ],
    )
    def test_hides_named_members_and_telling_numbers(self, text, hidden):
        assert MASK.hide(text, longest=200) == hidden

    @pytest.mark.parametrize(
        "text",
        [
            '{"name": ["王建国", "x"], "n": 1}',
            '{"name": {"a": {"b": "王}]建国"}}, "n": 1}',
            '{"name": [{"a": "王建国"',
            '{"Name": "王建国", "n": 1}',
            "{'name': '王建国', 'n': 1}",
            '{name: "王建国", "n": 1}',
            '{"name": 王建国, "n": 1}',
            r'{"x":"{\"name\":[\"王建国\"],\"n\":1}"}',
            r'{"x":"{\"y\":\"{\\\"name\\\":\\\"王建国\\\"}\",\"n\":1}"}',
            "name=王建国&n=1",
            "name=%E7%8E%8B&n=1",
            "<a><name>王建国</name><n>1</n></a>",
        ],
    )
    def test_hides_them_in_every_shape_that_is_sent(self, text):
        shown = MASK.hide(text, longest=200)
        assert not set(shown) & set("王建国") and "%E7" not in shown and "***" in shown
        assert "1" in shown or not text.endswith(("}", "1", ">"))

    @pytest.mark.parametrize("text", ['{"name": null}', '{"name": true, "n": 1}', '{"name": '])
    def test_leaves_what_tells_nothing(self, text):
        assert MASK.hide(text, longest=200) == text

    @pytest.mark.parametrize("longest", range(8, 22))
    def test_gives_nothing_away_at_the_cut(self, longest):
        for text in ('{"name": "王建国国国国国国国"}', r'{"name":"\"王建国国国国国国国"}'):
            assert not set(MASK.hide(text, longest=longest)) & set("王建国")

    def test_gives_nothing_away_at_the_cut_of_an_inner_text(self):
        text = r'{"x":"{\"name\":\"王建国国国\",\"n\":1}"}'
        for longest in range(15, len(text)):
            assert not set(MASK.hide(text, longest=longest)) & set("王建国")

    def test_stores_no_nul(self):
        assert MASK.hide('{"a":"\x00"}', longest=20) == '{"a":"?"}'
