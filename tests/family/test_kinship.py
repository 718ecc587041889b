"""The registers of kinship and births: simulator, program behind HTTP, adapter (T100, F26)."""

import threading
import time

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from family.gateways import KinshipAway, current_kinship, kinship_http, kinship_program
from family.gateways.kinship_http import HttpKinshipGateway
from family.gateways.kinship_simulator import SimulatedKinshipGateway
from family.models import BirthRecord, KinshipRecord
from tests.factories import family as make
from yibao.kernel import crypto

CERTIFICATE = "Q510012345"


@pytest.fixture(autouse=True)
def books(settings, tmp_path):
    settings.DATA_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant).person


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


@pytest.fixture
def known(tenant, holder, child):
    KinshipRecord.objects.create(
        tenant=tenant,
        holder_index=holder.certno_index,
        member_index=child.certno_index,
        relation="CHILD",
    )
    BirthRecord.objects.create(
        tenant=tenant,
        certificate_index=crypto.blind_index(CERTIFICATE, "birth_certificate"),
        mother_index=holder.certno_index,
        child=child,
    )


def switch(books, words):
    (books / "simulators").mkdir(exist_ok=True)
    (books / "simulators" / "kinship").write_text(words)


def ask(gateway, holder, child):
    return gateway.relation(holder_certno=holder.certno, member_certno=child.certno)


def ask_birth(gateway, mother, number=CERTIFICATE, name=""):
    return gateway.birth(
        certificate_no=number, mother_name=name or mother.name, mother_certno=mother.certno
    )


class TestSimulator:
    def test_knows_both_directions(self, known, holder, child):
        gateway = current_kinship()
        assert isinstance(gateway, SimulatedKinshipGateway)
        assert ask(gateway, holder, child) == "CHILD"
        assert ask(gateway, child, holder) == "PARENT"
        assert ask(gateway, holder, holder) == ""

    def test_knows_births_by_number_name_and_mother_p67(self, known, holder, child, tenant):
        gateway = current_kinship()
        birth = ask_birth(gateway, holder)
        assert (birth.child_certno, birth.mother_certno) == (child.certno, holder.certno)
        assert ask_birth(gateway, holder, number="Q510099999") is None
        assert ask_birth(gateway, holder, name="李四") is None
        assert ask_birth(gateway, make.make_holder(tenant).person) is None

    @pytest.mark.parametrize("words", ["down", "garbage", "wrong", "slow:5000"])
    def test_counts_a_fault_as_no_answer_t100(
        self, known, holder, child, books, words, monkeypatch
    ):
        monkeypatch.setattr("family.gateways.kinship_simulator.time.sleep", lambda _: None)
        switch(books, words)
        with pytest.raises(KinshipAway):
            ask(current_kinship(), holder, child)
        with pytest.raises(KinshipAway):
            ask_birth(current_kinship(), holder)


@pytest.fixture
def register(transactional_db, settings):
    server = kinship_program.serve(port=0, token="t")
    settings.KINSHIP_HTTP_URL = f"http://127.0.0.1:{server.server_port}"
    settings.KINSHIP_HTTP_TOKEN = "t"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield settings.KINSHIP_HTTP_URL
    server.shutdown()
    server.server_close()


class TestProgram:
    def test_is_asked_by_the_adapter_of_production(self, register, known, holder, child):
        gateway = HttpKinshipGateway()
        assert ask(gateway, holder, child) == "CHILD"
        assert ask_birth(gateway, holder).child_certno == child.certno
        assert ask_birth(gateway, holder, number="Q510000000") is None

    def test_acts_out_faults_by_its_control_port_f26(
        self, register, known, holder, child, monkeypatch
    ):
        monkeypatch.setattr(kinship_http, "ANSWER_SECONDS", 0.5)
        gateway = HttpKinshipGateway()
        for words in ("down", "garbage", "wrong", "slow:2900"):
            said = requests.put(f"{register}/control", data=words, timeout=5).json()
            assert said == {"words": [words]}
            began = time.monotonic()
            with pytest.raises(KinshipAway):
                ask(gateway, holder, child)
            assert time.monotonic() - began < 2.8
        requests.put(f"{register}/control", data="", timeout=5)
        assert requests.get(f"{register}/control", timeout=5).json() == {"words": []}
        assert ask(gateway, holder, child) == "CHILD"

    def test_answers_nobody_without_the_token(self, register, settings, holder, child):
        settings.KINSHIP_HTTP_TOKEN = "other"
        with pytest.raises(KinshipAway, match="401"):
            ask(HttpKinshipGateway(), holder, child)
        assert requests.post(f"{register}/relation", json={}, timeout=5).status_code == 401

    def test_never_runs_beside_real_people(self, settings):
        settings.SANDBOX_ENABLED = False
        with pytest.raises(kinship_program.NotASandbox):
            kinship_program.serve(port=0, token="t")


class TestAdapter:
    def test_fails_fast_without_its_settings(self, settings):
        settings.KINSHIP_GATEWAY = "family.gateways.kinship_http.HttpKinshipGateway"
        settings.KINSHIP_HTTP_TOKEN = ""
        with pytest.raises(ImproperlyConfigured):
            current_kinship()

    @pytest.mark.parametrize(
        "said",
        [
            [], {"relation": "CHILD"}, {"reference": "other", "relation": "CHILD"},
            {"reference": "r", "relation": "FRIEND"}, {"reference": "r", "relation": None},
            {"reference": "r"},
        ],
    )  # fmt: skip
    def test_believes_only_an_answer_to_its_question_t100(self, said):
        from family.gateways.kinship_port import read_relation

        with pytest.raises(KinshipAway):
            read_relation(said, reference="r")

    @pytest.mark.parametrize(
        "more",
        [
            {"certificate_no": "other"}, {"mother_certno": "510600198001010013"},
            {"mother_name": "李四"}, {"child_certno": "123"}, {"found": "yes"},
        ],
    )  # fmt: skip
    def test_believes_a_birth_only_of_the_asked_mother_t100(self, tenant, more):
        from family.gateways.kinship_port import read_birth

        mother, child = make.make_holder(tenant).person, make.make_member(tenant)
        asked = {
            "certificate_no": CERTIFICATE,
            "mother_name": mother.name,
            "mother_certno": mother.certno,
        }
        said = {"reference": "r", "found": True, "child_certno": child.certno, **asked}
        assert read_birth(said, reference="r", **asked).child_certno == child.certno
        with pytest.raises(KinshipAway):
            read_birth({**said, **more}, reference="r", **asked)
