"""Tables of moves: complete, and the same in code and database."""

import importlib

import pytest
from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

from yibao.kernel.models import AllowedMove
from yibao.kernel.transitions import START
from yibao.web.manual import tables

TABLES = tables()
OWN = ("yibao", "accounts", "vouchers", "family", "settlement")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.case_type)
class TestTable:
    def test_equals_the_rows_that_the_trigger_reads(self, db, table):
        rows = AllowedMove.objects.filter(case_type=table.case_type)
        stored = set(rows.values_list("from_state", "to_state"))
        assert stored == {pair for pair in table.pairs() if pair[0] != START}

    def test_gives_every_state_an_owner(self, table):
        assert table.states() - {START} == set(table.owners)

    def test_gives_every_move_an_audit_verb(self, table):
        for start, end in table.pairs():
            assert "." in table.moves[start][end]

    def test_says_for_every_verb_who_is_told_even_if_nobody(self, table):
        assert table.verbs() == set(table.notices)


class TestAllowedMoves:
    def test_belong_to_tables_only(self, db):
        stored = set(AllowedMove.objects.values_list("case_type", flat=True))
        assert stored == {table.case_type for table in TABLES}


def _state_enums():
    for config in apps.get_app_configs():
        if config.name.split(".")[0] not in OWN:
            continue
        if module_has_submodule(config.module, "states"):
            module = importlib.import_module(f"{config.name}.states")
            for name, value in vars(module).items():
                if isinstance(value, type) and issubclass(value, models.TextChoices):
                    if name.endswith("State"):
                        yield pytest.param(value, id=f"{config.label}.{name}")


class TestStateWords:
    @pytest.mark.parametrize("states", list(_state_enums()))
    def test_each_belong_to_exactly_one_table(self, states):
        """Every status of a case type appears in the table of its moves."""
        assert any(set(states.values) == table.states() for table in TABLES)

    @pytest.mark.parametrize("states", list(_state_enums()))
    def test_are_upper_case_words(self, states):
        assert all(value == value.upper() and len(value) > 1 for value in states.values)
