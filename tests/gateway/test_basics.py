"""Sign-in, people, codes, institutions, dictionaries, catalogues, files."""

import io
import json
import zipfile

import pytest
from django.test import Client

from tests.factories import world
from tests.gateway.client import ONE_ADDRESS, System
from yibao.gateway.models import GatewayAccess, GatewayMessage, GatewayToken
from yibao.gateway.services import access, messages, tokens

pytestmark = pytest.mark.django_db

SIGN_IN = {"signIn": {"opter_no": "0001", "mac": "00-11", "ip": "10.0.0.8"}}


def info(kind, number, **more):
    """The input of 1101."""
    return {"data": {"mdtrt_cert_type": kind, "mdtrt_cert_no": number, **more}}


class TestSignIn:
    def test_comes_first_where_the_client_is_set_so(self, system, worker):
        GatewayAccess.objects.update(needs_sign_in=True)
        asked = info("03", worker.person.card_no)
        refused = system.call("1101", asked)
        assert "签到" in refused.words
        system.sign_no = system.call("9001", SIGN_IN).output["signinoutb"]["sign_no"]
        assert system.call("1101", asked).code == 0
        out = {"signOut": {"sign_no": system.sign_no, "opter_no": "0001"}}
        assert system.call("9002", out).output["sign_time"]["sign_time"]
        assert system.call("1101", asked).code == -1

    def test_of_another_institution_is_nobodys(self, system, city):
        number = system.call("9001", SIGN_IN).output["signinoutb"]["sign_no"]
        other = world.institution(city)
        access.open_for(
            by=None, client=world.client_of(other), opening=access.Opening(variant="NONE")
        )
        stranger = System(Client().post, other.fixmedins_code)
        out = {"signOut": {"sign_no": number, "opter_no": "0001"}}
        assert stranger.call("9002", out).code == -1


class TestTheCode:
    def test_is_decoded_to_a_token_that_tells_who_it_is(self, system, worker, shown):
        found = system.decode(shown())
        assert found["code"] == 0
        token = found["data"]["ecToken"]
        assert token.startswith("510600ec") and 32 <= len(token) <= 40
        reply = system.call("1101", info("01", token))
        assert reply.output["baseinfo"]["psn_no"] == worker.person.psn_no
        assert reply.output["baseinfo"]["certno"] == worker.person.certno

    def test_is_not_burnt_by_a_lost_answer(self, system, shown):
        code = shown()
        first, second = system.decode(code), system.decode(code)
        assert first["data"]["ecToken"] == second["data"]["ecToken"]

    def test_is_refused_by_another_window(self, system, shown):
        """T03: a photo of a used code opens nothing elsewhere."""
        code = shown()
        system.decode(code)
        again = system.decode(code, business_type="01301")
        assert again["code"] != 0 and again["data"] == ""

    def test_that_is_none_gets_the_answer_of_the_library(self, system):
        found = system.decode("https://example.com/")
        assert (found["code"], found["message"][:3]) == (500159, "不是医")

    def test_is_decoded_in_the_bare_form_too(self, system, shown):
        data = {
            "orgId": system.institution, "businessType": "01101", "operatorId": "1",
            "ecQrCode": shown(),
        }  # fmt: skip
        path = "/gateway/x/fsi/api/hsecfc/localQrCodeQuery"
        answer = system.post(path, json.dumps({"data": data}), content_type="application/json")
        found = answer.json()
        assert found["type"] == "success" and found["data"]["ecToken"]

    def test_opens_nothing_for_another_institution(self, system, shown, city):
        """T31: another institution's token is as unknown as none."""
        token = system.decode(shown())["data"]["ecToken"]
        other = world.institution(city)
        access.open_for(
            by=None, client=world.client_of(other), opening=access.Opening(variant="NONE")
        )
        stranger = System(Client().post, other.fixmedins_code)
        assert stranger.call("1101", info("01", token)).code == -1

    def test_is_over_when_its_time_is_over(self, system, shown):
        token = system.decode(shown())["data"]["ecToken"]
        row = GatewayToken.objects.get()
        GatewayToken.objects.update(opens_until=row.given_at)
        assert "重新出示" in system.call("1101", info("01", token)).words

    def test_serves_one_visit_to_the_end_of_the_day(self, system, place, partner, worker, shown):
        token = system.decode(shown())["data"]["ecToken"]
        common = {"by": partner, "institution": place, "token": token}
        tokens.bind(**common, mdtrt_id="M1")
        GatewayToken.objects.update(opens_until=GatewayToken.objects.get().given_at)
        tokens.check(**common, mdtrt_id="M1", psn_no=worker.person.psn_no)
        with pytest.raises(tokens.TokenUnknown):
            tokens.check(**common, mdtrt_id="M2", psn_no=worker.person.psn_no)
        with pytest.raises(tokens.TokenUnknown):
            tokens.check(**common, mdtrt_id="M1", psn_no=worker.person.psn_no, fresh=True)
        with pytest.raises(tokens.TokenOfAnotherPerson):
            tokens.check(**common, mdtrt_id="M1", psn_no="another")


