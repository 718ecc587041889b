"""Setting and ending the line that stands on every citizen page."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yibao.kernel import clock, facts

from ..errors import BannerOver
from ..models import Banner


def set_banner(
    *, by: Any, kind: str, title: str, text: str, starts_at: datetime, ends_at: datetime
) -> Banner:
    """Announce from one moment to another."""
    with transaction.atomic():
        row = Banner.objects.create(
            kind=kind,
            title=title,
            text=text,
            starts_at=starts_at,
            ends_at=ends_at,
            set_by=by,
            set_at=clock.now(),
        )
        facts.tell("notices.banner.set", by=by, subject=row)
    return row


def end_banner(*, by: Any, banner: Banner) -> Banner:
    """Take it off at once. Raises ``notices.banner.over``."""
    with transaction.atomic():
        row = Banner.objects.select_for_update().get(pk=banner.pk)
        moment = clock.now()
        if row.ended_at is not None or row.ends_at <= moment:
            raise BannerOver
        row.ended_at = moment
        row.save(update_fields=["ended_at"])
        facts.tell("notices.banner.ended", by=by, subject=row)
    return row
