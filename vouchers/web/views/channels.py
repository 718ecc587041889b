"""已授权的渠道: where the voucher is open, ending one, how to open it elsewhere (P12, P37)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel import clock
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...services import channels as service
from .. import problems


@require_safe
@for_insured
def channels(request: HttpRequest) -> HttpResponse:
    """Every place where the own voucher is open, since when, last used."""
    standing = selectors.standing(request.user.person)
    voucher = standing.voucher
    rows = selectors.channels.open_channels(voucher) if voucher is not None else []
    limit = selectors.policies.of(standing.region, clock.today(request.user.tenant)).max_channels
    context = {"rows": rows, "limit": limit, "hotline": problems.hotline(standing)}
    return render(request, "vouchers/channels.html", context)


@require_safe
@for_insured
def guide(request: HttpRequest) -> HttpResponse:
    """The ways through the menus of other channels, as they hold in the person's area today."""
    standing = selectors.standing(request.user.person)
    found = selectors.channels.guides(standing.region, clock.today(request.user.tenant))
    context = {"guides": found, "place": standing.place, "hotline": problems.hotline(standing)}
    return render(request, "vouchers/channel_guide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """An interruption: what stops, what stays, one button. No proof is asked for: ending is safe.

    Our own pages are not ended here; for another's slot there is no page (T31).
    """
    slot = selectors.channels.slot_seen_by(request.user, ref)
    if slot is not None and not slot.is_own:
        return redirect("family:bound-by")  # it would open again at the next showing
    if slot is None or slot.channel_id == selectors.channels.SELF:
        raise Http404
    if request.method == "POST":
        service.leave(by=request.user, slot=slot)
        messages.success(request, f"已在{slot.channel.name}停掉")
        return redirect("vouchers:channels")
    name = slot.channel.name
    context = {
        "slot": slot,
        "points": (
            f"{name}里马上不能再出示，正在亮着的码也扫不了",
            f"{name}不能再看您的参保信息",
            "以后想用，要重新同意一次",
        ),
        "keeps": "别的渠道、这里的医保码和实体卡照常能用。",
        "action": "停掉",
        "busy": "正在停掉，请稍等",
        "cancel_url": reverse("vouchers:channels"),
    }
    return render(request, "vouchers/channel_end.html", context)
