"""Strict JSON (T56, T74)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel.strictjson import DuplicateKey, JsonFloat, MalformedJSON, canonical, loads

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text('ab中é\U0002000b "\\\n'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab中."), inner),
    max_leaves=15,
)


class TestLoads:
    @given(DOCUMENTS)
    def test_reads_plain_documents_as_they_are(self, document):
        text = json.dumps(document, ensure_ascii=False)
        assert loads(text.encode(), max_depth=40) == document
        assert loads(text, max_depth=40) == document

    @pytest.mark.parametrize(
        ("raw", "path", "key"),
        [
            (b'{"a":1,"a":1}', "a", "a"),
            (b'{"a":1,"b":2,"\\u0061":3}', "a", "a"),
            (b'{"lines":[{"x":1},{"price":"1","price":"2"}]}', "lines.1.price", "price"),
            (b'[{"a":{"b":{"c":1,"c":1}}}]', "0.a.b.c", "c"),
        ],
    )
    def test_refuses_a_repeated_key_and_says_where_t74(self, raw, path, key):
        with pytest.raises(DuplicateKey) as refused:
            loads(raw)
        assert (refused.value.path, refused.value.key) == (path, key)
        assert refused.value.reason == "duplicate"

    @pytest.mark.parametrize("key", ["\\ud800", "\\u0000", "\\u202e", "k" * 9000])
    def test_names_a_repeated_key_in_a_way_that_can_be_answered_t74(self, key):
        with pytest.raises(DuplicateKey) as refused:
            loads(f'{{"a":{{"{key}":1,"{key}":2}}}}')
        for words in (refused.value.key, refused.value.path, refused.value.message):
            assert words.encode("utf-8").decode().isprintable()
            assert len(words) < 80

    def test_refuses_a_repeated_key_inside_a_repeated_key(self):
        with pytest.raises(DuplicateKey):
            loads(b'{"a":{"b":1,"b":2},"a":{"b":1,"b":2}}')

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "syntax"),
            (b"   ", "syntax"),
            (b"{", "syntax"),
            (b"{'a':1}", "syntax"),
            (b'{"a":1,}', "syntax"),
            (b"[1] x", "syntax"),
            (b"{}{}", "syntax"),
            (b"\xef\xbb\xbf{}", "syntax"),
            (b"// c\n{}", "syntax"),
            (b'"\x00"', "syntax"),
            (b'"\n"', "syntax"),
            (b"{}\x00", "syntax"),
            (b"[01]", "syntax"),
            (b"[+1]", "syntax"),
            (b"[1_000]", "syntax"),
            ("[１]".encode(), "syntax"),
            (b"\xff", "encoding"),
            (b'"\xed\xa0\x80"', "encoding"),
            (b'"\xc0\x80"', "encoding"),
            ('{"a":1}'.encode("utf-16"), "encoding"),
            (b"[NaN]", "constant"),
            (b"[Infinity]", "constant"),
            (b'{"a":-Infinity}', "constant"),
            (b"[1" + b"0" * 30 + b"]", "number"),
            (b"[" + b"9" * 6000 + b"]", "number"),
            (b"[0." + b"1" * 40 + b"]", "number"),
            (b'["\\u0000"]', "text"),
            (b'{"\\u0000":1}', "text"),
            (b'["\\ud800"]', "text"),
            (b'{"a":{"\\udfff":1}}', "text"),
        ],
    )
    def test_refuses_what_is_no_plain_document(self, raw, reason):
        with pytest.raises(MalformedJSON) as refused:
            loads(raw)
        assert refused.value.reason == reason
        assert refused.value.message.endswith("。")

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
    def test_stops_at_the_depth_given(self, opening, closing):
        def nested(levels):
            return opening * (levels - 1) + "[]" + closing * (levels - 1)

        assert loads(nested(16)) is not None
        for levels in (17, 100, 100_000):
            with pytest.raises(MalformedJSON) as refused:
                loads(nested(levels))
            assert refused.value.reason == "depth"
        assert loads(nested(3), max_depth=3)
        with pytest.raises(MalformedJSON):
            loads(nested(4), max_depth=3)

    @pytest.mark.parametrize("literal", ["1.5", "1e3", "1E400", "-0", "-0.0", "1.0", "0.1e-7"])
    def test_keeps_floats_as_literals_t56(self, literal):
        kept = loads(f'{{"amount": {literal}}}')["amount"]
        assert kept == JsonFloat(literal)
        assert not isinstance(kept, str | int | float)
        assert str(kept) == f"JsonFloat({literal!r})"
        assert len({kept, JsonFloat(literal), JsonFloat("2.5")}) == 2

    @given(st.binary(max_size=60))
    def test_reads_or_refuses_but_never_fails(self, raw):
        try:
            loads(raw)
        except MalformedJSON as refused:
            assert refused.message


class TestCanonical:
    @given(DOCUMENTS)
    def test_is_stable_and_reads_back(self, document):
        spelt = canonical(document)
        assert loads(spelt, max_depth=40) == document
        assert canonical(loads(spelt, max_depth=40)) == spelt

    def test_sorts_keys_and_leaves_no_spaces(self):
        assert canonical({"b": [1, None], "a": "中"}) == '{"a":"中","b":[1,null]}'.encode()

    def test_tells_a_float_from_everything_else(self):
        spelt = {canonical(value) for value in (JsonFloat("1.5"), "1.5", {"float": "1.5"}, 1)}
        assert len(spelt) == 4

    @pytest.mark.parametrize(
        "document", [1.5, [float("nan")], {1: 2}, {"a": {None: 1}}, {"a": {1}}]
    )
    def test_refuses_what_has_no_single_spelling(self, document):
        with pytest.raises(TypeError):
            canonical(document)
