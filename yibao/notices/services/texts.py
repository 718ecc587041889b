"""The words of a notice: the active version of staff, else the product's own file."""

from typing import Any

from django.template import Context
from django.template.loader import get_template

from ..models import NoticeTemplate
from ..wording import render_words


def words_of(code: str, medium: str, context: dict[str, Any] | None) -> tuple[str, str]:
    """Title and body, finished; a text message has no title."""
    row = NoticeTemplate.objects.filter(
        code=code, medium=medium, state=NoticeTemplate.State.ACTIVE
    ).first()
    if row is not None:
        return (
            render_words(row.title, context or {}),
            render_words(row.body, context or {}),
        )
    if medium == NoticeTemplate.Medium.SMS:
        return "", render_file(f"{code}.sms.txt", context)
    title, _, body = render_file(f"{code}.txt", context).partition("\n")
    return title.strip(), body.strip()


def render_sms(code: str, context: dict[str, Any]) -> str:
    """The words of a text message."""
    return words_of(code, NoticeTemplate.Medium.SMS, context)[1]


def render_file(name: str, context: dict[str, Any] | None) -> str:
    """Plain text of ``templates/notices/<name>``: a page that shows it escapes it."""
    words = get_template(f"notices/{name}").template
    return words.render(Context(context or {}, autoescape=False)).strip()
