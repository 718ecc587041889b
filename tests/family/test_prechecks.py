"""Automatic checks of a request: findings, the register in trouble, passing by published rules."""

from datetime import date, timedelta

import pytest

from accounts.models import FaceCheck
from accounts.selectors import people
from family.data import Policy
from family.models import Binding, Finding
from family.services import prechecks, requests
from family.states import RequestState
from tests.factories import family as make
from tests.factories import prechecks as checked
from tests.factories import vouchers as voucher_factory
from tests.factories.bindings import make_binding
from vouchers.models import Channel, Voucher
from yibao.audit.models import AuditEvent
from yibao.cases.models import Case
from yibao.kernel import clock, outbox

AUTO = {"auto_approval": True, "auto_sample_percent": 0}


@pytest.fixture(autouse=True)
def books(settings, tmp_path):
    settings.DATA_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def own_pages(db):
    return Channel.objects.get_or_create(
        code="SELF", defaults={"name": "本平台", "kind": "SELF", "can_bind": True}
    )[0]


def rules_of(**more):
    return {name: getattr(Policy(), name) for name in ("max_members", "relations")} | more


def run(request):
    return prechecks.run(by=None, request_id=request.pk)


def outcomes(request, code=None):
    rows = Finding.objects.filter(request=request, round=request.round)
    found = {(row.code, row.slot_code): row.outcome for row in rows}
    return {key[1]: value for key, value in found.items() if key[0] == code} if code else found


def outcome(request, code, slot=""):
    return outcomes(request)[code, slot]


class TestMatch:
    def test_confirms_only_the_declared_relation(self, holder, child):
        checked.know(holder.person, child)
        draft = make.make_draft(holder.person, child)
        assert prechecks.match(by=holder, request=draft).is_confirmed
        draft.relation = "SIBLING"
        match = prechecks.match(by=holder, request=draft)
        assert (match.has_answer, match.is_confirmed) == (True, False)
        assert not hasattr(match, "relation")

    def test_does_not_ask_about_somebody_unknown(self, holder, child, monkeypatch):
        draft = make.make_draft(holder.person, child)
        draft.member = None
        monkeypatch.setattr(prechecks, "current_kinship", None)
        assert not prechecks.match(by=holder, request=draft).has_answer

    @pytest.mark.parametrize("words", ["down", "garbage", "wrong"])
    def test_says_nothing_while_the_register_is_in_trouble_t100(self, holder, child, books, words):
        checked.know(holder.person, child)
        checked.act_out(books, words)
        match = prechecks.match(by=holder, request=make.make_draft(holder.person, child))
        assert (match.has_answer, match.is_confirmed) == (False, False)


class TestRun:
    def test_hands_a_clean_request_to_the_officers_by_default(self, holder, child):
        checked.know(holder.person, child)
        row = run(checked.make_whole(holder, child))
        assert (row.state, row.score, row.is_risky) == (RequestState.IN_REVIEW, 100, False)
        assert row.matched_relation == "CHILD"
        assert set(outcomes(row).values()) <= {"OK", "UNKNOWN"}
        verbs = list(row.events.order_by("at", "pk").values_list("to_state", flat=True))
        assert verbs[-2:] == ["PRECHECK", "IN_REVIEW"]
        assert sum(row.findings.values_list("weight", flat=True)) == 100

    def test_is_safe_to_repeat(self, holder, child):
        request = checked.make_whole(holder, child)
        run(request)
        count = Finding.objects.count()
        assert run(request).state == RequestState.IN_REVIEW
        assert (Finding.objects.count(), Case.objects.count()) == (count, 1)

    def test_goes_on_where_a_worker_died_between(self, holder, child):
        request = checked.make_whole(holder, child, state=RequestState.PRECHECK)
        assert run(request).state == RequestState.IN_REVIEW

    def test_is_owed_by_the_outbox(self, holder, child):
        from family.services import request_steps as steps

        request = checked.make_whole(holder, child)
        steps.owe_precheck(by=holder, request=request)
        assert outbox.work_off() == 1
        request.refresh_from_db()
        assert request.state == RequestState.IN_REVIEW

    def test_leaves_alone_what_was_withdrawn_meanwhile(self, holder, child):
        request = checked.make_whole(holder, child, state=RequestState.WITHDRAWN)
        assert run(request).state == RequestState.WITHDRAWN
        assert not Finding.objects.exists()

    def test_asks_the_register_with_no_lock_held(self, holder, child, monkeypatch):
        from django.db import connection

        seen = []

        class Register:
            def relation(self, **_):
                seen.append(len(connection.savepoint_ids))
                return "CHILD"

        monkeypatch.setattr(prechecks, "current_kinship", Register)
        depth = len(connection.savepoint_ids)
        run(checked.make_whole(holder, child))
        assert seen == [depth]


