"""Cases of reviews by the number of the request, or by who it is about (T94)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from accounts.selectors import case_search
from yibao.cases.models import Case

from ..models import Binding, BindingRequest, Grant

if TYPE_CHECKING:
    from accounts.models import Person

RISK_TYPE = "family.risk"
_MOST = 200
_DIGITS = 6


def find(reader: Any, text: str) -> list[UUID]:
    """Reviews and appeals of a request, or of everybody with this name and number.

    A whole number, its last six digits, or a name with the last four of the ID number or telephone
    of the applicant or the member. The caller keeps what the reader may see, and writes it down.
    """
    if len(text.split()) == 1:
        return _cases(reader, _number(text))
    people = case_search.people_named(reader.tenant, text)
    if not people:
        return []
    return [*_cases(reader, Q(holder__in=people) | Q(member__in=people)), *_risks(people)]


def _cases(reader: Any, wanted: Q) -> list[UUID]:
    rows = BindingRequest.objects.filter(wanted, case__isnull=False, tenant_id=reader.tenant_id)
    pairs = rows.order_by("-created_at").values_list("case_id", "appeal_case_id")[:_MOST]
    return [pk for pair in pairs for pk in pair if pk]


def _risks(people: Sequence["Person"]) -> list[UUID]:
    """Cases of risk about these people, or about a display between them and somebody."""
    bound = Binding.objects.filter(Q(holder__in=people) | Q(member__in=people))
    about = [f"family.binding:{pk}" for pk in bound.values_list("pk", flat=True)[:_MOST]]
    about += [f"accounts.person:{one.pk}" for one in people]
    rows = Case.objects.filter(subject__in=about, case_type=RISK_TYPE)
    return list(rows.order_by("-opened_at").values_list("pk", flat=True)[:_MOST])


def find_grants(reader: Any, text: str) -> list[UUID]:
    """Reviews of mutual-aid grants by the grant's number, or of everybody with this name and
    number; as ``find``."""
    if len(text.split()) == 1:
        wanted = Q(ref=text)
    else:
        people = case_search.people_named(reader.tenant, text)
        wanted = Q(payer__in=people) | Q(member__in=people)
    rows = Grant.objects.filter(wanted, case__isnull=False, payer__tenant_id=reader.tenant_id)
    return list(rows.order_by("-created_at").values_list("case_id", flat=True)[:_MOST])


def _number(text: str) -> Q:
    wanted = Q(number=text.upper()) | Q(ref=text)
    if text.isdigit() and len(text) == _DIGITS:
        wanted |= Q(number__endswith=f"-{text}")
    return wanted
