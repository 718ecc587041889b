"""The envelope: what is tolerated, what is refused by name, what is repeated byte for byte."""

import json
from decimal import Decimal

import pytest

from tests.gateway.client import ONE_ADDRESS

pytestmark = pytest.mark.django_db

SIGN_IN = {"signIn": {"opter_no": "0001", "mac": "00-11", "ip": "10.0.0.8"}}


def by_card(worker, **more):
    """1101 with the social security card."""
    row = {"mdtrt_cert_type": "03", "mdtrt_cert_no": worker.person.card_no}
    return {"data": {**row, "card_sn": "NULL", "begntime": "", "psn_cert_type": "01", **more}}


class TestTheEnvelope:
    def test_answers_with_the_fields_of_the_document(self, system):
        reply = system.call("9001", SIGN_IN)
        assert reply.status == 200
        head = reply.document
        assert len(head["inf_refmsgid"]) == 30
        assert len(head["refmsg_time"]) == len(head["respond_time"]) == 17
        assert reply.output["signinoutb"]["sign_no"].isdigit()

    def test_repeats_the_first_answer_byte_for_byte(self, system):
        message = system.envelope("9001", SIGN_IN)
        assert system.send(message).text == system.send(message).text

    def test_refuses_a_message_number_that_was_used_for_something_else(self, system):
        message = system.envelope("9001", SIGN_IN)
        system.send(message)
        other = {**message, "input": {"signIn": {**SIGN_IN["signIn"], "opter_no": "0002"}}}
        reply = system.send(other)
        assert (reply.status, reply.code) == (200, -1)

    def test_knows_what_it_does_not_offer(self, system):
        known, unknown = system.call("3101", {}), system.call("4711", {})
        assert known.code == unknown.code == -1
        assert "没有开通" in known.words and "3101" in known.words
        assert "没有交易编号" in unknown.words

    def test_names_the_missing_field_with_its_chinese_name(self, system):
        reply = system.call("9001", {"signIn": {"opter_no": "null", "mac": "a", "ip": "b"}})
        assert reply.code == -1
        assert "opter_no" in reply.words and "操作员编号" in reply.words

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"begntime": "2026-13-01 00:00:00"}, "begntime"),
            ({"mdtrt_cert_type": "07"}, "mdtrt_cert_type"),
            ({"mdtrt_cert_no": "9" * 51}, "mdtrt_cert_no"),
            ({"mdtrt_cert_no": {"a": 1}}, "mdtrt_cert_no"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, system, worker, change, named):
        reply = system.call("1101", by_card(worker, **change))
        assert reply.code == -1
        assert named in reply.words

    @pytest.mark.parametrize("kind", ["3", "03"])
    def test_takes_codes_with_and_without_their_zero(self, system, worker, kind):
        reply = system.call("1101", by_card(worker, mdtrt_cert_type=kind))
        assert reply.output["baseinfo"]["psn_no"] == worker.person.psn_no

    def test_takes_unknown_fields_and_other_content_types(self, system, worker):
        system.content_type = "application/json"
        system.extra = {"enc_type": "", "something": {"new": [1]}}
        reply = system.call("1101", by_card(worker, local_field="x", expContent="{}"))
        assert reply.output["insuinfo"][0]["insutype"] == "310"

    def test_writes_amounts_as_numbers_with_two_places(self, system, worker):
        reply = system.call("1101", by_card(worker))
        assert reply.output["insuinfo"][0]["balc"] == Decimal("100.00")
        assert '"balc":100.00' in reply.text

    @pytest.mark.parametrize(
        "raw", ["", "[]", "null", '{"a":1,"a":2}', '{"a":NaN}', "\x00", "{" * 50, '"x"']
    )
    def test_answers_rubbish_with_a_sentence_and_never_a_fault(self, system, raw):
        answer = system.post(ONE_ADDRESS, raw, content_type="text/plain")
        assert answer.status_code == 200
        assert json.loads(answer.content)["infcode"] == -1


class TestTheAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            ONE_ADDRESS,
            "/gateway/mbs-fsi/web/api/fsi/callService",
            "/gateway/ebus/gdyb_api/prd/hsa/hgs/9001",
            "/gateway/9001",
            "/gateway/ebus/rio_fsi/fsi/api/signInSignOutService/signIn",
        ],
    )
    def test_answer_in_every_style(self, system, path):
        assert system.call("9001", SIGN_IN, path=path).code == 0

    def test_refuse_the_message_of_another_address(self, system):
        reply = system.call("9001", SIGN_IN, path="/gateway/hgs/1101")
        assert reply.code == -1 and "地址" in reply.words

    def test_that_do_not_exist_are_not_there(self, system):
        assert (
            system.post("/gateway/nothing/here", "{}", content_type="text/plain").status_code == 404
        )

    def test_take_nothing_but_post(self, client):
        assert client.get(ONE_ADDRESS).status_code == 405
