"""The only way to a picture: a checked view, with a watermark, logged at each look (T30, T43)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yibao.kernel import pictures
from yibao.kernel.errors import NotFound

from ...errors.documents import OriginalClosed
from ...services import document_reading, documents


@login_not_required
@require_safe
@never_cache
def picture(request: HttpRequest, ref: str) -> HttpResponse:
    """One picture: for its holder, the clerk at work on the request, and who holds the case.

    Staff must have begun a console session with their second factor. Everybody else, signed in or
    not, is told that there is nothing here.
    """
    user: Any = request.user
    if user.is_staff and not admin.site.has_permission(request):
        raise NotFound
    shown = documents.open_for(by=user, ref=ref, size=request.GET.get("size", ""))
    return pictures.sent(shown.bytes, shown.content_type, 'inline; filename="document.jpg"')


@login_not_required
@require_safe
@never_cache
def original(request: HttpRequest, ref: str) -> HttpResponse:
    """The stored picture as a download, for who holds the case and wrote down why (T94).

    Without an open window it leads to the page that asks for the reason.
    """
    user: Any = request.user
    if not (user.is_authenticated and user.is_staff and admin.site.has_permission(request)):
        raise NotFound
    try:
        shown = document_reading.open_original(by=user, ref=ref)
    except OriginalClosed as closed:
        args = [document_reading.ORIGINAL, closed.extra["_subject"]]
        query = urlencode({"back": request.path})
        return redirect(f"{reverse('glass:open', args=args)}?{query}")
    return pictures.sent(shown.bytes, shown.content_type, f'attachment; filename="{ref}.jpg"')
