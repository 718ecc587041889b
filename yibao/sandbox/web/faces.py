"""Photos to try the face check with: the person's own and a stranger's."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from ..demo import faces


@require_safe
@login_not_required
def photo(request: HttpRequest, name: str) -> FileResponse:
    """One of the known photos, as a download; no other file is ever opened."""
    if name not in faces.PHOTOS:
        raise Http404
    path = faces.FOLDER / f"{name}.jpg"
    return FileResponse(path.open("rb"), as_attachment=True, content_type="image/jpeg")
