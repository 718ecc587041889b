"""Posting notices, sending messages, and the words for both."""

from .banners import end_banner, set_banner
from .inbox import Link, mark_all_read, mark_read, post, post_once
from .messages import (
    DEMO_PHONE_PREFIX,
    SEND_TOPIC,
    may_resend,
    owe_sms,
    owe_voice,
    resend,
    send_sms,
)
from .texts import render_sms, words_of

__all__ = [
    "DEMO_PHONE_PREFIX",
    "SEND_TOPIC",
    "Link",
    "end_banner",
    "mark_all_read",
    "mark_read",
    "may_resend",
    "owe_sms",
    "owe_voice",
    "post",
    "post_once",
    "render_sms",
    "resend",
    "send_sms",
    "set_banner",
    "words_of",
]