class TestFindings:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"member_name": "李小四"}, "IDENTITY"),
            ({"member_birth_date": date(2001, 1, 1)}, "IDENTITY"),
            ({"notice_version": "old"}, "NOTICE"),
            ({"relation": "PARENT"}, "RELATION_AGES"),
            ({"relation": "SIBLING"}, "RELATION_KIND"),
            ({"branch": "ADULT"}, "AGE_PATH"),
        ],
    )
    def test_point_at_what_does_not_fit(self, holder, child, change, code):
        request = checked.make_whole(holder, child)
        for name, value in change.items():
            setattr(request, name, value)
        request.save()
        row = run(request)
        assert outcome(row, code) == "LOOK"
        assert row.state == RequestState.IN_REVIEW

    def test_need_the_member_insured_and_alive_p46_p39(self, holder, tenant):
        gone = make.make_member(tenant, stas="4")
        gone.deceased_on = clock.today()
        gone.save()
        row = run(checked.make_whole(holder, gone))
        assert outcome(row, "MEMBER_INSURED") == outcome(row, "MEMBER_ALIVE") == "LOOK"

    def test_need_the_holder_active_p46(self, holder, child):
        Voucher.objects.filter(person=holder.person).update(state="SUSPENDED")
        assert outcome(run(checked.make_whole(holder, child)), "HOLDER_READY") == "LOOK"

    def test_name_an_unknown_number_p60(self, holder, child):
        request = checked.make_whole(holder, child)
        request.member = None
        request.save()
        row = run(request)
        assert outcome(row, "IDENTITY") == "LOOK"
        assert outcome(row, "MEMBER_INSURED") == "UNKNOWN"

    def test_know_one_spouse_only_p47(self, tenant):
        husband = make.make_holder(tenant, born=date(1980, 1, 1))
        wives = [make_woman(tenant) for _ in range(2)]
        make_binding(husband.person, wives[0], "SPOUSE")
        row = run(checked.make_whole(husband, wives[1], "SPOUSE", paper="MARRIAGE"))
        assert outcome(row, "RELATION_COUNT") == "LOOK"

    def test_know_that_the_member_is_somebody_elses_spouse_p47(self, tenant):
        first = make.make_holder(tenant, born=date(1980, 1, 1))
        second = make.make_holder(tenant, born=date(1981, 1, 1))
        wife = make_woman(tenant)
        make_binding(first.person, wife, "SPOUSE")
        row = run(checked.make_whole(second, wife, "SPOUSE", paper="MARRIAGE"))
        assert outcome(row, "RELATION_COUNT") == "LOOK"

    def test_name_the_place_that_is_empty(self, holder, child):
        row = run(checked.make_whole(holder, child, paper="", proof_set="HOUSEHOLD"))
        assert outcomes(row, "PAGES") == {
            "REGISTER_HOME": "LOOK",
            "REGISTER_SELF": "LOOK",
            "REGISTER_MEMBER": "LOOK",
        }

    def test_name_the_picture_that_cannot_be_read_p71(self, holder, child):
        request = checked.make_whole(holder, child, paper="")
        request.proof_set = "BIRTH_CERTIFICATE"
        request.save()
        checked.hand_in(request, quality={"flaws": ["glare"]})
        row = run(request)
        found = Finding.objects.get(request=row, code="PICTURES")
        assert (found.outcome, found.slot_code) == ("LOOK", "BIRTH_CERTIFICATE")
        assert found.evidence["flaws"] == ["glare"]

    @pytest.mark.parametrize(
        "change",
        [
            {"promise_version": "old"}, {"promise_text": "本人承诺"}, {"signed_at": None},
            {"signature_way": "DRAWN"},
        ],
    )  # fmt: skip
    def test_need_the_letter_signed_in_its_version_and_name_p62(self, holder, child, change):
        request = checked.make_whole(holder, child)
        for name, value in change.items():
            setattr(request, name, value)
        request.save()
        assert outcome(run(request), "PROMISE") == "LOOK"

    def test_see_the_same_picture_in_another_persons_request_p72(self, holder, child, tenant):
        first = checked.make_whole(holder, child)
        seen = first.documents.get()
        other = make.make_holder(tenant)
        request = checked.make_whole(other, make.make_member(tenant), paper="")
        request.proof_set = "BIRTH_CERTIFICATE"
        request.save()
        checked.hand_in(request, source_sha256=seen.source_sha256)
        row = run(request)
        found = Finding.objects.get(request=row, code="DUPLICATES")
        assert (found.outcome, found.is_risk) == ("LOOK", True)
        assert found.evidence["requests"] == [first.number]
        assert row.is_risky and row.case.needs_second

    def test_see_many_people_wanting_one_member_p91(self, tenant, child, settings):
        settings.FAMILY_RISK_MONTH_BINDERS = 3
        rows = [run(checked.make_whole(make.make_holder(tenant), child)) for _ in range(3)]
        assert [outcome(row, "RING_BINDERS") for row in rows] == ["OK", "OK", "LOOK"]
        assert Case.objects.filter(case_type="family.risk").count() == 1

    def test_see_one_device_behind_many_holders_f44(self, tenant, settings):
        settings.FAMILY_RISK_DEVICE_HOLDERS = 3
        rows = []
        for _ in range(3):
            user = make.make_holder(tenant)
            sign_in(user, "one-device")
            rows.append(run(checked.make_whole(user, make.make_member(tenant))))
        assert [outcome(row, "RING_DEVICE") for row in rows] == ["OK", "OK", "LOOK"]

    def test_hold_no_name_and_no_number(self, holder, child):
        row = run(checked.make_whole(holder, child))
        said = str(list(row.findings.values_list("evidence", flat=True)))
        for secret in (child.name, child.certno, holder.person.name, holder.person.certno):
            assert secret not in said


