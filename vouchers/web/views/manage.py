"""医保码管理: where the voucher stands, what limits it, and the ways to change it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yibao.kernel.insured_pages import for_insured
from yibao.kernel.money import fen_text

from ... import selectors
from ...data import Policy
from ...states import VoucherWord
from .. import problems

FINE = "看病买药可以出示，全国通用。"
SIGNS = {
    VoucherWord.ACTIVE: "ok",
    VoucherWord.RESTRICTED: "warn",
    VoucherWord.APPLIED: "warn",
    VoucherWord.LOCKED: "lock",
    VoucherWord.SUSPENDED: "stop",
    VoucherWord.CLOSED: "none",
}
_SHOWN = (VoucherWord.ACTIVE, VoucherWord.RESTRICTED)


@require_safe
@for_insured
def manage(request: HttpRequest) -> HttpResponse:
    """State, password, channels, limits, devices, and the physical card (P17, P18, P33)."""
    standing = selectors.standing(request.user.person)
    voucher = standing.voucher
    if voucher is None:
        return redirect("vouchers:code")
    problem = problems.problem_of(standing) or problems.warning_of(standing)
    context = {
        "holder": {"masked_name": standing.person.masked_name, "place": standing.place},
        "word": standing.word.label,
        "sign": SIGNS.get(standing.word, "warn"),
        "text": problem.text if problem else FINE,
        "problem": problem,
        "voucher": voucher,
        "limits": limit_words(selectors.policies.of_person(standing.person)),
        "card_works": problem is None or problem.card_works,
        **_ways(standing),
    }
    return render(request, "vouchers/manage.html", context)


def limit_words(policy: Policy) -> list[str]:
    """The limits of the area in sentences; none where there are none (P33)."""
    words = []
    if policy.txn_limit_fen is not None:
        words.append(f"每笔最多 {fen_text(policy.txn_limit_fen)} 元")
    if policy.day_limit_fen is not None:
        words.append(f"每天最多 {fen_text(policy.day_limit_fen)} 元")
    if policy.hours:
        words.append(f"每天 {policy.hours} 可以用")
    return words


def _ways(standing: selectors.Standing) -> dict[str, bool]:
    """What this person may do now; nothing is offered that would be refused."""
    voucher, word = standing.voucher, standing.word
    has_pin, is_shown = bool(voucher.pin_hash), word in _SHOWN
    is_free = word == VoucherWord.SUSPENDED and not selectors.is_sanctioned(voucher)
    return {
        "can_change": is_shown and has_pin,
        "can_reset": has_pin and (word == VoucherWord.LOCKED),
        "can_suspend": is_shown or word == VoucherWord.LOCKED,
        "can_restore": is_free,
        "can_reissue": is_shown and has_pin,
        "can_close": is_shown or is_free or word == VoucherWord.LOCKED,
    }
