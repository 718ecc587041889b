"""What hinders a grant: who gives, who receives, how far, how many, how much (P95–P104)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.selectors import enrolments
from accounts.selectors import money as holds
from yibao.kernel.errors import NotFound
from yibao.kernel.money import format_yuan

from .. import errors
from ..data.aid import PROOFS, USE_WORDS, AidRules, GrantWish
from ..data.relations import RELATION_WORDS
from ..models import Grant
from ..models.grant import LIVE
from ..rules import aid as rules
from ..selectors import grants
from ..selectors.insured import is_insured

if TYPE_CHECKING:
    from accounts.models import Person

_CAPS = {
    "per_payment_cap_fen": "单笔上限",
    "daily_cap_fen": "每天上限",
    "annual_cap_fen": "每年上限",
}


def check_owner(*, by: Any, person: "Person") -> None:
    """Only that person, staff at the counter or the system itself; for others there is nothing
    (T31)."""
    if by is not None and not by.is_staff and by.person_id != person.pk:
        raise NotFound


def check_actor(*, by: Any, person: "Person") -> None:
    """As ``check_owner``, for what lets more money go: ``MoneyHeld`` for 24 hours after a change
    of the person's number (T16)."""
    check_owner(by=by, person=person)
    held = holds.refusal(by) if by is not None and not by.is_staff else None
    if held is not None:
        raise held


def check_proof(*, by: Any, proof: str) -> None:
    """A person confirms by face or PIN (P100); at the counter two clerks have looked."""
    if by is not None and not by.is_staff and proof not in PROOFS:
        raise errors.GrantProofMissing


def check_pair(*, by: Any, payer: "Person", member: "Person", relation: str, aid: AidRules) -> None:
    """Whether this payer may help this relative at all.

    Raises ``GrantToSelf``, what ``may_authorise`` says of the payer (P95, P115),
    ``MemberNotCovered`` (P97), ``KinNotAllowed`` (P96), ``TooFarAway`` (P98), ``AidBlocked``
    (P104).
    """
    if payer.pk == member.pk:
        raise errors.GrantToSelf
    hindrance = grants.may_authorise(payer)
    if hindrance is not None:
        raise hindrance
    if payer.tenant_id != member.tenant_id or not is_insured(member):
        raise errors.MemberNotCovered
    if relation not in aid.relations:
        words = "、".join(RELATION_WORDS[one] for one in aid.relations)
        raise errors.KinNotAllowed(relations=words)
    if not reaches(by=by, payer=payer, member=member, aid=aid):
        raise errors.TooFarAway(area=rules.AREA_WORDS[aid.area])
    if grants.is_blocked(member.pk, payer.pk):
        raise errors.AidBlocked


def reaches(*, by: Any, payer: "Person", member: "Person", aid: AidRules) -> bool:
    """Whether the two are insured near enough (P98)."""
    ours, theirs = enrolments.current(payer), enrolments.current(member)
    if ours is None or theirs is None:
        return False
    return rules.is_within(aid.area, ours.insuplc_admdvs, theirs.insuplc_admdvs)


def check_numbers(*, by: Any, payer: "Person", member: "Person", aid: AidRules) -> None:
    """P101, under the locks of both sides. Raises ``PayerFull``, ``MemberFull``."""
    live = Grant.objects.filter(state__in=LIVE, kind=Grant.Kind.STANDING)
    others = live.filter(payer=payer).exclude(member=member)
    if others.values("member").distinct().count() >= aid.payer_max_members:
        raise errors.PayerFull(most=aid.payer_max_members)
    payers = live.filter(member=member).exclude(payer=payer)
    if payers.values("payer").distinct().count() >= aid.member_max_payers:
        raise errors.MemberFull(most=aid.member_max_payers)


def check_limits(*, by: Any, wish: GrantWish, aid: AidRules, first: date) -> None:
    """Whether the amounts (分), uses and days make sense. Raises ``GrantLimitsRefused``."""
    reason = _wrong_amount(wish, aid) or _wrong_uses(wish) or _wrong_days(wish, first)
    if reason:
        raise errors.GrantLimitsRefused(reason=reason)


def _wrong_amount(wish: GrantWish, aid: AidRules) -> str:
    for name, word in _CAPS.items():
        cap = getattr(wish, name)
        if cap is not None and cap <= 0:
            return f"{word}要大于 0 元；不想限制可以不填。"
    caps = [getattr(wish, name) for name in _CAPS]
    known = [cap for cap in caps if cap is not None]
    if known != sorted(known):
        return "单笔上限不能大于每天上限，每天上限不能大于每年上限。"
    if wish.keep_back_fen < 0:
        return "给自己留的钱不能小于 0 元。"
    if wish.keep_back_fen < aid.least_keep_back_fen:
        return f"账户里至少要给自己留 {format_yuan(aid.least_keep_back_fen)} 元。"
    return ""


def _wrong_uses(wish: GrantWish) -> str:
    if not wish.uses or set(wish.uses) - set(USE_WORDS) or len(set(wish.uses)) < len(wish.uses):
        return "请至少选一样可以付的。"
    return ""


def _wrong_days(wish: GrantWish, first: date) -> str:
    if wish.until is not None and wish.until <= first:
        return "结束的日子要晚于开始的日子。"
    return ""
