"""Before the first step: may this person add somebody, what is needed, go on where one was."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import regions
from accounts.services import face
from yibao.kernel import proof
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep, forget
from yibao.kernel.insured_pages import for_insured

from ....data.notice import NOTICE
from ....data.relations import RELATION_WORDS
from ....data.steps import STEP_WORDS, Step
from ....errors import BindingLimitReached, HolderNotActive, HolderTooYoung
from ....models import BindingRequest
from ....selectors import counters, policies, requests
from ....services import drafts, limits
from ...forms.base import FamilyForm, posted
from ...forms.sign import NoticeForm
from ...wizard import PAGES, START, Wizard, for_step, resume_at

page = require_http_methods(["GET", "HEAD", "POST"])
FACE_PURPOSE = "BINDING"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why somebody cannot add a relative now, and what to do about it."""

    title: str
    text: str
    advice: str
    url: str
    action: str


UNVERIFIED = Hindrance(
    "先确认您是谁",
    "还没有核实您的姓名和身份证号。",
    "核实以后再来添加家人，只要几分钟。",
    "accounts:real-name",
    "去核实",
)


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Who can be added, what to prepare, how long it takes; or why not (wireframe 4)."""
    user: Any = request.user
    if user.is_staff:
        raise PermissionDenied
    if user.person_id is None:
        return _refused(request, UNVERIFIED)
    hindrance = _hindrance(request, user.person)
    if hindrance is not None:
        return _refused(request, hindrance)
    draft = requests.draft_of(user.person)
    policy = policies.of_person(user.person)
    context = {
        "draft": draft,
        "resume": _resume(draft) if draft else None,
        "policy": policy,
        "relations": "、".join(RELATION_WORDS[one] for one in policy.relations),
        "taken": len(counters.places_taken(user.person)),
    }
    return render(request, "family/add_start.html", context)


@dataclass(frozen=True, slots=True)
class Resume:
    """Where a draft stands: the page to go on with and until when it is kept."""

    url: str
    words: str
    kept_until: Any


def _resume(draft: BindingRequest) -> Resume:
    step = resume_at(draft)
    return Resume(reverse(PAGES[step]), STEP_WORDS[step], requests.expires_at(draft))


def _hindrance(request: HttpRequest, person: Any) -> Hindrance | None:
    try:
        policy = limits.check_holder(by=request.user, holder=person)
    except HolderTooYoung as refused:
        return _of(refused, "web:contacts", "看窗口地址和电话")
    except HolderNotActive as refused:
        return _of(refused, "vouchers:activate", "去激活医保码")
    if len(counters.places_taken(person)) >= policy.max_members:
        full = BindingLimitReached(limit=policy.max_members)
        return _of(full, "family:index", "看我的家人")
    return None


def _of(refused: DomainError, page_name: str, action: str) -> Hindrance:
    return Hindrance(refused.title, refused.message, refused.advice, page_name, action)


def _refused(request: HttpRequest, why: Hindrance) -> HttpResponse:
    person = request.user.person if request.user.person_id else None
    context = {
        "why": why,
        "url": reverse(why.url),
        "phone": regions.hotline_of(policies.region_of(person)) if person else "12393",
    }
    return render(request, "family/add_refused.html", context)


@page
@for_insured
@proof.needs_proof(settings.RECHECK_SECONDS)
def notice(request: HttpRequest) -> HttpResponse:
    """Three points and the whole text; the box is never ticked beforehand (P59)."""
    person = request.user.person
    if _hindrance(request, person) is not None:
        return redirect(START)
    draft = requests.draft_of(person)
    form = NoticeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        begun = drafts.accept_notice(by=request.user)
        return Wizard(request, begun, Step.NOTICE).go_on()
    shown = Wizard(request, draft or BindingRequest(holder=person), Step.NOTICE)
    context = {
        "form": form,
        "consent": NOTICE,
        "step_number": 1,
        "steps": len(requests.steps_of(draft)),
        "back_url": shown.back_url if draft else reverse(START),
    }
    return render(request, "family/add_notice.html", context)


@page
@for_step(Step.FACE)
def holder_face(wizard: Wizard) -> HttpResponse:
    """The holder's own face first, where the area asks for it (settled 3)."""
    request = wizard.request
    step = FaceStep(request, faces=face, person=request.user.person, purpose=FACE_PURPOSE)
    if step.passed():
        drafts.note_holder_face(by=request.user, face_ref=step.token, session=step.session)
        forget(request, FACE_PURPOSE)
        return wizard.go_on()
    return render(request, "family/add_face.html", wizard.context(**step.context))


@page
@for_insured
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away, after saying what goes."""
    draft = requests.draft_of(request.user.person)
    if draft is None:
        return redirect(START)
    if request.method == "POST":
        drafts.discard(by=request.user)
        messages.success(request, "已删掉，没有交上去。")
        return redirect(START)
    points = ("填过的内容会删掉", "拍过的照片会删掉", "这件申请没有交上去，不占名额")
    context = {
        "form": FamilyForm(),
        "points": points,
        "keeps": "已经绑定的家人、已经交上去的申请不受影响。",
        "action": "删掉，不办了",
        "cancel_url": reverse(START),
    }
    return render(request, "family/add_discard.html", context)
