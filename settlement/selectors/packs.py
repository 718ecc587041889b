"""Which policy version rules a visit, compiled once a process; and what proves a version."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from ..data.pack_cases import GoldenCase
from ..models import PackCase, PackRun, PolicyPack
from ..rules import Pack, compile_pack
from ..rules.pack_cases import digest_of_all
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


def golden(row: PackCase) -> GoldenCase:
    """A stored case as the rules take it."""
    return GoldenCase(row.title, row.why, row.document, row.expect)


def cases_digest(rows: Iterable[PackCase]) -> str:
    """The digest of all cases of a version; a run counts for exactly these."""
    return digest_of_all((row.title, row.sha256) for row in rows)


def newest_golden(pack: PolicyPack) -> PackRun | None:
    """The last run of the cases of a version."""
    runs = PackRun.objects.filter(pack=pack, kind=PackRun.Kind.GOLDEN)
    return runs.order_by("-created_at", "-pk").first()


def unproven(pack: PolicyPack) -> str:
    """Why a version may not be approved yet; an empty text where all its cases passed (P195)."""
    rows = list(PackCase.objects.filter(pack=pack).only("title", "sha256"))
    if not rows:
        return "这个版本还没有算例，请先放入算例。"
    run = newest_golden(pack)
    if run is None:
        return "这个版本的算例还没有跑过，请先跑算例。"
    if run.pack_sha256 != pack.sha256 or run.cases_sha256 != cases_digest(rows):
        return "算例改过了，请重新跑算例。"
    return "" if run.passed else "还有算例和应得的结果不一样，请看算例。"
