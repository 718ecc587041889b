"""How a picture of a paper is sent: never kept, never run, never framed by another page (T43)."""

from django.http import HttpResponse

#: Even where a browser took the picture for a page, nothing in it could run or load.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def sent(
    body: bytes, content_type: str = "image/jpeg", disposition: str = 'inline; filename="photo.jpg"'
) -> HttpResponse:
    """The answer with the picture; who may see it was judged by the caller."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
