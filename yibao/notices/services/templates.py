"""Writing, releasing and retiring the words of notices (P190)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.template import TemplateDoesNotExist

from yibao.kernel import clock, facts, locks

from .. import selectors
from ..data import ONE_TIME
from ..errors import TemplateMoveRefused, TemplateUnfit, WriterReleases
from ..models import NoticeTemplate
from ..wording import SMS_MOST, UnfitWords, check_words

_State = NoticeTemplate.State
_TITLE_MOST = 14


def draft(*, by: Any, code: str, medium: str, title: str, body: str) -> NoticeTemplate:
    """A new version that nobody receives yet. Raises ``notices.template.unfit``."""
    check(code=code, medium=medium, title=title, body=body)
    with transaction.atomic():
        locks.advisory(f"notices.template:{code}:{medium}")
        known = NoticeTemplate.objects.filter(code=code, medium=medium)
        newest = known.aggregate(newest=Max("version"))["newest"] or 0
        row = NoticeTemplate.objects.create(
            code=code,
            medium=medium,
            version=newest + 1,
            title=title if medium == NoticeTemplate.Medium.INBOX else "",
            body=body,
            written_by=by,
            written_at=clock.now(),
        )
        _record("drafted", by, row)
    return row


def check(*, code: str, medium: str, title: str, body: str) -> None:
    """Raise ``notices.template.unfit`` with the reason, in words for the writer."""
    if code in ONE_TIME:
        raise TemplateUnfit(reason="验证码短信的文字由程序固定，不能改。")
    try:
        allowed = selectors.variables_for(code, medium)
    except TemplateDoesNotExist as unknown:
        raise TemplateUnfit(reason="没有这种通知，或它不发短信。") from unknown
    try:
        if medium == NoticeTemplate.Medium.INBOX:
            _check_title(title)
            check_words(title, allowed=allowed)
        is_sms = medium == NoticeTemplate.Medium.SMS
        check_words(body, allowed=allowed, most=SMS_MOST if is_sms else None)
    except UnfitWords as unfit:
        raise TemplateUnfit(reason=str(unfit)) from unfit


def _check_title(title: str) -> None:
    if not title.strip():
        raise UnfitWords("站内消息要有标题。")
    if len(title) > _TITLE_MOST:
        raise UnfitWords(f"标题最多 {_TITLE_MOST} 个字。")


def release(*, by: Any, template: NoticeTemplate) -> NoticeTemplate:
    """Put a draft in force in place of the version before; another person than the writer does it.

    Raises ``notices.template.writer_releases`` and ``.move_refused``.
    """
    with transaction.atomic():
        row = _locked(template)
        if row.state != _State.DRAFT:
            raise TemplateMoveRefused
        if row.written_by_id == by.pk:
            raise WriterReleases
        check(code=row.code, medium=row.medium, title=row.title, body=row.body)
        moment = clock.now()
        NoticeTemplate.objects.filter(code=row.code, medium=row.medium, state=_State.ACTIVE).update(
            state=_State.RETIRED, retired_at=moment
        )
        row.state, row.released_by, row.released_at = _State.ACTIVE, by, moment
        row.save(update_fields=["state", "released_by", "released_at"])
        _record("released", by, row)
    return row


def retire(*, by: Any, template: NoticeTemplate) -> NoticeTemplate:
    """Back to the product's own words. Raises ``notices.template.move_refused``."""
    with transaction.atomic():
        row = _locked(template)
        if row.state != _State.ACTIVE:
            raise TemplateMoveRefused
        row.state, row.retired_at = _State.RETIRED, clock.now()
        row.save(update_fields=["state", "retired_at"])
        _record("retired", by, row)
    return row


def _locked(template: NoticeTemplate) -> NoticeTemplate:
    locks.advisory(f"notices.template:{template.code}:{template.medium}")
    return NoticeTemplate.objects.select_for_update().get(pk=template.pk)


def _record(what: str, by: Any, row: NoticeTemplate) -> None:
    facts.tell(
        f"notices.template.{what}",
        by=by,
        subject=row,
        data={"code": row.code, "medium": str(row.medium), "version": row.version},
    )
