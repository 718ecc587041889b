"""Places of a holder: taken by a request, kept by its binding, released with its end (P48)."""

from typing import TYPE_CHECKING, Any

from yibao.kernel import clock

from ..errors import AlreadyBound, BindingLimitReached
from ..models import Place
from . import moves

if TYPE_CHECKING:
    from accounts.models import Person


def take(*, by: Any, holder: "Person", member_index: str, limit: int) -> Place:
    """Take the lowest free number. Called inside a transaction; the holder is locked here.

    Raises ``family.binding.exists`` (E-FAM-09) where this member has a place already and
    ``family.binding.limit_reached`` (E-FAM-06). The database refuses a doubled number and one
    above the limit, whoever writes (I18, T37).
    """
    moves.lock_holder(by=by, holder=holder)
    live = list(Place.objects.filter(holder=holder, released_at__isnull=True))
    if any(place.member_index == member_index for place in live):
        raise AlreadyBound
    taken = {place.number for place in live}
    free = [number for number in range(1, limit + 1) if number not in taken]
    if not free or len(live) >= limit:
        raise BindingLimitReached(limit=limit)
    return Place.objects.create(
        holder=holder,
        number=free[0],
        limit=limit,
        member_index=member_index,
        taken_at=clock.now(holder.tenant),
    )


def release(*, by: Any, place: Place) -> None:
    """Give a place free; releasing twice changes nothing."""
    Place.objects.filter(pk=place.pk, released_at__isnull=True).update(
        released_at=clock.now(place.holder.tenant)
    )
