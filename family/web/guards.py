"""Who may open a page of the family account."""

from django.http import HttpRequest

from yibao.kernel.errors import NotFound

from ..models import BindingRequest
from ..selectors import requests


def own_request(request: HttpRequest, ref: str) -> BindingRequest:
    """The signed-in holder's request; anybody else's does not exist (T31)."""
    found = requests.of_holder(request.user.person, ref)
    if found is None:
        raise NotFound
    return found
