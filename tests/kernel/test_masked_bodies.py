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
