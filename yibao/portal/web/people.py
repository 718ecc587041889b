"""生成新人: a member of a vendor makes a test person in the vendor's own sandbox."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.kernel.errors import DomainError
from yibao.sandbox import making
from yibao.sandbox.web.wishes import WishForm

from ..guards import with_member


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_member("DEVELOPER")
def new(request: Any) -> HttpResponse:
    """The form, and making the person; the page of the sandbox shows who was made."""
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, form)
    if not form.is_valid():
        return _shown(request, form, status=422)
    tenant = request.member.vendor.tenant
    try:
        found = making.make(by=request.user, tenant=tenant, wish=form.wish)
    except DomainError as refused:
        form.add_error(None, refused.said)
        return _shown(request, form, status=refused.status)
    keys = "、".join(one.key for one in found.everybody)
    messages.success(request, f"已经生成 {keys}，在“测试人员”的最后。")
    return redirect("portal:sandbox")


def _shown(request: Any, form: WishForm, status: int = 200) -> HttpResponse:
    return render(request, "portal/person_new.html", {"form": form}, status=status)
