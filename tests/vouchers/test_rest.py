"""The scan call of the partner API (partner-api 2)."""

import json
import random
import string
from itertools import count

import pytest
from django.test import Client

from accounts.models import Enrolment, PartnerClient
from tests.factories import vouchers as make
from vouchers.models import DynamicCode, Scan, Voucher
from vouchers.services import guesses
from yibao.kernel import clock, rates

pytestmark = pytest.mark.django_db
_keys = count(1)


@pytest.fixture
def token(till):
    """Bearer token of the hospital."""
    return make.make_token(till)


@pytest.fixture
def call(token):
    """POST a scan; text is sent as it is."""
    http = Client(raise_request_exception=True)

    def work(body, *, key=None, bearer=token, **headers):
        content = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
        given = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key or f"s-{next(_keys)}"}
        return http.post(
            "/api/v1/scans/",
            content,
            content_type="application/json",
            headers={name: value for name, value in (given | headers).items() if value},
        )

    return work


def body(code=None, **more):
    facts = {
        "medium": "code",
        "business_type": "01301",
        "terminal": "T01",
        "operator": {"id": "0007", "name": "收费员"},
        "dept": {"id": "A03", "name": "呼吸内科"},
    }
    if code is not None:
        facts["code"] = code
    return {name: value for name, value in (facts | more).items() if value is not ...}


class TestScan:
    def test_answers_exactly_what_is_written(self, holder, call):
        answer = call(body(make.show(holder)))
        assert answer.status_code == 201
        found = answer.json()
        scan = Scan.objects.get()
        assert found == {
            "scan_id": scan.scan_id,
            "expires_at": clock.local(scan.expires_at).isoformat(timespec="seconds"),
            "purpose": "patient",
            "person": {
                "psn_no": holder.person.psn_no,
                "psn_name": "陈*军",
                "gend": holder.person.gend,
                "age": holder.person.age_on(clock.today()),
                "insutype": "310",
                "psn_type": "11",
                "insuplc_admdvs": "510600",
                "insuplc_name": found["person"]["insuplc_name"],
                "psn_insu_stas": "1",
            },
            "presented_by": None,
            "voucher_status": "ACTIVE",
            "warnings": [],
        }
        assert found["expires_at"].endswith("+08:00")

    def test_names_the_relation_of_who_shows_it(self, tenant, holder, call):
        from family.services import showing
        from tests.factories.bindings import make_binding

        child = make.make_holder(tenant)
        bound = make_binding(holder.person, child.person, "CHILD")
        issued = showing.show(by=holder, ref=bound.ref)
        assert call(body(issued.code)).json()["presented_by"] in ("父亲", "母亲")

    def test_refuses_a_relatives_code_without_a_right(self, tenant, holder, call):
        from vouchers.services import codes

        child = make.make_holder(tenant)
        issued = codes.issue(by=holder, person=child.person, presented_as="父母")
        assert call(body(issued.code)).json()["code"] == "voucher.code.not_for_you"

    def test_shows_name_and_number_only_with_the_scope(self, holder, till, call):
        till.allowed_scopes = ["vouchers:scan", "persons:identity"]
        till.save()
        bearer = make.make_token(till)
        person = call(body(make.show(holder)), bearer=bearer).json()["person"]
        assert person["psn_name"] == holder.person.name
        assert person["certno"] == holder.person.certno

    def test_takes_a_card(self, holder, call):
        asked = body(medium="social_card", card_no=holder.person.card_no)
        assert call(asked).json()["person"]["psn_no"] == holder.person.psn_no

    def test_takes_number_and_name(self, holder, call):
        person = holder.person
        asked = body(medium="id_card", certno=person.certno, name=person.name)
        assert call(asked).status_code == 201

    def test_warns_of_restriction_p6(self, holder, call):
        code = make.show(holder)
        Enrolment.objects.update(psn_insu_stas="2")
        found = call(body(code)).json()
        assert found["voucher_status"] == "RESTRICTED"
        assert found["warnings"] == ["voucher.restricted"]

    def test_keeps_the_agent_as_a_hash_only_p90(self, tenant, holder, call):
        other = make.make_person(tenant)
        agent = {"certno": other.certno, "name": other.name}
        assert call(body(make.show(holder), agent=agent)).status_code == 201
        assert Scan.objects.get().agent_index == other.certno_index

    def test_answers_a_repeat_byte_for_byte_without_a_second_use(self, holder, call):
        asked = body(make.show(holder))
        first, second = call(asked, key="same"), call(asked, key="same")
        assert first.content == second.content
        assert second["Idempotent-Replayed"] == "true"
        assert Scan.objects.count() == 1

    def test_stays_used_even_if_settling_fails_t01(self, holder, call):
        code = make.show(holder)
        scan_id = call(body(code)).json()["scan_id"]
        Scan.objects.filter(scan_id=scan_id).update(expires_at=clock.now())
        assert call(body(code)).json()["code"] == "voucher.code.used"


