"""What the console's model pages of cases and reviews have in common (T32, T41)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from . import refusals
from .models import Case

NOT_EDITED = "cases.case.not_edited"
NOT_OFFERED = "cases.case.not_offered"


def as_uuid(text: str) -> UUID | None:
    """A primary key out of an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


class NotesRefusals:
    """For a model page: leaves an audit row when somebody asks for a closed row or posts a change.

    The row itself stays as it was; answers are those of any read-only page.
    """

    def case_of(self, object_id: str) -> Case | None:
        """The case behind a row, whoever may see it."""
        raise NotImplementedError

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The row, if the reader may have it; an attempt at another one is noted."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            refusals.note_closed(by=request.user, case=self.case_of(object_id))
        return row

    def not_offered(self, request: HttpRequest, row: Any, action: str) -> None:
        """A button that this reader does not have now was pressed all the same."""
        if request.method == "POST":
            case = self.case_of(str(row.pk))
            refusals.note(by=request.user, case=case, act=action[:40], code=NOT_OFFERED)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lists have no actions; who posts one is written down (T41)."""
        if request.method == "POST":
            refusals.note(by=request.user, case=None, act="list", code=NOT_OFFERED)
        return super().changelist_view(request, *args, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Nothing is edited here; who tries is written down (P182)."""
        if request.method == "POST" and object_id is not None:
            case = self.case_of(object_id)
            refusals.note(by=request.user, case=case, act="change", code=NOT_EDITED)
        return super().changeform_view(request, object_id, *args, **kwargs)
