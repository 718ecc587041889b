"""Where somebody is in adding a relative: which step, what came before, where to go next (T34).

A page of a step opens only when every step before it is done; whoever comes too early is led to
the first that is missing. ``?from=check`` is carried by a step that was opened from the last page,
and leads back there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yibao.kernel.insured_pages import for_insured

from ..data.steps import Step
from ..models import BindingRequest
from ..rules import steps as rules
from ..selectors import requests

PAGES: dict[str, str] = {
    Step.NOTICE: "family:add-notice",
    Step.FACE: "family:add-face",
    Step.MEMBER: "family:add-member",
    Step.PLACE: "family:add-place",
    Step.MOTHER: "family:add-mother",
    Step.DOCUMENTS: "family:add-documents",
    Step.PROMISE: "family:add-promise",
    Step.CHECK: "family:add-check",
}
START = "family:add"
FROM, CHECK = "from", "check"

StepView = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Wizard:
    """One request of a browser in one step of a draft."""

    request: HttpRequest
    draft: BindingRequest
    step: Step

    @property
    def is_from_check(self) -> bool:
        """Whether the last page sent us here to change something."""
        return self.request.GET.get(FROM) == CHECK

    @property
    def back_url(self) -> str:
        """The page before, or the last page where that one sent us."""
        if self.is_from_check:
            return reverse(PAGES[Step.CHECK])
        earlier = rules.before(self.step, requests.steps_of(self.draft))
        return reverse(PAGES[earlier[-1]]) if earlier else reverse(START)

    def here(self, name: str, *args: Any) -> str:
        """Another page of this step, on the same way."""
        query = f"?{FROM}={CHECK}" if self.is_from_check else ""
        return f"{reverse(name, args=args)}{query}"

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the wizard shows."""
        number, total = rules.place_of(self.step, requests.steps_of(self.draft))
        return {
            "draft": self.draft,
            "step_number": number,
            "steps": total,
            "back_url": self.back_url,
            **more,
        }

    def go_on(self) -> HttpResponse:
        """After this step: back to the last page where that sent us, else the next one."""
        draft = requests.draft_of(self.draft.holder)
        if draft is None:
            return redirect(START)
        left = [one.step for one in requests.missing(draft)]
        if self.is_from_check:
            return redirect(PAGES[left[0]] if left else PAGES[Step.CHECK])
        steps = requests.steps_of(draft)
        following = rules.after(self.step, steps)
        early = [step for step in left if step in rules.before(following, steps)]
        return redirect(PAGES[early[0]] if early else PAGES[following])


def for_step(step: Step) -> Callable[[StepView], Callable[..., HttpResponse]]:
    """A page of one step: needs the draft and every step before (T34)."""

    def decorate(view: StepView) -> Callable[..., HttpResponse]:
        @for_insured
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            draft = requests.draft_of(request.user.person)
            if draft is None:
                return _no_draft(request)
            too_early = first_missing(draft, step)
            if too_early is not None:
                return redirect(PAGES[too_early])
            return view(Wizard(request, draft, step), *args, **kwargs)

        return guarded

    return decorate


def _no_draft(request: HttpRequest) -> HttpResponse:
    """The start; whoever has just sent the request is told so (a second click, or going back)."""
    sent = requests.just_sent(request.user.person)
    if sent is None:
        return redirect(START)
    messages.info(request, f"已经提交过了，申请号 {sent.number}，不用再交。")
    return redirect("family:request", ref=sent.ref)


def first_missing(draft: BindingRequest, step: Step) -> Step | None:
    """The first step before this one that is not done; the own place where it fell out."""
    steps = requests.steps_of(draft)
    if step not in steps:
        return resume_at(draft)
    earlier = rules.before(step, steps)
    return next((Step(one.step) for one in requests.missing(draft) if one.step in earlier), None)


def resume_at(draft: BindingRequest) -> Step:
    """Where a person goes on who comes back: the first missing step, else the last page."""
    left = requests.missing(draft)
    return Step(left[0].step) if left else Step.CHECK
