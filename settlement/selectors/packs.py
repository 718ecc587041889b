"""Which policy version rules a visit; compiled once a version and process."""

from datetime import date
from functools import lru_cache
from uuid import UUID

from ..models import PolicyPack
from ..rules import Pack, compile_pack
from ..states import PackState


@lru_cache(maxsize=64)
def compiled(pack_id: UUID) -> Pack:
    """The compiled version; versions never change, so it is kept."""
    return compile_pack(PolicyPack.objects.values_list("document", flat=True).get(pk=pack_id))


def pack_on(region: str, day: date) -> PolicyPack | None:
    """The active version of a region on a day, without its document."""
    return (
        PolicyPack.objects.filter(region=region, state=PackState.ACTIVE, effective__contains=day)
        .defer("document")
        .first()
    )
