"""The reference of the partner API: the OpenAPI document and a page that people can read."""

import functools
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from yibao.kernel import problems
from yibao.kernel.errors import NotFound

from . import reference_page


@functools.cache
def document() -> dict[str, Any]:
    """The OpenAPI document; the code does not change while it runs, so it is made once."""
    return SchemaGenerator().get_schema(request=None, public=True)


def as_yaml() -> str:
    """The same as YAML text, as ``docs/reference/openapi.yaml`` holds it."""
    return OpenApiYamlRenderer().render(document(), renderer_context={}).decode()


@require_safe
@login_not_required
def schema(request: HttpRequest) -> HttpResponse:
    """The document as JSON, or as YAML with ``?format=yaml``."""
    if request.GET.get("format") == "yaml":
        return HttpResponse(as_yaml(), content_type="application/yaml")
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Every operation with its fields, an example and the refusals to expect."""
    context = {
        "info": document()["info"],
        "groups": reference_page.groups_of(document()),
        "scopes": settings.OAUTH2_PROVIDER["SCOPES"],
    }
    return render(request, "web/reference.html", context)


@csrf_exempt
@login_not_required
def unknown_address(request: HttpRequest) -> HttpResponse:
    """No such address under /api/."""
    return problems.respond(request, NotFound())