class TestRefusals:
    def test_speak_to_clerk_and_patient_p41(self, holder, call):
        code = make.show(holder)
        call(body(code))
        answer = call(body(code))
        assert answer.status_code == 409
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["code"] == "voucher.code.used"
        assert problem["alias"] == "E-VCH-06"
        assert problem["detail"] != problem["patient_text"]
        assert problem["hotline"]
        assert problem["trace_id"]
        assert len(problem["title"]) <= 14
        assert len(problem["patient_text"]) <= 40

    def test_are_stored_and_replayed(self, holder, call):
        Voucher.objects.update(state="SUSPENDED")
        code_row = call(body("4" * 28), key="again")
        again = call(body("4" * 28), key="again")
        assert again.content == code_row.content
        assert again["Idempotent-Replayed"] == "true"
        assert Scan.objects.filter(outcome="voucher.code.unknown").count() == 1

    def test_of_suspension_count_at_once_t11(self, holder, call):
        code = make.show(holder)
        Voucher.objects.update(state="SUSPENDED")
        assert call(body(code)).json()["code"] == "voucher.suspended"

    def test_leave_the_code_where_the_institution_is_wrong(self, holder, hospital, call):
        hospital.accepts_voucher = False
        hospital.save()
        assert call(body(make.show(holder))).json()["code"] == "institution.capability_missing"
        assert DynamicCode.objects.get().used_at is None

    def test_stop_a_client_that_guesses_t04(self, holder, till, call):
        for _ in range(guesses.LIMIT):
            rates.hit(f"scan-unknown:{till.pk}", seconds=guesses.WINDOW_SECONDS)
        answer = call(body(make.show(holder)))
        assert answer.status_code == 429
        assert answer.json()["code"] == "request.rate_limited"
        assert int(answer["Retry-After"]) > 0
        assert DynamicCode.objects.get().used_at is None

    def test_are_401_without_a_token_and_403_without_the_scope(self, hospital, call):
        assert call(body("1" * 28), bearer="nonsense").status_code == 401
        poor = make.make_token(make.make_client(hospital, scopes=["visits:write"]))
        answer = call(body("1" * 28), bearer=poor)
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.scope_missing")

    def test_are_403_for_an_app_without_a_counter(self, tenant, call):
        app = PartnerClient.objects.create(
            tenant=tenant,
            kind="CHANNEL_APP",
            name="app",
            client_type="confidential",
            authorization_grant_type="client-credentials",
            allowed_scopes=["vouchers:scan"],
        )
        answer = call(body("1" * 28), bearer=make.make_token(app))
        assert answer.status_code == 403

    def test_need_a_key(self, call):
        answer = call(body("1" * 28), key=None, **{"Idempotency-Key": ""})
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_missing")


