"""What officers see of cases of accounts: whose they are, what stands in the register (row 33)."""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from accounts.models import Person
from accounts.selectors import enrolments, people, recoveries, verifications
from accounts.services import face_results
from yibao.cases import dossiers, regions
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case
from yibao.kernel import masking

_SAME_PERSON = Line("person", "见过本人（当面或视频），和证件是同一个人")
_LINES = {
    recoveries.CASE_TYPE: (
        _SAME_PERSON,
        Line("account", "旧账号是本人的，本人说得出在哪里用过"),
        Line("number", "新手机号是本人在用"),
    ),
    face_results.CASE_TYPE: (_SAME_PERSON, Line("card", "看过身份证原件")),
}


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """The person of the case beside the account that asks; masked until ten minutes are open."""
    person = person_of(case)
    sections = [_person(person, full=full), *_account(case)] if person is not None else []
    return replace(
        dossiers.plain(case, *sections, tools=_tools(person)),
        checklist=_LINES.get(case.case_type, ()),
        is_full=full,
        has_numbers=person is not None,
    )


def person_of(case: Case) -> Person | None:
    """Who the case is about: the person it names, or whose face was checked."""
    if case.case_type != face_results.CASE_TYPE:
        return people.get(case.subject)
    check = verifications.check_of(case.subject)
    return check.person if check is not None else None


def glass_subject(case: Case) -> str:
    """The ten minutes in full are opened for the person."""
    person = person_of(case)
    return f"accounts.person:{person.pk}" if person is not None else case.subject


def _person(person: Person, *, full: bool) -> Section:
    enrolment = enrolments.current(person)
    place = regions.name_of(enrolment.insuplc_admdvs) if enrolment else "没有参保"
    return Section(
        "参保人",
        (
            Fact("姓名", person.name if full else person.masked_name),
            Fact("证件号", person.certno if full else person.masked_certno),
            Fact("参保地", place),
            Fact("参保状态", enrolment.get_psn_insu_stas_display() if enrolment else "—"),
        ),
    )


def _account(case: Case) -> list[Section]:
    user = case.applicant
    if user is None:
        return []
    phone = masking.mask_phone(user.phone) if user.phone else "—"
    return [Section("提出的账号", (Fact("手机号", phone),))]


def _tools(person: Person | None) -> list[Tool]:
    if person is None:
        return []
    page = reverse("admin:accounts_person_change", args=[quote(person.pk)])
    return [Tool("参保人页面", page)]
