"""Insurance relations of a person."""

from collections.abc import Iterable
from typing import Any

from accounts.data import PlaceCard
from accounts.models import Enrolment, Person

from . import regions

_PROBLEMS = {
    Enrolment.Status.SUSPENDED: "参保已暂停，多半是欠费或换工作",
    Enrolment.Status.ENDED: "这里的参保已经终止",
}


def current(person: Person) -> Enrolment | None:
    """The relation that the person uses now (P5)."""
    return person.enrolments.current().first()


def of(person: Person) -> list[Enrolment]:
    """Every relation, the current one first."""
    return list(person.enrolments.order_by("-is_current", "-valid_from", "pk"))


def of_people(person_ids: Iterable[Any]) -> list[Enrolment]:
    """Every relation of many people; one statement."""
    return list(Enrolment.objects.filter(person__in=list(person_ids)))


def cards(person: Person) -> list[PlaceCard]:
    """What the page 您的参保信息 shows."""
    return [_card(enrolment) for enrolment in of(person)]


def _card(enrolment: Enrolment) -> PlaceCard:
    place, district = enrolment.insuplc_admdvs, enrolment.district_admdvs
    status: Any = enrolment.psn_insu_stas
    return PlaceCard(
        id=str(enrolment.pk),
        place=regions.name_of(place),
        district=regions.name_of(district) if district and district != place else "",
        insurance=enrolment.get_insutype_display(),
        psn_type=enrolment.get_psn_type_display(),
        status_kind="ok" if status == Enrolment.Status.NORMAL else "warn",
        status_word=enrolment.get_psn_insu_stas_display(),
        valid_from=enrolment.valid_from,
        problem=_PROBLEMS.get(status, ""),
        hotline=regions.hotline_of(district or place),
    )