class TestPortrait:
    def ask(self, tenant, member, **policy):
        user = make.make_holder(tenant, born=date(1970, 1, 1))
        request = checked.make_whole(
            user, member, policy=rules_of(member_photo_needed=True, **policy)
        )
        checked.hand_in(request, "PORTRAIT")
        return request

    def test_is_never_compared_below_16_p64_p193(self, tenant, child, monkeypatch):
        monkeypatch.setattr("family.services.portraits._bytes", lambda photo: b"\xff\xd8\xffx")
        monkeypatch.setattr("accounts.services.face_photos.current_face", None)
        row = run(self.ask(tenant, child))
        assert outcomes(row, "PORTRAIT") == {"PORTRAIT": "UNKNOWN"}
        assert not FaceCheck.objects.exists()

    @pytest.mark.parametrize(("has_agreed", "said"), [(True, "OK"), (False, "UNKNOWN")])
    def test_needs_the_members_own_consent_t21(self, tenant, monkeypatch, has_agreed, said):
        from accounts.services import face

        monkeypatch.setattr("family.services.portraits._bytes", lambda photo: b"\xff\xd8\xffx")
        grown = voucher_factory.make_holder(tenant, born=date(1999, 1, 1))
        if has_agreed:
            face.agree(by=grown)
        row = run(self.ask(tenant, grown.person))
        assert outcomes(row, "PORTRAIT") == {"PORTRAIT": said}

    def test_is_left_alone_where_the_area_does_not_compare(self, tenant, monkeypatch):
        grown = voucher_factory.make_holder(tenant, born=date(1999, 1, 1))
        user = make.make_holder(tenant, born=date(1970, 1, 1))
        request = checked.make_whole(user, grown.person)
        checked.hand_in(request, "PORTRAIT")
        assert outcomes(run(request), "PORTRAIT") == {}


