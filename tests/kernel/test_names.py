"""Names: what joins, what is refused, what is shown (T19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel.names import NotAName, name_key, parse_name, same_name

JOINED = [
    ("金山", "⾦山"), ("金山", "⾦⼭"), ("王芳", "王 芳"), ("王芳", "王\u3000芳"),
    ("王芳", "  王芳  "), ("王芳", "王\xa0芳"), ("马超", "⻢超"), ("高飞龙", "⾼⻜⻰"),
    ("见青", "⻅⻘"), ("塞爾", "塞\u723e"), ("更新", "\uf901新"), ("民生", "⺠生"),
    ("阿依古丽·买买提", "阿依古丽•买买提"), ("阿依古丽·买买提", "阿依古丽・买买提"),
    ("阿依古丽·买买提", "阿依古丽･买买提"), ("阿依古丽·买买提", "阿依古丽‧买买提"),
    ("阿依古丽·买买提", "阿依古丽∙买买提"), ("阿依古丽·买买提", "阿依古丽⋅买买提"),
    ("阿依古丽·买买提", "阿依古丽.买买提"), ("阿依古丽·买买提", "阿依古丽．买买提"),
    ("阿依古丽·买买提", "阿依古丽 · 买买提"), ("阿依古丽·买买提", "阿依古丽\u0387买买提"),
    ("阿依古丽·买买提", "阿依古丽●买买提"), ("John Smith", "JOHN  SMITH"),
    ("John Smith", "Ｊｏｈｎ Ｓｍｉｔｈ"), ("José Díaz", "Jose\u0301 Di\u0301az"),
    ("O'Brien", "O’Brien"), ("Anne-Marie", "ANNE-MARIE"), ("J. Smith", "j. smith"),
    ("Strauß", "STRAUSS"),
]  # fmt: skip
APART = [("金山", "全山"), ("王芳", "王方"), ("陈军", "陈君"), ("李未", "李末"), ("Jose", "José")]
REFUSED = [
    ("", "length"), ("王", "length"), ("  王  ", "length"), ("王" * 51, "length"),
    ("a" * 4000, "length"),
    ("王\u200b芳", "invisible"), ("王\u200d芳", "invisible"), ("\ufeff王芳", "invisible"),
    ("王\u202e芳", "invisible"), ("\u2066王芳\u2069", "invisible"), ("王芳\x00", "invisible"),
    ("王\n芳", "invisible"), ("王芳\n", "invisible"), ("王\t芳", "invisible"),
    ("王\u2028芳", "invisible"), ("王\u00ad芳", "invisible"), ("王芳\ufe00", "invisible"),
    ("王芳\U000e0100", "invisible"), ("王\u3164芳", "invisible"), ("王\u034f芳", "invisible"),
    ("王芳1", "character"), ("王芳１", "character"), ("王芳①", "character"), ("王_芳", "character"),
    ("<b>王芳</b>", "character"), ("王芳;--", "character"), ("王芳😀", "character"),
    ("Јоhn", "character"), ("Ιωάννης", "character"), ("山田たろう", "character"),
    ("김철수", "character"), ("王\ue000", "character"), ("王芳、李军", "character"),
    ("王(芳)", "character"), ("王芳\u0301", "character"), ("王\U000f0000", "character"),
    ("·王芳", "dot"), ("王芳·", "dot"), ("王··芳", "dot"), ("王·•芳", "dot"), ("- Smith", "dot"),
    ("J.. Smith", "dot"), (None, "character"), (12, "character"),
]  # fmt: skip


class TestNameKey:
    @pytest.mark.parametrize(("one", "other"), JOINED)
    def test_joins_the_spellings_of_one_name_t19(self, one, other):
        assert same_name(one, other)

    @pytest.mark.parametrize(("one", "other"), APART)
    def test_keeps_different_names_apart_t19(self, one, other):
        assert not same_name(one, other)

    @pytest.mark.parametrize(("text", "reason"), REFUSED)
    def test_refuses_what_no_name_holds_t19(self, text, reason):
        for read in (parse_name, name_key):
            with pytest.raises(NotAName) as refused:
                read(text)
            assert refused.value.reason == reason
            assert refused.value.message.endswith("。")

    @given(
        st.text(max_size=60)
        | st.text("王芳金⾦ ·•.．-'’aÀéßＡǰİ欧\u0301\u3000", min_size=1, max_size=12)
    )
    def test_is_its_own_key(self, text):
        try:
            key = name_key(text)
        except NotAName:
            return
        assert name_key(key) == key
        assert name_key(parse_name(text)) == key


class TestParseName:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (" 王建国 ", "王建国"),
            ("王 芳", "王芳"),
            ("⾦山", "⾦山"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("john  smith", "john smith"),
            ("𠮷野", "𠮷野"),
            ("〇一", "〇一"),
            ("𰻝面", "𰻝面"),
        ],
    )
    def test_keeps_the_characters_typed_t19(self, text, shown):
        assert parse_name(text) == shown

    @given(st.text("王建国⾦〇𠮷", min_size=2, max_size=50))
    def test_takes_names_of_ideographs_as_they_are(self, text):
        assert parse_name(text) == text
