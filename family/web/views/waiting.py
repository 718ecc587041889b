"""等本人同意: remind, invite somebody without an account, go on here (wireframe 3 e, text 12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yibao.kernel.errors import DomainError
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...services import consent_reminders
from .. import consent_shown as shown
from .. import guards
from ..forms.base import posted
from ..forms.consent import InviteForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the question stands for the holder, and the three ways on."""
    ask = selectors.consents.latest_for(guards.own_request(request, ref))
    if ask is None:
        return redirect("family:request", ref=ref)
    waiting = selectors.consents.waiting(ask)
    is_invite = "phone" in request.POST
    form = InviteForm(posted(request) if is_invite else None)
    if request.method == "POST" and (not is_invite or form.is_valid()):
        if _told(request, ref, form.cleaned_data["phone"] if is_invite else ""):
            return redirect("family:waiting", ref=ref)
    context = {"one": shown.shown(ask), "waiting": waiting, "form": form, "ref": ref}
    return render(request, "family/waiting.html", context)


@require_POST
@for_insured
def ask_again(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder of a display whose member turned 16 reminds, or asks anew after the pause."""
    _remind(request, ref)
    return redirect("family:member", ref=ref)


def _told(request: HttpRequest, ref: str, phone: str) -> bool:
    if not phone:
        return _remind(request, ref)
    try:
        consent_reminders.invite(by=request.user, ref=ref, phone=phone)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "短信已发出，请家人看看手机")
    return True


def _remind(request: HttpRequest, ref: str) -> bool:
    try:
        consent_reminders.resend(by=request.user, ref=ref)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "已再次提醒家人")
    return True
