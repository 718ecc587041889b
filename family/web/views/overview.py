"""亲情账户: the list, the comparison with 家庭共济, 谁能为谁做什么 (wireframe 3, feature 25)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel.insured_pages import for_insured

from ...data.comparison import ROWS
from ...selectors import graph as rights
from ...selectors import overview, policies, requests
from ..drawing import draw


@require_safe
@for_insured
def index(request: HttpRequest) -> HttpResponse:
    """Members, requests with their own next action, who bound me, how many places are left."""
    person = request.user.person
    context = {"family": overview.of(person), "draft": requests.draft_of(person)}
    return render(request, "family/index.html", context)


@require_safe
@for_insured
def compare(request: HttpRequest) -> HttpResponse:
    """Showing is not spending: four rows without jargon (settled 1, P94)."""
    return render(request, "family/compare.html", {"rows": ROWS})


@require_safe
@for_insured
def graph(request: HttpRequest) -> HttpResponse:
    """Every right in both directions, drawn and as a list; each with its end."""
    person = request.user.person
    relatives = rights.of(person)
    context = {
        "relatives": relatives,
        "picture": draw(relatives) if relatives else None,
        "limit": policies.of_person(person).max_members,
    }
    return render(request, "family/graph.html", context)
