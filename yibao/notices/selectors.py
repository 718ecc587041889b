"""Reading notices; a person sees the own inbox only."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from yibao.kernel import clock, crypto
from yibao.kernel.errors import NotFound

from .data import ONE_TIME
from .models import Banner, Notice, NoticeTemplate, SmsMessage
from .wording import outline, variables_of

PAGE = 20


def inbox(user: Any, *, before: Any | None = None, limit: int = PAGE) -> list[Notice]:
    """Newest first; ``before`` is the time of the last row of the previous page."""
    rows = Notice.objects.filter(user=user)
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    return list(rows.order_by("-created_at")[:limit])


def unread_count(user: Any) -> int:
    """How many notices wait to be read."""
    return Notice.objects.filter(user=user, read_at__isnull=True).count()


def own_notice(user: Any, ref: str) -> Notice:
    """One notice of this person; anybody else's looks like none."""
    notice = Notice.objects.filter(user=user, ref=ref).first()
    if notice is None:
        raise NotFound
    return notice


def demo_messages(
    phone: str | None = None, *, tenant_id: Any, is_open: bool, limit: int = 50
) -> QuerySet[SmsMessage]:
    """Messages of demo numbers to people of this world for the outbox page, newest first.

    A bank does not know of worlds: its codes are in every one. ``is_open``: with those of which
    nobody said whose they are.
    """
    nobody = Q(tenant__isnull=True) if is_open else Q(tenant__isnull=True, code="bank_code")
    rows = SmsMessage.objects.filter(Q(tenant_id=tenant_id) | nobody, is_demo=True)
    if phone:
        rows = rows.filter(phone_index=crypto.blind_index(phone, "phone"))
    return rows.order_by("-created_at", "-pk")[:limit]


def notices_of_world(tenant_id: Any, limit: int = 50) -> QuerySet[Notice]:
    """Inbox notices of the people of a sandbox, newest first."""
    rows = Notice.objects.filter(user__tenant_id=tenant_id, user__person__isnull=False)
    related = rows.select_related("user__person")
    return related.order_by("-created_at", "-pk")[:limit]


def messages_to(phone_index: str, tenant_id: Any) -> QuerySet[SmsMessage]:
    """What went to a number in this world: test people of all sandboxes share the demo numbers."""
    here = Q(tenant_id=tenant_id) | Q(tenant__isnull=True)
    return SmsMessage.objects.filter(here, phone_index=phone_index)


def banners_now() -> list[Banner]:
    """What stands on every citizen page at this moment, the graver first."""
    moment = clock.now()
    rows = Banner.objects.filter(starts_at__lte=moment, ends_at__gt=moment)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment))
    return list(rows.order_by("-kind", "starts_at")[:3])


def banners_since(moment: datetime) -> list[Banner]:
    """What stood on the pages since then, stands there, or will; the latest to begin comes first.

    One that was ended before it began was never read by anybody and is left out.
    """
    rows = Banner.objects.filter(ends_at__gt=moment)
    never_ended = Q(ended_at__isnull=True)
    read = Q(ended_at__gt=moment) & Q(ended_at__gt=F("starts_at"))
    return list(rows.filter(never_ended | read).order_by("-starts_at", "-pk"))


def own_words(code: str, medium: str) -> str:
    """Source of the product's own words. Raises ``TemplateDoesNotExist`` for an unknown kind."""
    name = f"{code}.sms.txt" if medium == NoticeTemplate.Medium.SMS else f"{code}.txt"
    return get_template(f"notices/{name}").template.source.strip()


def variables_for(code: str, medium: str) -> frozenset[str]:
    """Variables that the words of this kind may use: those of the product's own words."""
    found = variables_of(own_words(code, medium))
    return found | {"service"} if medium == NoticeTemplate.Medium.SMS else found


def variables_shown(code: str) -> str:
    """The same for the form that writes them: one line, both ways of sending."""
    parts = []
    for medium in NoticeTemplate.Medium:
        try:
            found = sorted(variables_for(code, medium))
        except TemplateDoesNotExist:
            continue
        parts.append(f"{medium.label} {'、'.join(found) or '不用变量'}")
    return "；".join(parts)


def kinds() -> list[str]:
    """Kinds of notices whose words staff may write."""
    folder = Path(settings.BASE_DIR) / "templates" / "notices"
    found = {file.name.split(".")[0] for file in folder.glob("*.txt")}
    return sorted(found - ONE_TIME)


def kind_names() -> list[tuple[str, str]]:
    """Each kind with what its own words begin with, for a list to choose from."""
    return [(code, f"{_begins(code)}（{code}）") for code in kinds()]


def _begins(code: str) -> str:
    try:
        said = own_words(code, NoticeTemplate.Medium.INBOX)
    except TemplateDoesNotExist:
        said = own_words(code, NoticeTemplate.Medium.SMS).rpartition("】")[2].partition("，")[0]
    return outline(said.partition("\n")[0])