class TestShape:
    @pytest.mark.parametrize(
        ("asked", "path"),
        [
            (body(), "code"),
            (body("1" * 27), "code"),
            (body("１" * 28), "code"),
            (body(1234567890123456789012345678), "code"),
            (body("1" * 28, card_no="C0000001"), "card_no"),
            (body(medium="social_card"), "card_no"),
            (body(medium="id_card", certno="110101199003071234"), "certno"),
            (body(medium="id_card", name="王五"), "certno"),
            (body("1" * 28, business_type="结算"), "business_type"),
            (body("1" * 28, business_type="1301"), "business_type"),
            (body("1" * 28, terminal="T\n1"), "terminal"),
            (body("1" * 28, operator={"id": ""}), "operator.id"),
            (body("1" * 28, operator=...), "operator"),
            (body("1" * 28, medium="nfc"), "medium"),
            (body("1" * 28, purpose="payer"), "visit_id"),
            (body("1" * 28, visit_id="V1"), "visit_id"),
            (body("1" * 28, amuont="1.00"), "amuont"),
            (body("1" * 28, agent={"certno": "1", "name": "王五"}), "agent.certno"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, call, asked, path):
        answer = call(asked)
        assert answer.status_code == 422
        assert path in {row["path"] for row in answer.json()["errors"]}
        assert not Scan.objects.exists()

    def test_refuses_duplicate_keys_and_broken_json(self, call):
        assert call('{"medium": "code", "medium": "code"}').status_code == 400
        assert call('{"medium": ').status_code == 400


def hostile_texts():
    """What a QR code may carry when somebody means harm (T12)."""
    rng = random.Random(12)
    known = [
        "",
        " ",
        "\x00",
        "' OR '1'='1",
        "1; DROP TABLE vouchers_scan;--",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "${jndi:ldap://x/a}",
        "%00",
        "../../etc/passwd",
        "\u202e" + "1" * 28,
        "1" * 28 + "\u200b",
        "١" * 28,
        "１" * 28,
        "1" * 4096,
        "码" * 28,
        "\ud800",
        "😀" * 7,
        "1" * 27 + "\n",
        "\r\n" * 14,
        "-" + "1" * 27,
        "1e27",
        "0x" + "f" * 26,
        "NaN",
        "https://example.com/" + "a" * 3000,
        "alipay://platformapi",
        "wxp://f2f0",
        "\\u0031" * 28,
    ]
    letters = string.printable + "医保码€\u0300\u2028\ufeff\U0001f600"
    known += ["".join(rng.choice(letters) for _ in range(rng.randrange(1, 80))) for _ in range(160)]
    digits = ["".join(rng.choice(string.digits) for _ in range(size)) for size in range(1, 60)]
    return known + [text for text in digits if len(text) != 28]


class TestFuzz:
    def test_never_breaks_on_what_a_code_may_carry_t12(self, call):
        texts = hostile_texts()
        assert len(texts) >= 200
        for text in texts:
            content = json.dumps(body(text))
            answer = call(content)
            assert answer.status_code in (400, 422), (text, answer.content)
        assert not Scan.objects.exists()

    def test_never_breaks_on_values_of_other_kinds_t12(self, call):
        for value in (None, True, 1, -1, 1.5, [], {}, ["1" * 28], {"a": 1}, "1" * 28):
            for name in (
                "medium",
                "code",
                "business_type",
                "terminal",
                "operator",
                "dept",
                "agent",
                "purpose",
                "visit_id",
                "card_no",
                "certno",
                "name",
            ):
                answer = call(body() | {"code": "1" * 28} | {name: value})
                assert answer.status_code < 500, (name, value, answer.content)

    def test_finds_nothing_near_a_live_code_t04(self, holder, call):
        code = make.show(holder)
        number = int(code[:22])
        for step in range(1, 60):
            near = f"{(number + step) % 10**22:022d}{code[22:]}"
            assert call(body(near)).json()["code"] == "voucher.code.unknown"
        assert call(body(code)).status_code == 201


class TestDepartment:
    @pytest.mark.parametrize("dept", [None, {"id": "D" * 30}, {"id": "A03", "name": ""}])
    def test_may_be_left_out_or_have_no_name(self, holder, call, dept):
        assert call(body(make.show(holder), dept=dept)).status_code in (200, 201)

    def test_with_invisible_text_is_refused_in_plain_words(self, holder, call):
        answer = call(body(make.show(holder), dept={"id": "A\u200b03"}))
        assert answer.status_code == 422
        assert "含有看不见的字符" in answer.content.decode()


class TestPresence:
    """P88–P90: the operator says who is there; both identities are kept."""

    def test_is_asked_for_where_a_relative_shows_the_code(self, tenant, holder, call):
        from family.services import showing
        from tests.factories.bindings import make_binding

        child = make.make_holder(tenant)
        bound = make_binding(holder.person, child.person, "CHILD")
        shown = showing.show(by=holder, ref=bound.ref).code
        assert call(body(shown)).json()["warnings"] == ["voucher.presence_not_confirmed"]
        shown = showing.show(by=holder, ref=bound.ref).code
        answer = call(body(shown, presence="patient_present"))
        assert answer.json()["warnings"] == []
        assert Scan.objects.order_by("-pk").first().presence == "patient_present"

    def test_of_an_agent_is_an_authorised_purchase(self, tenant, holder, call):
        other = make.make_person(tenant)
        agent = {"certno": other.certno, "name": other.name}
        assert call(body(make.show(holder), agent=agent)).status_code == 201
        scan = Scan.objects.get()
        assert (scan.presence, scan.agent_index) == ("authorised_purchase", other.certno_index)
        assert scan.person == holder.person

    def test_refuses_an_agent_with_another_name_and_keeps_the_code(self, tenant, holder, call):
        other = make.make_person(tenant)
        code = make.show(holder)
        answer = call(body(code, agent={"certno": other.certno, "name": "张三丰"}))
        assert answer.json()["code"] == "voucher.agent.mismatch"
        assert call(body(code)).status_code == 201

    def test_of_an_agent_counts_a_wrong_name_as_a_guess_t04(self, tenant, holder, till, call):
        """Names are not tried against numbers for ever, though the code stays good."""
        other = make.make_person(tenant)
        code = make.show(holder)
        agent = {"certno": other.certno, "name": "张三丰"}
        key = f"scan-unknown:{till.pk}"
        assert call(body(code, agent=agent)).json()["code"] == "voucher.agent.mismatch"
        assert rates.peek(key, seconds=guesses.WINDOW_SECONDS) == 1
        for _ in range(guesses.LIMIT - 1):
            rates.hit(key, seconds=guesses.WINDOW_SECONDS)
        assert (
            call(body(code, agent={"certno": other.certno, "name": other.name})).status_code == 429
        )

    def test_refuses_the_patient_as_the_own_agent(self, holder, call):
        agent = {"certno": holder.person.certno, "name": holder.person.name}
        answer = call(body(make.show(holder), agent=agent))
        assert answer.json()["code"] == "voucher.agent.is_patient"

    def test_and_agent_fit_together(self, tenant, holder, call):
        other = make.make_person(tenant)
        agent = {"certno": other.certno, "name": other.name}
        for wrong in (
            {"presence": "authorised_purchase"},
            {"presence": "patient_present", "agent": agent},
        ):
            assert call(body(make.show(holder), **wrong)).status_code == 422
