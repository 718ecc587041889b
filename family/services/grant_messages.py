"""Notices of mutual aid to both sides (P191); amounts stand in the inbox only."""

from datetime import timedelta
from typing import Any

from accounts.selectors import people, regions
from yibao.kernel.money import format_yuan
from yibao.notices import services as notices

from ..data.relations import relation_word
from ..data.showing import presenter_word
from ..models import Grant
from ..selectors import policies
from ..states import GrantState

AT_AID = notices.Link("/mutual-aid/", "看家庭共济")
AT_RECEIVED = notices.Link("/mutual-aid/received/", "看谁授权给我")


def authorised(*, by: Any, grant: Grant) -> None:
    """The payer learns what was agreed to, the member that there is help and how to refuse it."""
    _tell_payer(by, grant, "family_aid_given")
    if grant.state == GrantState.ACTIVE:
        _tell_member(by, grant, "family_aid_received")


def confirmed(*, by: Any, grant: Grant) -> None:
    """A grant that waited for its review is in force."""
    _tell_payer(by, grant, "family_aid_confirmed")
    _tell_member(by, grant, "family_aid_received")


def changed(*, by: Any, grant: Grant) -> None:
    """The limits are others from now on."""
    _tell_payer(by, grant, "family_aid_changed")


def ended(*, by: Any, grant: Grant) -> None:
    """Over, or over with the end of today; both sides learn of it."""
    if grant.kind == Grant.Kind.ONCE:
        return
    _tell_payer(by, grant, "family_aid_ended")
    _tell_member(by, grant, "family_aid_ended")


def not_confirmed(*, by: Any, grant: Grant, text: str) -> None:
    """The review did not confirm the relation; ``text`` is the officer's sentence."""
    _tell_payer(by, grant, "family_aid_not_confirmed", text=text)


def _tell_payer(by: Any, grant: Grant, code: str, **more: Any) -> None:
    word = relation_word(grant.relation, grant.member.gend)
    _tell(by, grant, code, grant.payer, grant.member, word, is_payer=True, **more)


def _tell_member(by: Any, grant: Grant, code: str) -> None:
    word = presenter_word(grant.relation, grant.payer.gend)
    _tell(by, grant, code, grant.member, grant.payer, word, is_payer=False)


def _tell(
    by: Any,
    grant: Grant,
    code: str,
    person: Any,
    other: Any,
    word: str,
    *,
    is_payer: bool,
    **more: Any,
) -> None:
    user = people.user_of(person)
    if user is None:
        return
    context = {
        "name": other.masked_name,
        "relation": word,
        "is_payer": is_payer,
        "limits": limits_in_words(by=by, grant=grant),
        "in_review": grant.state == GrantState.REVIEW,
        "last_day": _day(grant.period.upper - timedelta(days=1)) if grant.period.upper else "",
        "first_day": _day(grant.period.lower),
        "is_over": grant.ended_at is not None,
        "why": _why(grant),
        "hotline": regions.hotline_of(policies.region_of(person)),
        **more,
    }
    link = AT_AID if is_payer else AT_RECEIVED
    notices.post(code, by=by, user=user, context=context, link=link, sms=True)


def limits_in_words(*, by: Any, grant: Grant) -> str:
    """每次最多 … 元，每天最多 … 元，每年最多 … 元; 不限 where there is no cap."""
    caps = (
        ("每次最多", grant.per_payment_cap_fen),
        ("每天最多", grant.daily_cap_fen),
        ("每年最多", grant.annual_cap_fen),
    )
    words = [f"{word} {format_yuan(cap)} 元" for word, cap in caps if cap is not None]
    if grant.keep_back_fen:
        words.append(f"给自己留 {format_yuan(grant.keep_back_fen)} 元")
    return "，".join(words) or "不限额度，以余额为准"


def _day(day: Any) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _why(grant: Grant) -> str:
    """Why it ended, where it was not one of the two who wanted it."""
    told = (Grant.Ending.INSURANCE, Grant.Ending.KIN, Grant.Ending.REVIEW, Grant.Ending.OVER)
    return grant.get_ending_display() if grant.ending in told else ""
