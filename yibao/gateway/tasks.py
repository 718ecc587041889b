"""Celery entry points of the gateway; each is safe to repeat."""

from celery import shared_task

from .services import authentication, files, messages, mobile_callback_sending, tokens


@shared_task(queue="default", ignore_result=True)
def forget_old(**_: object) -> None:
    """Forget nonces, tokens, files and log lines whose time is over."""
    authentication.forget_nonces(by=None)
    tokens.forget_old(by=None)
    files.forget_old(by=None)
    messages.forget_old(by=None)


@shared_task(queue="webhooks", ignore_result=True)
def send_callbacks(**_: object) -> None:
    """Tell institutions what became of their orders; two at the same time share the work."""
    mobile_callback_sending.send_due(by=None)
