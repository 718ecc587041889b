"""A member's password reset by the holder (P29): below 16 with the holder's own face, from 16 on
with the member's."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.services import face as faces
from vouchers.errors import PinMismatch, PinNotSixDigits, PinWeak
from yibao.kernel import facestep
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import Binding
from ...services import member_pins
from ..forms.base import posted
from ..forms.endings import NewPinForm
from .members import held


@sensitive_post_parameters("pin", "pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def pin(request: HttpRequest, ref: str) -> HttpResponse:
    """First the face, then the new password twice; the member is told."""
    binding = held(request, ref)
    if not selectors.bindings.is_showing(binding):
        raise Http404
    purpose = member_pins.PURPOSE
    token = facestep.kept(request, purpose)
    if token and member_pins.is_proved(
        by=request.user, binding=binding, face=token, session=facestep.bound(request)
    ):
        return _new_pin(request, binding, purpose, token)
    return _face(request, binding, purpose)


def _face(request: HttpRequest, binding: Binding, purpose: str) -> HttpResponse:
    whose = member_pins.proving_person(by=request.user, binding=binding)
    step = FaceStep(request, faces=faces, person=whose, purpose=purpose)
    if step.passed():
        return redirect("family:pin", ref=binding.ref)
    is_own = whose.pk == binding.holder_id
    context = {**step.context, **_frame(binding), "is_own_face": is_own}
    return render(request, "family/pin_face.html", context)


def _new_pin(request: HttpRequest, binding: Binding, purpose: str, token: str) -> HttpResponse:
    is_face_post = request.method == "POST" and "pin" not in request.POST
    form = NewPinForm(None if is_face_post else posted(request))
    if form.is_bound and form.is_valid():
        try:
            member_pins.reset(
                by=request.user,
                ref=binding.ref,
                face=token,
                session=facestep.bound(request),
                **form.cleaned_data,
            )
        except PinMismatch as refused:
            form.refuse(refused, "pin_again")
        except (PinNotSixDigits, PinWeak) as refused:
            form.refuse(refused, "pin")
        except DomainError as refused:
            form.refuse(refused)
        else:
            facestep.forget(request, purpose)
            messages.success(request, f"{binding.member.masked_name}的医保码密码已重设")
            return redirect("family:member", ref=binding.ref)
    return render(request, "family/pin.html", {"form": form, **_frame(binding)})


def _frame(binding: Binding) -> dict[str, Any]:
    return {
        "binding": binding,
        "name": binding.member.masked_name,
        "relation": selectors.bindings.member_word(binding),
    }
