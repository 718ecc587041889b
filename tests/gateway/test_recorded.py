"""Messages as real systems send them are taken, and answers have the shape that they read."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "recorded"


def recorded(name):
    """The messages of a file."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["messages"]


class TestPersonInfo:
    def test_takes_the_recorded_head_and_answers_the_recorded_fields(self, system, worker):
        asked, answered = (one["body"] for one in recorded("1101-person-info"))
        row = {
            **asked["input"]["data"], "mdtrt_cert_type": "03",
            "mdtrt_cert_no": worker.person.card_no,
        }  # fmt: skip
        message = {**asked, "fixmedins_code": system.institution, "input": {"data": row}}
        reply = system.send(message)
        theirs = answered["output"]
        base = set(theirs["baseinfo"]) - {"expContent"} | {"exp_content"}
        assert set(reply.output["baseinfo"]) == base
        assert set(reply.output["insuinfo"][0]) == set(theirs["insuinfo"][0])
        assert set(answered) - {"output", "idetinfo"} <= set(reply.document)

    def test_the_recorded_question_lacks_the_name_and_is_told_so(self, system):
        """T04: the number alone is not enough here."""
        asked = recorded("1101-person-info")[0]["body"]
        row = {**asked["input"]["data"], "mdtrt_cert_no": "510600198101010216"}
        message = {**asked, "fixmedins_code": system.institution, "input": {"data": row}}
        assert "psn_name" in system.send(message).words


class TestTheLibrary:
    def test_answers_the_recorded_fields(self, system, shown):
        found = system.decode(shown())
        theirs = next(
            one["body"] for one in recorded("eccode-library")
            if one["infno"] == "ec.query" and one["direction"] == "response"
        )  # fmt: skip
        assert set(theirs) - set(found) == set()
        assert set(json.loads(theirs["data"])) <= set(found["data"])

    def test_answers_the_recorded_fields_of_1162(self, system, shown):
        good, bad = (one["body"] for one in recorded("1162-qr-decode"))
        data = {
            "orgId": system.institution, "businessType": "01101", "operatorId": "1",
            "ecQrCode": shown(),
        }  # fmt: skip
        path = "/gateway/fsi/api/hsecfc/localQrCodeQuery"
        found = system.post(path, json.dumps({"data": data}), content_type="text/plain").json()
        assert set(good) == set(found) and set(good["data"]) <= set(found["data"])
        data["ecQrCode"] = "https://example.com"
        found = system.post(path, json.dumps({"data": data}), content_type="text/plain").json()
        assert (set(found), found["code"]) == (set(bad), bad["code"])

    @pytest.mark.parametrize("kind", ["cn.nhsa.ec.auth", "cn.nhsa.auth.check"])
    def test_says_that_faces_are_not_offered(self, system, kind):
        asked = next(
            one["body"] for one in recorded("eccode-library")
            if one["infno"] == kind and one["direction"] == "request"
        )  # fmt: skip
        asked = {**asked, "orgId": system.institution}
        path = "/gateway/localcfc/api/hsecfc/localQrCodeQuery"
        found = system.post(path, json.dumps(asked), content_type="text/plain").json()
        assert found["code"] != 0 and "医保码" in found["message"]
