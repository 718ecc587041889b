"""The reference of the partner API."""

import json

import pytest
import yaml
from django.conf import settings
from django.urls import resolve

from yibao.kernel.errors import registry
from yibao.web import api_texts, reference, reference_page

OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, item in reference.document()["paths"].items()
    for method, operation in item.items()
}
# Public keys and void slips: who checks a printed code without a line has no token.
OPEN = {"get_voucher_keys", "get_voucher_revocations"}
EXAMPLES = [
    pytest.param(name, text["request"], id=name)
    for name, text in api_texts.texts()["operations"].items()
    if "request" in text
]


class TestSchema:
    def test_is_public_json_and_yaml_of_the_same(self, client, db):
        as_json = json.loads(client.get("/api/schema/").content)
        as_yaml = yaml.safe_load(client.get("/api/schema/?format=yaml").content)
        assert as_json["paths"].keys() == as_yaml["paths"].keys()

    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    def test_says_of_every_operation_what_it_needs(self, name):
        _, method, operation = OPERATIONS[name]
        assert operation["summary"]
        assert operation["tags"][0] in api_texts.texts()["groups"]
        if name in OPEN:
            assert "security" not in operation
            return
        assert operation["security"][0]["oauth2"], "a scope"
        assert operation["security"][0]["oauth2"][0] in settings.OAUTH2_PROVIDER["SCOPES"]
        problems = {code for code in operation["responses"] if not code.startswith("2")}
        assert {"401", "403", "429", "503"} <= problems

    def test_explains_every_field(self):
        silent = [
            f"{name}: {row.name}"
            for group in reference_page.groups_of(reference.document())
            for operation in group.operations
            for name, rows in [
                (operation.id, operation.parameters),
                (operation.id, operation.request_fields),
                (operation.id, operation.answer_fields),
            ]
            for row in rows
            if not row.text
        ]
        assert silent == []


class TestExamples:
    @pytest.mark.parametrize(("name", "example"), EXAMPLES)
    def test_pass_the_input_form(self, name, example):
        path, method, operation = OPERATIONS[name]
        view = resolve(path.replace("{", "").replace("}", "")).func.view_class
        if method != "post":
            return
        serializer = view.serializer_class(data=example)
        assert serializer.is_valid(), serializer.errors

    def test_belong_to_operations_that_exist(self):
        assert set(api_texts.texts()["operations"]) <= set(OPERATIONS)

    def test_name_codes_that_exist(self):
        named = {
            code
            for text in api_texts.texts()["operations"].values()
            for code in text.get("errors", [])
        }
        assert named <= set(registry())


class TestPage:
    def test_shows_every_operation(self, client, city):
        page = client.get("/dev/reference/").content.decode()
        assert [name for name in OPERATIONS if f'id="{name}"' not in page] == []

    def test_needs_no_script_of_its_own(self, client, city):
        page = client.get("/dev/reference/").content.decode()
        assert page.count("<script") == 1
