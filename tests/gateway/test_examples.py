"""The recorded messages that the portal shows are such as would be taken today."""

import json

import pytest

from yibao.gateway import examples, reading, registry, tables, wire

registry.discover()
OFFERED = registry.offered()


@pytest.mark.parametrize("infno", OFFERED)
class TestExamples:
    def test_message_passes_head_and_field_table(self, infno):
        message = reading.document(examples.sent(infno).encode())
        assert reading.envelope(message).infno == infno
        assert reading.nodes(message, tables.table(infno))

    def test_answer_is_a_success_with_the_fields_of_the_table(self, infno):
        if infno == "9102":
            assert examples.answered(infno) == ""
            return
        answer = json.loads(examples.answered(infno))
        assert answer["infcode"] == 0
        output = answer.get("output") or {}
        for node in tables.table(infno).outputs:
            held = output if not node.name else output.get(node.name) or []
            for row in held if isinstance(held, list) else [held]:
                assert {field.name for field in node.fields} <= set(row), node.name

    def test_names_only_people_who_do_not_exist(self, infno):
        """Area code 510600 and nothing else."""
        for text in (examples.sent(infno), examples.answered(infno)):
            found = json.loads(text) if text else {}
            assert all(number.startswith("510600") for number in _numbers(found))


class TestPretty:
    def test_keeps_the_places_of_every_number(self):
        text = '{"a":12.30,"b":[{"c":0.0000,"d":"1.50","e":-7.10}],"f":3,"g":null}'
        shown = wire.pretty(text)
        assert "".join(line.strip() for line in shown.splitlines()).replace('": ', '":') == text


def _numbers(value):
    if isinstance(value, list):
        return [number for one in value for number in _numbers(one)]
    if isinstance(value, dict):
        own = [value["certno"]] if value.get("certno") else []
        return own + [number for one in value.values() for number in _numbers(one)]
    return []