class TestPeople:
    def test_are_found_by_number_and_name_together(self, system, worker):
        """T04: a number alone proves nothing."""
        person = worker.person
        assert system.call("1101", info("02", person.certno, psn_name=person.name)).code == 0
        assert system.call("1101", info("02", person.certno, psn_name="张三丰")).code == -1
        assert "psn_name" in system.call("1101", info("02", person.certno)).words

    def test_have_the_codes_of_the_clients_own_tables(self, system, worker):
        asked = info("03", worker.person.card_no)
        GatewayAccess.objects.update(codes="JIANGXI")
        assert system.call("1101", asked).output["insuinfo"][0]["psn_type"] == "11"

    def test_are_masked_for_a_client_without_the_right(self, system, partner, worker):
        partner.allowed_scopes = world.ALL_SCOPES
        partner.save()
        base = system.call("1101", info("03", worker.person.card_no)).output["baseinfo"]
        assert worker.person.name not in base["psn_name"] and "*" in base["certno"]

    def test_are_not_asked_for_by_a_client_without_rights(self, system, partner, worker):
        """T75."""
        partner.allowed_scopes = ["settlements:read"]
        partner.save()
        assert system.call("1101", info("03", worker.person.card_no)).code == -1

    def test_leave_no_trace_in_the_log(self, system, worker, shown):
        """T89: neither name nor number nor token is in the log."""
        token = system.decode(shown())["data"]["ecToken"]
        system.call("1101", info("01", token))
        person = worker.person
        system.call("1101", info("02", person.certno, psn_name=person.name))
        kept = "".join(row.request + row.answer for row in GatewayMessage.objects.all())
        assert GatewayMessage.objects.count() == 3
        for telling in (token, person.name, person.certno, person.psn_no):
            assert telling not in kept

    def test_know_what_the_fund_pays(self, system, worker):
        asked = {
            "psn_no": worker.person.psn_no, "insutype": "310", "med_type": "11",
            "fixmedins_code": system.institution, "begntime": "2026-11-23 08:00:00",
        }  # fmt: skip
        assert "凭证" in system.call("2001", {"data": asked}).words
        system.call("1101", info("03", worker.person.card_no))
        row = system.call("2001", {"data": asked}).output["trtinfo"][0]
        assert (row["fund_pay_type"], row["trt_enjymnt_flag"]) == ("310100", "1")


class TestReferenceData:
    def test_names_institutions_by_code_and_by_part_of_the_name(self, system, place):
        by_code = {"fixmedins_type": "1", "fixmedins_code": place.fixmedins_code}
        row = system.call("1201", {"medinsinfo": by_code}).output["medinsinfo"][0]
        assert (row["fixmedins_name"], row["hosp_lv"]) == (place.name, "1")
        by_name = {"fixmedins_type": "1", "fixmedins_name": "测试"}
        assert system.call("1201", {"medinsinfo": by_name}).output["medinsinfo"]
        assert system.call("1201", {"medinsinfo": {"fixmedins_type": "1"}}).code == -1

    def test_names_codes_in_the_clients_own_tables(self, system):
        asked = {"data": {"type": "psn_type", "admdvs": "510600", "date": "2026-11-23"}}
        values = {row["value"] for row in system.call("1901", asked).output["list"]}
        assert "12" in values
        GatewayAccess.objects.update(codes="JIANGXI")
        values = {row["value"] for row in system.call("1901", asked).output["list"]}
        assert "21" in values and "12" not in values
        unknown = {"data": {**asked["data"], "type": "nothing"}}
        assert "nothing" in system.call("1901", unknown).words

    def test_downloads_the_catalogue_as_a_zip_with_tabs(self, system):
        file = system.call("1301", {"data": {"ver": "v0000"}}).output
        assert repr(file["data_cnt"]) == str(len(world.ITEMS))
        asked = {**{k: file[k] for k in ("file_qury_no", "filename")}, "fixmedins_code": "plc"}
        message = system.envelope("9102", {"fsDownloadIn": asked})
        answer = system.post(ONE_ADDRESS, json.dumps(message), content_type="text/plain")
        assert "application/octet-stream" in answer["Content-Type"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            lines = archive.read(archive.namelist()[0]).decode().splitlines()
        cells = lines[0].split("\t")
        assert (len(lines), len(cells), cells[0]) == (len(world.ITEMS), 97, "GC05")
        assert "null" in cells and "" not in cells
        assert system.call("1301", {"data": {"ver": "v20200101"}}).output["data_cnt"] == 0

    def test_shows_the_catalogue_page_by_page(self, system):
        asked = {"updt_time": "2020-01-01", "page_num": 2, "page_size": "2"}
        found = system.call("1312", {"data": asked}).output
        assert (found["recordCounts"], found["pages"], len(found["data"])) == (5, 3, 2)

    def test_takes_a_file_and_gives_it_back_to_its_owner_only(self, system, city):
        row = {"filename": "对账.zip", "fixmedins_code": system.institution}
        message = system.envelope("9101", {"fsUploadIn": row})
        form = {"jsonStr": json.dumps(message), "file": io.BytesIO(b"PK-bytes")}
        file = system.post(ONE_ADDRESS, form).json()["output"]
        asked = {
            "file_qury_no": file["file_qury_no"], "filename": file["filename"],
            "fixmedins_code": system.institution,
        }  # fmt: skip
        fetch = system.envelope("9102", {"fsDownloadIn": asked})
        answer = system.post(ONE_ADDRESS, json.dumps(fetch), content_type="text/plain")
        assert answer.content == b"PK-bytes"
        other = world.institution(city)
        access.open_for(
            by=None, client=world.client_of(other), opening=access.Opening(variant="NONE")
        )
        stranger = System(Client().post, other.fixmedins_code)
        assert "没有这个文件" in stranger.call("9102", {"fsDownloadIn": asked}).words

    def test_the_log_keeps_no_more_than_it_may(self, system):
        system.call("9001", SIGN_IN)
        assert GatewayMessage.objects.count() == 1
        GatewayMessage.objects.update(at="2020-01-01T00:00:00Z")
        assert messages.forget_old(by=None) == 1
