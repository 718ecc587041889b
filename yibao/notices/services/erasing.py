"""Forgetting what was said to somebody who has left (T92)."""

from datetime import timedelta
from typing import Any

from yibao.kernel import clock

from ..models import Notice, SmsMessage
from ..selectors import messages_to

#: A message that could not be sent in this time is forgotten unsent.
NO_LONGER = timedelta(hours=24)


def erase_of(*, by: object | None, user: Any, phone_index: str | None) -> None:
    """Delete the inbox and everything that went to the number; the caller holds the transaction."""
    Notice.objects.filter(user=user).delete()
    if phone_index:
        messages_to(phone_index, user.tenant_id).delete()


def erase_world(*, by: object | None, tenant_id: Any) -> int:
    """Delete every message and notice of the people of a sandbox; says how many."""
    messages = SmsMessage.objects.filter(tenant_id=tenant_id)
    messages.update(resent_from=None)
    notices = Notice.objects.filter(user__tenant_id=tenant_id, user__person__isnull=False)
    return messages.delete()[0] + notices.delete()[0]


def hide_number(*, by: object | None, sms_id: Any) -> None:
    """Make an owed message unfindable by its number; it is still sent."""
    SmsMessage.objects.filter(pk=sms_id).update(phone_index="")


def forget_sent(*, by: object | None, sms_id: Any) -> bool:
    """Delete a message that has left or is too old; False where it still waits to be sent."""
    old = clock.now() - NO_LONGER
    message = SmsMessage.objects.filter(pk=sms_id).first()
    if message is None:
        return True
    if message.state == SmsMessage.State.PENDING and message.created_at > old:
        return False
    message.delete()
    return True
