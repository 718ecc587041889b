"""Tables of allowed moves (I12)."""

from dataclasses import FrozenInstanceError
from itertools import product

import pytest

from yibao.kernel.transitions import START, MoveNotAllowed, Table

MOVES = {
    START: {"OPEN": "thing.opened"},
    "OPEN": {"DONE": "thing.done", "GONE": "thing.dropped"},
    "DONE": {"OPEN": "thing.reopened"},
}


@pytest.fixture
def table():
    return Table(
        case_type="thing",
        moves=MOVES,
        owners={"OPEN": "reviewer", "DONE": "applicant"},
        notices={"thing.done": "thing_done", "thing.dropped": None},
    )


class TestTable:
    def test_lets_listed_moves_through_and_refuses_all_others_i12(self, table):
        listed = set(table.pairs())
        for start, end in product([*table.states(), START, "NOWHERE"], repeat=2):
            assert table.allows(start, end) is ((start, end) in listed)
            if (start, end) in listed:
                table.check(start, end)
                continue
            for ask in (table.check, table.verb, table.notice):
                with pytest.raises(MoveNotAllowed) as refused:
                    ask(start, end)
                assert refused.value.case_type == "thing"
                assert (refused.value.from_state, refused.value.to_state) == (start, end)

    def test_answers_for_verbs_owners_and_notices(self, table):
        assert table.verb("OPEN", "DONE") == "thing.done"
        assert table.notice("OPEN", "DONE") == "thing_done"
        assert table.notice("OPEN", "GONE") is None
        assert table.notice("DONE", "OPEN") is None
        assert (table.owner("OPEN"), table.owner("GONE")) == ("reviewer", None)
        assert table.next_states("OPEN") == ("DONE", "GONE")
        assert table.states() == {"OPEN", "DONE", "GONE"}
        assert table.final_states() == {"GONE"}
        assert "thing.reopened" in table.verbs()

    def test_reads_pairs_as_well_as_nested_moves(self, table):
        pairs = {(start, end): MOVES[start][end] for start, end in table.pairs()}
        assert Table(case_type="thing", moves=pairs).pairs() == table.pairs()

    def test_cannot_be_changed(self, table):
        with pytest.raises(FrozenInstanceError):
            table.case_type = "other"
        with pytest.raises(TypeError):
            table.moves["OPEN"] = {}
        with pytest.raises(TypeError):
            table.moves["OPEN"]["NEW"] = "verb"
        with pytest.raises(TypeError):
            table.owners["OPEN"] = "me"

    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"owners": {"OPNE": "reviewer"}}, "OPNE"),
            ({"notices": {"thing.dnoe": None}}, "thing.dnoe"),
            ({"moves": {}}, "at least one move"),
            ({"case_type": ""}, "case type"),
        ],
    )
    def test_refuses_names_that_are_in_no_move(self, changes, word):
        with pytest.raises(ValueError, match=word):
            Table(**{"case_type": "thing", "moves": MOVES, **changes})

    def test_draws_itself(self, table):
        drawing = table.mermaid().splitlines()
        assert drawing[0] == "stateDiagram-v2"
        assert "    [*] --> OPEN: thing.opened" in drawing
        assert "    GONE --> [*]" in drawing
        assert len(drawing) == 1 + len(table.pairs()) + len(table.final_states())
