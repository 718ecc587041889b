"""解除绑定 from the holder's side, 谁绑定了我, and ending from the member's or guardian's side."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel import clock
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import Binding
from ...services import bindings
from ...states import LIVE_BINDINGS
from ..forms.base import posted
from ..forms.endings import EndForm, RemoveForm
from .members import held


@dataclass(frozen=True, slots=True)
class Shower:
    """Somebody who may show a code: whose, since when, last use."""

    ref: str
    name: str
    relation: str
    member: str
    began_at: Any
    last_shown_at: Any
    sees_bills: bool
    state_word: str
    end_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder ends it: what stops, what stays, one button (P79)."""
    binding = held(request, ref)
    if binding.state not in LIVE_BINDINGS:
        return redirect("family:member", ref=ref)
    form = RemoveForm(posted(request))
    name = binding.member.masked_name
    if request.method == "POST" and form.is_valid():
        bindings.unbind(by=request.user, ref=ref, silently=form.cleaned_data["silently"])
        messages.success(request, f"已解除和{name}的绑定，名额空出来了")
        return redirect("family:index")
    context = {
        "form": form,
        "name": name,
        "relation": selectors.bindings.member_word(binding),
        "binding": binding,
        "lead": "解除以后",
        "points": (
            f"您不能再出示{name}的医保码，正在显示的码马上作废",
            f"看不到{name}的账单，以后的使用也看不到",
            "空出一个名额，可以添加别的家人",
        ),
        "keeps": f"{name}自己的医保码和实体卡照常使用。正在结算的这一笔会办完。",
        "action": "解除绑定",
        "cancel_url": reverse("family:member", args=[ref]),
        "grants": _grants(binding),
    }
    return render(request, "family/remove.html", context)


def _grants(binding: Binding) -> list[str]:
    """Mutual aid between the two runs on: it is another right (settled 1)."""
    day = clock.today(binding.tenant)
    words = []
    if selectors.may_spend(binding.holder_id, binding.member_id, day):
        words.append("家人还能用您的个人账户付钱（家庭共济）")
    if selectors.may_spend(binding.member_id, binding.holder_id, day):
        words.append("您还能用家人的个人账户付钱（家庭共济）")
    return words


@require_safe
@for_insured
def bound_by(request: HttpRequest) -> HttpResponse:
    """Who may show my code, and my children's; each can be ended here (P80)."""
    person: Any = request.user.person
    context = {
        "own": [_shower(row) for row in selectors.bindings.of_member(person)],
        "wards": [_shower(row) for row in selectors.bindings.of_wards(person)],
    }
    return render(request, "family/bound_by.html", context)


def _shower(row: Binding) -> Shower:
    return Shower(
        ref=row.ref,
        name=row.holder.masked_name,
        relation=selectors.bindings.presenter_word(row),
        member=row.member.masked_name,
        began_at=row.began_at,
        last_shown_at=row.last_shown_at,
        sees_bills=selectors.bindings.may_see_bills(row),
        state_word="" if selectors.bindings.is_showing(row) else row.get_state_display(),
        end_url=reverse("family:bound-by-end", args=[row.ref]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """The member, or a guardian, ends it; silently where that is safer (feature 29)."""
    binding = selectors.bindings.endable(request.user, ref)
    if binding is None or binding.holder_id == request.user.person_id:
        raise Http404
    form = EndForm(posted(request))
    name = binding.holder.masked_name
    is_own = binding.member_id == request.user.person_id
    whose = "您" if is_own else binding.member.masked_name
    if request.method == "POST" and form.is_valid():
        bindings.unbind(by=request.user, ref=ref, silently=form.cleaned_data["silently"])
        messages.success(request, f"已解除，{name}不能再出示{whose}的医保码")
        return redirect("family:bound-by")
    context = {
        "form": form,
        "name": name,
        "whose": whose,
        "lead": "解除以后",
        "points": (
            f"{name}不能再出示{whose}的医保码，正在显示的码马上作废",
            f"{name}看不到{whose}的账单和使用记录",
        ),
        "keeps": f"{whose}的医保码和实体卡照常使用。以前的记录还看得到。",
        "action": "解除绑定",
        "cancel_url": reverse("family:bound-by"),
    }
    return render(request, "family/bound_by_end.html", context)
