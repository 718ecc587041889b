"""Whatever stands in the two files, the answer is an answer or a list of mistakes (T56, T74)."""

import json
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.rules.explain import explain
from settlement.rules.reading import DocumentInvalid

from .documents import basic, case, pack, tiered

PACK = pack(
    basic(when={"insutype": ["310"], "age_from": 18, "tags": ["low"]}),
    tiered(),
    remote=[{"when": {"remote": ["unfiled"]}, "kind": "factor", "value": "0.80"}],
)
CASE = case(accounts={"own": "1.00", "payers": [{"id": "A", "balance": "1.00", "cap": None}]})

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["１", "-0", "1e5", "NaN", "9" * 50, "0" * 50, "\ud800", "1_000", "0x1"]),
    st.lists(st.none() | st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
)


def places(document, path=()):
    """Return the path of every value in a document."""
    members = (
        document.items() if isinstance(document, dict) else enumerate(document)
        if isinstance(document, list) else ()
    )  # fmt: skip
    return [path, *(deep for key, item in members for deep in places(item, (*path, key)))]


def changed(document, path, value):
    """Return the document with the value at one path replaced."""
    if not path:
        return value
    copy = deepcopy(document)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return copy


def answers_or_refuses(pack_text, case_text):
    try:
        json.dumps(explain(pack_text, case_text), allow_nan=False)
    except DocumentInvalid as refusal:
        assert refusal.errors
        assert all(set(error) == {"path", "message"} for error in refusal.errors)


class TestExplain:
    @given(st.sampled_from(places(PACK)), odd)
    @settings(max_examples=300, deadline=None)
    def test_survives_any_value_in_a_pack(self, path, value):
        answers_or_refuses(json.dumps(changed(PACK, path, value)), json.dumps(CASE))

    @given(st.sampled_from(places(CASE)), odd)
    @settings(max_examples=300, deadline=None)
    def test_survives_any_value_in_a_case(self, path, value):
        answers_or_refuses(json.dumps(PACK), json.dumps(changed(CASE, path, value)))

    @given(st.text(), st.text())
    @settings(max_examples=200, deadline=None)
    def test_survives_any_text(self, pack_text, case_text):
        answers_or_refuses(pack_text, case_text)

    @given(st.text(alphabet="{}[]:,-&*!|>'\"# \n\tab1.?%@`~0", max_size=40))
    @settings(max_examples=500, deadline=None)
    def test_survives_any_punctuation_as_a_pack(self, text):
        answers_or_refuses(text, json.dumps(CASE))
