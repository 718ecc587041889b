"""What cannot be done about break glass."""

from yibao.kernel.errors import DomainError


class GlassRefused(DomainError):
    """Nobody opens what they may not even see, and nobody without the right opens anything."""

    code = "audit.glass.refused"
    status = 403
    title = "不能临时提权"
    detail = "您没有这项权限，或者这件事不归您处理。"


class GlassReasonMissing(DomainError):
    """Each opening is signed off by its reason (T94)."""

    code = "audit.glass.reason_missing"
    status = 422
    title = "没写原因"
    detail = "请写明为什么要看，2 至 60 个字。"


class GlassStillOpen(DomainError):
    """What still runs is not judged."""

    code = "audit.glass.still_open"
    title = "还没有结束"
    detail = "这次查看还没有结束，请等结束后再复核。"


class GlassSignedOff(DomainError):
    """One word is enough, and it stays."""

    code = "audit.glass.signed_off"
    title = "已经复核过"
    detail = "这次查看已经有人复核，意见不能再改。"


class GlassOwn(DomainError):
    """Nobody signs off an own look."""

    code = "audit.glass.own"
    status = 403
    title = "不能复核自己"
    detail = "您自己的查看，要由另一位组长复核。"


class GlassNoteMissing(DomainError):
    """Not in order needs words."""

    code = "audit.glass.note_missing"
    status = 422
    title = "没写意见"
    detail = "不符合规定的，请写明哪里不符合。"
