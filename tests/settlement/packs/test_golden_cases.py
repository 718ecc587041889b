"""P195: a version comes into force only after its own cases passed, before two people's eyes."""

import json

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from settlement.errors import PackApprovalRefused, PackCaseRefused, PackIsFixed, PackRefused
from settlement.models import PackCase, PackRun, PolicyPack
from settlement.services import pack_cases, packs
from tests.factories import world
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
TEXT = world.PACK.read_text("utf-8")
CASES = json.loads(world.CASES.read_text("utf-8"))


@pytest.fixture
def people(tenant):
    return [User.objects.create_staff(tenant=tenant, username=name, password="x") for name in "pqr"]


@pytest.fixture
def draft(tenant):
    return packs.import_pack(by=None, text=TEXT)


def add(pack, cases):
    return pack_cases.add(by=None, pack_id=pack.pk, text=json.dumps(cases))


def changed(case, **expect):
    return {**case, "expect": {**case["expect"], **expect}}


def refusal(action):
    with pytest.raises((PackCaseRefused, PackRefused)) as caught:
        action()
    return {error["path"]: error["message"] for error in caught.value.errors}


class TestApproval:
    def test_needs_a_case(self, draft, people):
        with pytest.raises(PackApprovalRefused) as caught:
            packs.approve(by=people[0], pack_id=draft.pk)
        assert "还没有算例" in str(caught.value.said)
        with pytest.raises(PackApprovalRefused):
            pack_cases.run(by=None, pack_id=draft.pk)

    def test_needs_the_cases_to_be_run(self, draft, people):
        add(draft, CASES)
        with pytest.raises(PackApprovalRefused) as caught:
            packs.approve(by=people[0], pack_id=draft.pk)
        assert "还没有跑过" in str(caught.value.said)

    def test_needs_every_case_to_pass(self, draft, people):
        add(draft, [*CASES[1:], changed(CASES[0], hifp_pay="800.01")])
        run = pack_cases.run(by=people[0], pack_id=draft.pk)
        assert run.passed is False
        assert run.outcome["failed"] == {
            "DY01": [{"field": "setlinfo.hifp_pay", "wanted": "800.01", "got": "800.00"}]
        }
        assert len(run.outcome["passed"]) == len(CASES) - 1
        with pytest.raises(PackApprovalRefused):
            packs.approve(by=people[0], pack_id=draft.pk)

    def test_is_given_by_two_people_after_the_cases_passed(self, draft, people):
        world.proven(draft)
        packs.approve(by=people[0], pack_id=draft.pk)
        with pytest.raises(PackApprovalRefused):
            packs.approve(by=people[0], pack_id=draft.pk)
        assert packs.approve(by=people[1], pack_id=draft.pk).state == "ACTIVE"

    def test_is_taken_back_where_the_cases_change(self, draft, people):
        """The first person approved other cases; they must run again, and be looked at again."""
        world.proven(draft)
        packs.approve(by=people[0], pack_id=draft.pk)
        add(draft, changed(CASES[0], inscp_scp_amt="1000.00"))
        draft.refresh_from_db()
        assert draft.first_approver_id is None
        with pytest.raises(PackApprovalRefused) as caught:
            packs.approve(by=people[1], pack_id=draft.pk)
        assert "请重新跑" in str(caught.value.said)
        pack_cases.run(by=None, pack_id=draft.pk)
        packs.approve(by=people[1], pack_id=draft.pk)
        assert packs.approve(by=people[0], pack_id=draft.pk).state == "ACTIVE"

    def test_of_a_changed_text_needs_its_own_run(self, draft, people):
        world.proven(draft)
        other = packs.import_pack(by=None, text=TEXT.replace('"2025.2"', '"2025.3"'))
        with pytest.raises(PackApprovalRefused):
            packs.approve(by=people[0], pack_id=other.pk)

    def test_is_refused_by_the_database_too(self, draft, people):
        add(draft, CASES)
        draft.first_approver, draft.second_approver, draft.state = people[0], people[1], "ACTIVE"
        with pytest.raises(IntegrityError, match="have not passed"), transaction.atomic():
            draft.save()
        pack_cases.run(by=None, pack_id=draft.pk)
        pack_cases.remove(by=None, pack_id=draft.pk, case_id=_case(draft, "DY02"), reason="重复")
        with pytest.raises(IntegrityError, match="have not passed"), transaction.atomic():
            draft.save()


