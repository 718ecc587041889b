"""What all forms here share."""

from typing import Any

from django.http import HttpRequest, QueryDict

from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, empty or not; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class FamilyForm(PlainForm):
    """A form that shows a refusal with what to do next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Show a refusal: what happened, then what to do."""
        self.add_error(field, error.said)
