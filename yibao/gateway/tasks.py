"""Celery entry points of the gateway; each is safe to repeat."""

from celery import shared_task

from .services import authentication, files, messages, tokens


@shared_task(queue="default", ignore_result=True)
def forget_old(**_: object) -> None:
    """Forget nonces, tokens, files and log lines whose time is over."""
    authentication.forget_nonces(by=None)
    tokens.forget_old(by=None)
    files.forget_old(by=None)
    messages.forget_old(by=None)
