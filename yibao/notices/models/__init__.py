"""Tables of notices: what people read in the app, what went out, and the words for both."""

from .banner import Banner
from .inbox import Notice, notice_ref
from .sms import SmsMessage
from .template import NoticeTemplate

__all__ = ["Banner", "Notice", "NoticeTemplate", "SmsMessage", "notice_ref"]