class TestCases:
    def test_are_fixed_once_the_version_is_in_force(self, draft, people):
        world.proven(draft)
        for one in people[:2]:
            packs.approve(by=one, pack_id=draft.pk)
        with pytest.raises(PackIsFixed):
            add(draft, CASES)
        with pytest.raises(PackIsFixed):
            pack_cases.remove(by=None, pack_id=draft.pk, case_id=_case(draft, "DY01"), reason="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            PackCase.objects.filter(pack=draft).delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            PackCase.objects.filter(pack=draft).update(expect={})

    def test_are_replaced_by_the_same_title(self, draft):
        add(draft, CASES)
        add(draft, changed(CASES[0], hifp_pay="1.00"))
        assert PackCase.objects.filter(pack=draft).count() == len(CASES)
        row = PackCase.objects.get(pack=draft, title="DY01")
        assert row.expect["setlinfo"]["hifp_pay"] == "1.00"

    def test_that_are_known_already_change_nothing(self, draft, people):
        world.proven(draft)
        packs.approve(by=people[0], pack_id=draft.pk)
        assert add(draft, CASES) == []
        assert packs.approve(by=people[1], pack_id=draft.pk).state == "ACTIVE"

    def test_come_along_with_a_copy_and_move_into_its_days(self, draft):
        world.proven(draft)
        text = TEXT.replace('"2025.2"', '"2027.1"').replace("2025-01-01", "2027-01-01")
        later = packs.import_pack(by=None, text=text)
        rows = pack_cases.copy(by=None, pack_id=later.pk, former_id=draft.pk)
        assert {row.document["visit"]["date"] for row in rows} == {"2027-01-01"}
        assert pack_cases.run(by=None, pack_id=later.pk).passed is True

    def test_leave_a_trace_when_taken_away(self, draft):
        add(draft, CASES)
        pack_cases.remove(
            by=None, pack_id=draft.pk, case_id=_case(draft, "DY03"), reason="数字有争议"
        )
        event = AuditEvent.objects.get(verb="settlement.pack.case_removed")
        assert event.data["case"] == "DY03"

    @pytest.mark.parametrize(
        ("case", "path"),
        [
            ({"id": "A"}, "case"),
            ({**CASES[0], "id": "a b"}, "id"),
            ({**CASES[0], "pack": {}}, "pack"),
            ({**CASES[0], "expect": {}}, "expect"),
            ({**CASES[0], "expect": {"hifp_pay": 800}}, "expect.hifp_pay"),
            ({**CASES[0], "expect": {"hipf_pay": "1.00"}}, "expect.hipf_pay"),
            ({**CASES[0], "expect_counters": {"stays": "1"}}, "expect_counters.stays"),
            ({**CASES[0], "case": {**CASES[0]["case"], "lines": 3}}, "case.lines"),
            ([CASES[0], CASES[0]], "[1].id"),
            ([], ""),
        ],
    )
    def test_are_refused_with_the_path_of_the_field(self, draft, case, path):
        assert path in refusal(lambda: add(draft, case))
        assert not PackCase.objects.exists()

    def test_of_other_days_are_refused(self, draft):
        case = json.loads(json.dumps(CASES[0]))
        case["case"]["visit"]["date"] = "2024-12-31"
        assert "DY01.case.visit.date" in refusal(lambda: add(draft, case))

    def test_that_are_no_json_are_refused(self, draft):
        found = refusal(lambda: pack_cases.add(by=None, pack_id=draft.pk, text="{"))
        assert "不是有效的 JSON" in found[""]


class TestRuns:
    def test_are_kept_as_they_ended(self, draft):
        world.proven(draft)
        run = PackRun.objects.get()
        assert (run.kind, run.passed, run.total) == ("GOLDEN", True, len(CASES))
        with pytest.raises(IntegrityError), transaction.atomic():
            PackRun.objects.update(passed=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            PackRun.objects.all().delete()

    def test_of_other_content_do_not_count(self, draft, people):
        add(draft, CASES)
        moment = clock.now()
        PackRun.objects.create(
            pack=draft, kind="GOLDEN", pack_sha256="0" * 64, passed=True, total=len(CASES),
            created_at=moment, ended_at=moment,
        )  # fmt: skip
        with pytest.raises(PackApprovalRefused):
            packs.approve(by=people[0], pack_id=draft.pk)


class TestImport:
    def test_of_no_yaml_is_refused_with_its_line(self, tenant):
        found = refusal(lambda: packs.import_pack(by=None, text="region: [\n"))
        assert "不是有效的 YAML" in found[""]
        assert not PolicyPack.objects.exists()


def _case(pack, title):
    return PackCase.objects.get(pack=pack, title=title).pk
