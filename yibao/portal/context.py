"""What every page of the portal shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel import clock

from . import selectors

_OPEN = (
    ("portal:start", "首页"),
    ("portal:docs", "文档"),
    ("web:reference", "接口参考"),
    ("portal:national", "国家接口"),
    ("web:errors", "错误码"),
)
_MEMBERS = (
    ("portal:console", "控制台"),
    ("portal:keys", "密钥"),
    ("portal:terminals", "终端"),
    ("portal:team", "成员"),
    ("portal:logs", "请求记录"),
    ("portal:hooks", "通知"),
    ("portal:go-live", "申请上线"),
)
# Pages that exist only where there are sandboxes.
_SANDBOX = (
    ("portal:try", "在线调试"),
    ("portal:sandbox", "沙箱"),
    ("portal:review", "模拟审核"),
    ("sandbox:till", "模拟收费窗口"),
    ("sandbox:outbox", "短信收件箱"),
    ("portal:clock", "测试时钟"),
    ("portal:conformance", "上线自测"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Menu, member and test clock; nothing outside ``/dev/``."""
    if not request.path.startswith("/dev/"):
        return {}
    member = selectors.member_of(request.user)
    if member is not None and not request.user.is_verified():
        member = None
    more = _SANDBOX if settings.SANDBOX_ENABLED else ()
    names = (_OPEN[0], *_MEMBERS, *more, *_OPEN[1:]) if member else _OPEN
    menu = [
        {"url": (url := reverse(name)), "label": label, "is_here": url == request.path}
        for name, label in names
    ]
    return {"member": member, "portal_menu": menu, "clock_note": _clock_note(member)}


def _clock_note(member: Any) -> str:
    """Where the vendor's clock stands, if it was moved."""
    if member is None or not member.vendor.tenant.clock_offset_seconds:
        return ""
    moment = clock.local(clock.now(member.vendor.tenant))
    return f"{moment:%Y-%m-%d %H:%M}"
