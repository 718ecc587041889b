"""The desk of the review console: about two hundred cases in all states, and second looks.

All of it is one transaction; where the last person of the plan is in the register, it is done. The
past is written as rows, in the order that the database asks for (``desk``).
"""

from typing import Any

from family.data import BRANCH_WORDS, relation_word
from family.data.checklist import for_request
from family.selectors import policies
from family.selectors.reviews import APPEAL_TYPE, CASE_TYPE
from yibao.audit import services as audit
from yibao.kernel import calendar, clock

from ..demo.crowd import Story, stories
from . import crowd, desk, desk_looks, desk_matters, fates, staff
from .crowd import Family
from .desk import Entry
from .desk_requests import File, file_of
from .fates import Fate, Office
from .tables import table

_STATEMENT = "材料是真的，关系也对，请换一位同志再看一看。"


def cases(owner: Any) -> int:
    """All cases of the plan, unless they are there."""
    plan = stories()
    if not crowd.is_there(owner, plan[-1].holder):
        _store(owner, plan)
    return table("Case").objects.filter(tenant=owner).count()


def _store(owner: Any, plan: list[Story]) -> None:
    now = clock.now(owner)
    officers = tuple(staff.member(name) for name in ("reviewer1", "reviewer2", "lead"))
    office = Office(officers, now, calendar.overrides())
    reasons = {
        one.code: one
        for one in table("Reason").objects.filter(tenant=owner, case_type=CASE_TYPE, state="ACTIVE")
    }
    families = crowd.families(owner, plan)
    titles = _titles(plan)
    told = [(family, fates.of(family.story, office)) for family in families]
    files = [
        file_of(owner, family, fate, clock.today(owner), reasons, titles) for family, fate in told
    ]
    entries = [
        entry
        for (family, fate), file in zip(told, files, strict=True)
        for entry in _entries(owner, family, fate, file, reasons, titles)
    ]
    desk.store(owner, entries)
    _keep(files)
    bound = [
        (file.binding.member, family.user)
        for (family, _), file in zip(told, files, strict=True)
        if file.binding is not None
    ]
    crowd.bound(owner, bound)
    desk_matters.store(owner, families, files, office)
    desk_looks.store(entries, office)


def _titles(plan: list[Story]) -> dict[str, str]:
    """Place → its name in the table of proofs."""
    asked = {(one.shape.branch, one.shape.relation) for one in plan}
    return {
        slot.code: slot.title
        for branch, relation in sorted(asked)
        for way in policies.proof_sets(branch, relation)
        for slot in way.slots.all()
    }


def _keep(files: list[File]) -> None:
    """The rows of all requests, table by table."""
    table("Place").objects.bulk_create([one.place for one in files])
    bindings = [one.binding for one in files if one.binding is not None]
    table("Binding").objects.bulk_create(bindings)
    table("BindingRequest").objects.bulk_create([one.row for one in files])
    asked = [one.consent for one in files if one.consent is not None]
    table("ConsentAsk").objects.bulk_create(asked)
    for name, rows in (
        ("RequestEvent", [row for one in files for row in one.events]),
        ("Document", [row for one in files for row in one.documents]),
        ("Finding", [row for one in files for row in one.findings]),
        ("Defect", [row for one in files for row in one.defects]),
    ):
        table(name).objects.bulk_create(rows, batch_size=1000)


def _entries(
    owner: Any,
    family: Family,
    fate: Fate,
    file: File,
    reasons: dict[str, Any],
    titles: dict[str, str],
) -> list[Entry]:
    """The case of a request and, where somebody asked again, the appeal."""
    row = file.row
    common = {
        "subject": audit.subject_of(row),
        "applicant": family.user,
        "region_code": row.region_code,
        "is_risky": fate.is_risky,
        "needs_second": fate.needs_second,
        "rejects_by_two": True,
    }
    more = {
        "persons": (family.holder.certno_index, row.member_index),
        "evidence": file.evidence,
        "checklist": {one.code: True for one in for_request(needs_consent=row.needs_consent)},
        "reasons": reasons,
        "titles": titles,
    }
    words = f"{relation_word(row.relation)}，{BRANCH_WORDS[row.branch]}"
    row.case = desk.case_row(
        owner, fate.life, case_type=CASE_TYPE, summary=f"亲情账户申请：{words}",
        **common, **fate.columns,
    )  # fmt: skip
    found = [Entry(row.case, fate.life, **more)]
    if fate.appeal is not None:
        row.appeal_case = desk.case_row(
            owner, fate.appeal, case_type=APPEAL_TYPE, summary=f"亲情账户复核：{words}",
            statement=_STATEMENT, **common,
        )  # fmt: skip
        said = tuple(word.who for word in fate.life.words)
        found.append(Entry(row.appeal_case, fate.appeal, staff=said, **more))
    return found
