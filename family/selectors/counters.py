"""How often a holder has asked and bound, for the limits (P15, P48, K12)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from yibao.kernel import clock

from ..models import Binding, BindingRequest, Place
from ..states import OPEN_REQUESTS

if TYPE_CHECKING:
    from accounts.models import Person

DAY = timedelta(hours=24)


def asked_lately(holder: "Person") -> int:
    """Requests that the holder sent online within 24 hours, whatever became of them."""
    since = clock.now(holder.tenant) - DAY
    return BindingRequest.objects.filter(
        holder=holder, way=BindingRequest.Way.ONLINE, submitted_at__gt=since
    ).count()


def new_members_of_month(holder: "Person") -> set[str]:
    """Keyed hashes of the members who were bound this month, removed ones too, or are on the way.

    A member who was refused or withdrawn does not count (P15, P82).
    """
    first = clock.local(clock.now(holder.tenant)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    bound = Binding.objects.filter(holder=holder, began_at__gte=first)
    asked = BindingRequest.objects.filter(holder=holder, state__in=OPEN_REQUESTS)
    return {
        *bound.values_list("place__member_index", flat=True),
        *asked.values_list("member_index", flat=True),
    }


def places_held(holder: "Person") -> set[str]:
    """Keyed hashes of the members who hold a place now (P48)."""
    rows = Place.objects.filter(holder=holder, released_at__isnull=True)
    return set(rows.values_list("member_index", flat=True))


def places_taken(holder: "Person") -> set[str]:
    """The same as the holder sees it: a display that was ended silently stands on its list and
    keeps its place until it is hidden, so that no count tells of the end (feature 29)."""
    silent = Binding.objects.filter(
        holder=holder, ended_silently=True, hidden_from__gt=clock.now(holder.tenant)
    ).exclude(ending=Binding.Ending.HOLDER)
    return places_held(holder) | set(silent.values_list("place__member_index", flat=True))
