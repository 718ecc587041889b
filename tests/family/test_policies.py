"""Rules of an area and the table of proofs: the file, the import, the console (P63–P69, P195)."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Region
from family.data import Policy
from family.errors import FamilyPolicyDayTaken
from family.models import FamilyPolicy, ProofSet, ProofSlot
from family.rules import proofs as rules
from family.selectors import policies
from family.services import policies as service
from family.services import proof_list
from yibao.audit.models import AuditEvent
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(tenant):
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


class TestVersions:
    def test_follow_each_other_without_overlap_p195(self, area):
        today = clock.today()
        later = today + timedelta(days=10)
        service.set_policy(by=None, region_code=area.pk, valid_from=today, rules=Policy())
        service.set_policy(
            by=None, region_code=area.pk, valid_from=later, rules=replace(Policy(), max_members=3)
        )
        first, second = FamilyPolicy.objects.order_by("valid_from")
        assert (first.valid_to, second.valid_to) == (later, None)
        assert policies.of(area.pk, today) == Policy()
        assert policies.of(area.pk, later).max_members == 3
        assert AuditEvent.objects.filter(verb="family.policy.set").count() == 2

    @pytest.mark.parametrize("days", [-1, 0])
    def test_never_rewrite_a_day(self, area, days):
        today = clock.today()
        service.set_policy(by=None, region_code=area.pk, valid_from=today, rules=Policy())
        with pytest.raises(FamilyPolicyDayTaken):
            service.set_policy(
                by=None,
                region_code=area.pk,
                valid_from=today + timedelta(days=days),
                rules=Policy(),
            )


class TestOurFile:
    def rows(self):
        return rules.read(proof_list.OURS.read_text("utf-8"))

    def test_has_the_ways_of_the_rule_book_p63_p68(self):
        ways = {(row.branch, row.code) for row in self.rows()}
        assert {("CHILD", "BIRTH_CERTIFICATE"), ("CHILD", "HOUSEHOLD")} <= ways
        assert {("ADULT", "HOUSEHOLD"), ("ADULT", "MARRIAGE")} <= ways
        assert {branch for branch, _ in ways} == {"CHILD", "ADULT", "NEWBORN", "OTHER_DOCUMENT"}

    def test_never_needs_one_register_for_both_p70(self):
        for row in self.rows():
            needed = {slot.code for slot in row.slots if slot.is_required}
            assert "REGISTER_MEMBER_HOME" not in needed

    def test_asks_a_child_for_no_portrait_p64(self):
        assert not [row for row in self.rows() if "PORTRAIT" in {one.code for one in row.slots}]

    def test_offers_at_most_four_kinds_of_papers_p179(self):
        assert all(sum(slot.is_required for slot in row.slots) <= 4 for row in self.rows())

    def test_goes_in_once_and_leaves_alone_what_staff_changed(self, db):
        added = proof_list.import_ours(by=None)
        assert added == ProofSet.objects.count() == len(self.rows())
        ProofSlot.objects.filter(code="BIRTH_CERTIFICATE").update(title="出生证")
        out = StringIO()
        call_command("import_proofs", stdout=out)
        assert "0 种" in out.getvalue()
        assert ProofSlot.objects.filter(code="BIRTH_CERTIFICATE", title="出生证").exists()

    def test_leads_to_the_ways_of_a_relation(self, db):
        proof_list.import_ours(by=None)
        assert [row.code for row in policies.proof_sets("CHILD", "CHILD")] == [
            "BIRTH_CERTIFICATE",
            "HOUSEHOLD",
        ]
        assert [row.code for row in policies.proof_sets("ADULT", "SPOUSE")] == [
            "HOUSEHOLD",
            "MARRIAGE",
        ]
        assert policies.proof_sets("ADULT", "SIBLING")[0].code == "HOUSEHOLD"


class TestWrongFile:
    @pytest.mark.parametrize(
        "text",
        [
            "sets: [", "other: 1", "sets: 3", "sets: [{code: A1}]",
            "sets: [{code: a, branch: CHILD, title: t, slots: [{code: S1, title: t}]}]",
            "sets: [{code: A1, branch: X, title: t, slots: [{code: S1, title: t}]}]",
            "sets: [{code: A1, branch: CHILD, title: t, slots: []}]",
            "sets: [{code: A1, branch: CHILD, title: t, slots: [{code: S1, title: t,"
            " max_pages: 0}]}]",
            "sets: [{code: A1, branch: CHILD, title: t, relations: [UNCLE],"
            " slots: [{code: S1, title: t}]}]",
            "sets: [{code: A1, branch: CHILD, title: t, slots: [{code: S1, title: t, x: 1}]}]",
        ],
    )  # fmt: skip
    def test_is_refused_in_words(self, tmp_path, text):
        with pytest.raises(rules.WrongProofFile):
            rules.read(text)
        wrong = tmp_path / "proofs.yaml"
        wrong.write_text(text)
        with pytest.raises(CommandError):
            call_command("import_proofs", str(wrong))
        assert not ProofSet.objects.exists()
