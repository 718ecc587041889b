"""A month of bills under another version: to the fen what the engine says, and nobody in it."""

import json
from dataclasses import replace

import pytest

from accounts.models import User
from settlement.errors import WhatIfUnderWay
from settlement.models import PackRun, PolicyPack, Settlement
from settlement.rules import compile_pack, parse_case, settle
from settlement.rules.what_if import ALWAYS, FIELDS, STEPS, bucket_of, bucket_words
from settlement.services import packs, what_ifs
from tests.factories import world
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
CHANGED = (
    world.PACK.read_text("utf-8")
    .replace('"2025.2"', '"2027.1"')
    .replace("{from: 2025-01-01, to: null}", "{from: 2027-01-01, to: null}")
    .replace('start: "200.00"', 'start: "100.00"', 1)
    .replace('ratio: "0.60"', 'ratio: "0.50"')
)


@pytest.fixture
def analyst(tenant):
    return User.objects.create_staff(tenant=tenant, username="analyst", password="x")


@pytest.fixture
def bills(city, till):
    """Seven bills of a month: more, less and the same under the changed version."""
    for scope in ("150.00", "300.00", "800.00", "6000.00", "50.00"):
        till.bill(world.insured(city, balance="20.00"), ("1", "XA01", "1", scope))
    village = world.Till(world.institution(city, level="10"))
    village.bill(world.insured(city, insutype="390", psn_type="50"), ("1", "XA01", "1", "90.01"))
    till.bill(world.insured(city, psn_type="21"), ("1", "XB03", "3", "60.00"))
    return list(Settlement.objects.all())


def begun(analyst, pack):
    return what_ifs.begin(by=analyst, pack_id=pack.pk, month=clock.today())


def worked_out(run):
    while what_ifs.work_next(by=None):
        continue
    run.refresh_from_db()
    return run


class TestWhatIf:
    def test_adds_up_to_the_fen_what_the_engine_says(self, analyst, bills, monkeypatch):
        """Also in several pieces, and for a version that is not in force on those days."""
        monkeypatch.setattr(what_ifs, "PIECE", 2)
        draft = packs.import_pack(by=None, text=CHANGED)
        run = worked_out(begun(analyst, draft))
        rules = replace(compile_pack(draft.document), **ALWAYS)
        new = [settle(rules, parse_case(bill.case_document)) for bill in bills]
        assert (run.total, run.done, run.outcome["bills"]) == (7, 7, 7)
        for name in FIELDS:
            assert run.outcome["after"][name] == sum(getattr(one, name) for one in new)
            assert run.outcome["before"][name] == sum(
                getattr(bill, f"{name}_fen") for bill in bills
            )
        moves = [
            one.psn_part_amt - bill.psn_part_amt_fen for one, bill in zip(new, bills, strict=True)
        ]
        assert run.outcome["more"] == sum(move > 0 for move in moves) > 0
        assert run.outcome["less"] == sum(move < 0 for move in moves) > 0
        assert sum(run.outcome["buckets"]) == 7
        assert sum(group[0] for group in run.outcome["groups"].values()) == 7

    def test_under_the_version_in_force_changes_nothing(self, analyst, bills):
        run = worked_out(begun(analyst, PolicyPack.objects.get()))
        assert run.outcome["before"] == run.outcome["after"]
        assert (run.outcome["more"], run.outcome["less"]) == (0, 0)

    def test_keeps_nobody(self, analyst, bills):
        """Only sums: no bill, no person, and no group of fewer than five."""
        run = worked_out(begun(analyst, PolicyPack.objects.get()))
        stored = json.dumps(run.outcome)
        for bill in bills:
            assert str(bill.pk) not in stored
            assert bill.setl_id not in stored
            assert str(bill.person_id) not in stored
        assert run.after is None
        assert all(group[0] >= 5 for key, group in run.outcome["groups"].items() if key != "rest")

    def test_changes_no_bill(self, analyst, bills):
        before = list(Settlement.objects.values_list("pk", "state", "breakdown"))
        worked_out(begun(analyst, PolicyPack.objects.get()))
        assert list(Settlement.objects.values_list("pk", "state", "breakdown")) == before

    def test_leaves_out_other_worlds_places_and_months(self, analyst, bills, tenant):
        pack = PolicyPack.objects.get()
        far = packs.import_pack(
            by=None, text=world.PACK.read_text("utf-8").replace('"510600"', '"510100"')
        )
        assert begun(analyst, far).total == 0
        month = clock.today().replace(year=clock.today().year - 1)
        assert what_ifs.begin(by=analyst, pack_id=pack.pk, month=month).total == 0

    def test_of_a_month_runs_once_at_a_time(self, analyst, bills):
        pack = PolicyPack.objects.get()
        run = begun(analyst, pack)
        with pytest.raises(WhatIfUnderWay):
            begun(analyst, pack)
        worked_out(run)
        assert begun(analyst, pack).pk != run.pk
        assert PackRun.objects.filter(kind="WHAT_IF").count() == 2

    def test_of_a_suspended_insurance_has_no_benefits(self, analyst, city, till):
        """P6: the account only, under any version."""
        till.bill(world.insured(city, balance="20.00", stas="2"), ("1", "XA01", "1", "900.00"))
        run = worked_out(begun(analyst, packs.import_pack(by=None, text=CHANGED)))
        assert run.outcome["after"]["fund_pay_sumamt"] == 0
        assert run.outcome["before"] == run.outcome["after"]


class TestBars:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (0, "一样"), (1, "多付 不到 10 元"), (-1, "少付 不到 10 元"),
            (999, "多付 不到 10 元"), (1000, "多付 10 到 50 元"), (-5000, "少付 50 到 100 元"),
            (99_999, "多付 500 到 1000 元"), (100_000, "多付 1000 元以上"),
            (-10_000_000, "少付 1000 元以上"),
        ],
    )  # fmt: skip
    def test_say_what_they_count(self, change, words):
        assert bucket_words()[bucket_of(change)][1] == words

    def test_are_as_many_as_their_names(self):
        assert len(bucket_words()) == 2 * (len(STEPS) + 1) + 1