class TestPublishedRules:
    def test_bind_a_registered_child_without_a_person_f45(self, holder, child):
        checked.know(holder.person, child)
        row = run(checked.make_whole(holder, child, policy=rules_of(**AUTO)))
        assert (row.state, row.binding.way) == (RequestState.APPROVED, Binding.Way.RULES)
        event = AuditEvent.objects.get(verb="family.request.passed_by_rules")
        assert event.data["score"] == 100
        assert "2026-1/REGISTER_RELATION/P63" in event.data["rules"]

    def test_leave_to_officers_what_an_officer_returned_p77_p181(self, holder, child):
        checked.know(holder.person, child)
        for way in ("ONLINE", "COUNTER"):
            request = checked.make_whole(holder, child, policy=rules_of(**AUTO), way=way)
            type(request).objects.filter(pk=request.pk).update(round=2, returns=1)
            assert run(request).state == RequestState.IN_REVIEW
            release(request)

    def test_send_the_drawn_ones_to_people_f45(self, holder, child):
        checked.know(holder.person, child)
        policy = rules_of(auto_approval=True, auto_sample_percent=100)
        row = run(checked.make_whole(holder, child, policy=policy))
        assert row.state == RequestState.IN_REVIEW
        assert AuditEvent.objects.filter(verb="family.request.sampled").exists()

    def test_ask_a_grown_member_all_the_same_p74(self, tenant):
        son = make.make_holder(tenant, born=date(1980, 1, 1))
        mother = voucher_factory.make_holder(tenant, name="李桂芳", born=date(1955, 1, 1))
        checked.know(son.person, mother.person, "PARENT")
        request = checked.make_whole(
            son,
            mother.person,
            "PARENT",
            paper="",
            policy=rules_of(**AUTO),
            needs_consent=True,
            matched_relation="PARENT",
        )
        row = run(request)
        assert row.state == RequestState.CONSENT_PENDING
        assert not Binding.objects.exists()

    @pytest.mark.parametrize("words", ["down", "garbage", "wrong", "slow:5000"])
    def test_let_nobody_through_while_the_register_is_in_trouble_t100_f26(
        self, holder, child, books, words, monkeypatch
    ):
        monkeypatch.setattr("family.gateways.kinship_simulator.time.sleep", lambda _: None)
        checked.know(holder.person, child)
        checked.act_out(books, words)
        lenient = rules_of(**AUTO, auto_score=0, match_instant=True)
        request = checked.make_whole(holder, child, policy=lenient, matched_relation="CHILD")
        row = run(request)
        assert (row.state, outcome(row, "REGISTER_RELATION")) == ("IN_REVIEW", "UNKNOWN")
        assert not Binding.objects.exists()

    def test_see_through_a_register_that_lies_t100(self, tenant, books):
        checked.act_out(books, "lying")
        lenient = rules_of(**AUTO, auto_score=0)
        son = make.make_holder(tenant, born=date(1990, 1, 1))
        mother = voucher_factory.make_holder(tenant, born=date(1960, 1, 1))
        for relation in ("PARENT", "CHILD"):
            request = checked.make_whole(
                son, mother.person, relation, paper="HOUSEHOLD", policy=lenient
            )
            assert run(request).state == RequestState.IN_REVIEW
            release(request)
        assert not Binding.objects.exists()

    def test_give_way_to_a_limit_that_was_reached_meanwhile_p15(self, holder, child, monkeypatch):
        from family.errors import MemberCardFull
        from family.services import reviews

        def full(**_):
            raise MemberCardFull

        checked.know(holder.person, child)
        monkeypatch.setattr(reviews.bindings, "make", full)
        row = run(checked.make_whole(holder, child, policy=rules_of(**AUTO)))
        assert row.state == RequestState.IN_REVIEW
        event = AuditEvent.objects.get(verb="family.request.not_passed_by_rules")
        assert event.data["refusal"] == MemberCardFull.code
        assert not AuditEvent.objects.filter(verb="family.request.passed_by_rules").exists()


def make_woman(tenant):
    for _ in range(8):
        person = make.make_member(tenant, name="陈秀兰", born=date(1982, 2, 3))
        if person.gend == "2":
            return person
    raise AssertionError("no woman")


def release(request):
    requests.withdraw(by=people.user_of(request.holder), ref=request.ref)


def sign_in(user, device):
    from accounts.models import SignIn

    now = clock.now()
    SignIn.objects.create(
        user=user,
        session_key=f"s{user.pk.hex[:20]}",
        device_hash=device,
        label="手机",
        way="PHONE_CODE",
        began_at=now - timedelta(hours=1),
        last_seen_at=now,
    )
