"""Domain errors: one small class a failure, with a stable code and words for each reader.

The registry of all classes is the error catalogue: pages under ``/dev/errors/`` and
``docs/reference/errors.md`` are generated from it, so a code cannot exist undocumented.
"""

from typing import Any, ClassVar

_REGISTRY: dict[str, type["DomainError"]] = {}


class DomainError(Exception):
    """Something that could not happen by rule.

    Class attributes: ``code`` (stable, dotted, lower case), ``status`` (HTTP), ``title`` (≤ 14
    characters), ``detail`` (what happened and what to do, for the clerk or the reader of a page),
    ``patient_text`` (what to tell the patient, where it differs), ``next_step``, ``alias``
    (E-VCH / E-FAM number), ``retry`` (may the same call succeed later). Keyword arguments fill the
    texts and travel as machine-readable members of the problem document.
    """

    code: ClassVar[str] = ""
    status: ClassVar[int] = 409
    title: ClassVar[str] = ""
    detail: ClassVar[str] = ""
    patient_text: ClassVar[str] = ""
    next_step: ClassVar[str] = ""
    alias: ClassVar[str] = ""
    retry: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("code"):
            return
        known = _REGISTRY.get(cls.code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"error code {cls.code} is used twice: {known} and {cls}")
        _REGISTRY[cls.code] = cls

    def __init__(self, **extra: Any) -> None:
        self.extra = extra
        super().__init__(self.code)

    @property
    def message(self) -> str:
        """The sentence for the clerk or the page."""
        return self.detail.format_map(_Blank(self.extra))

    @property
    def patient_message(self) -> str:
        """The sentence for the patient; the clerk's where none differs."""
        return (self.patient_text or self.detail).format_map(_Blank(self.extra))

    @property
    def advice(self) -> str:
        """What to do next."""
        return self.next_step.format_map(_Blank(self.extra))

    @property
    def said(self) -> str:
        """Title, sentence and advice in a row, for a page; no title that the sentence repeats."""
        is_repeated = _spoken(self.title) in _spoken(self.message)
        return f"{'' if is_repeated else f'{self.title}。'}{self.message}{self.advice}"

    def problem_members(self) -> dict[str, Any]:
        """Extra members of the problem document; subclasses narrow what leaves."""
        return {key: value for key, value in self.extra.items() if not key.startswith("_")}


def _spoken(text: str) -> str:
    """Without the marks between words."""
    return "".join(mark for mark in text if mark.isalnum())


class _Blank(dict):
    """A missing placeholder reads as a dash instead of breaking the answer."""

    def __missing__(self, key: str) -> str:
        return "—"


class FieldErrors(DomainError):
    """Fields that are not of the stated form; never stored under an idempotency key."""

    code = "request.invalid"
    status = 422
    title = "有内容填得不对"
    detail = "请按 errors 列表逐项改正后重新提交。"

    def __init__(self, errors: list[dict[str, str]], **extra: Any) -> None:
        super().__init__(**extra)
        self.errors = errors


class MalformedRequest(DomainError):
    """The body is not strict JSON (T56, T74)."""

    code = "request.malformed"
    status = 400
    title = "请求不是合法的 JSON"
    detail = "请求正文无法解析：{reason}"


class DuplicateKey(DomainError):
    """A JSON object names one key twice (T74)."""

    code = "request.duplicate_key"
    status = 400
    title = "请求里有重复的键"
    detail = "JSON 对象里“{key}”出现了不止一次，请只保留一个。"


class BodyTooLarge(DomainError):
    """More than a request may hold (T97)."""

    code = "request.too_large"
    status = 413
    title = "请求太大"
    detail = "请求正文超过 1 MB，请分几次提交。"


class RequestTooLarge(DomainError):
    """More than a page ever sends (T51, settled 21)."""

    code = "page.too_large"
    status = 413
    title = "照片太大了"
    detail = "一次最多传 {limit_mb} MB。"
    next_step = "请在相机里选小一点的尺寸重拍，其他照片都还在。"


class UnsupportedMedia(DomainError):
    """The body is not announced as JSON."""

    code = "request.media_type"
    status = 415
    title = "请求格式不支持"
    detail = "请用 Content-Type: application/json 提交。"


class NotFound(DomainError):
    """Not there, or not yours: the two look exactly alike (T31)."""

    code = "request.not_found"
    status = 404
    title = "没有找到"
    detail = "没有找到这条记录，请核对编号。"


class MethodNotAllowed(DomainError):
    """The address exists, the verb does not."""

    code = "request.method"
    status = 405
    title = "请求方法不对"
    detail = "这个地址不支持该请求方法。"


class Unauthenticated(DomainError):
    """No valid access token."""

    code = "auth.token_invalid"
    status = 401
    title = "访问令牌无效"
    detail = "访问令牌缺失、错误或已过期，请重新向 /oauth/token/ 申请。"


class ScopeMissing(DomainError):
    """The client may not do this."""

    code = "auth.scope_missing"
    status = 403
    title = "没有这项权限"
    detail = "该应用没有权限 {scope}，请联系医保局开通。"


class TooManyRequests(DomainError):
    """The client calls faster than agreed (T78)."""

    code = "request.rate_limited"
    status = 429
    title = "请求太频繁"
    detail = "请在 {retry_after} 秒后再试。"
    retry = True


class ServiceBusy(DomainError):
    """A lock or the database could not be had in time; nothing was changed (F11–F16)."""

    code = "service.busy"
    status = 503
    title = "系统正忙"
    detail = "这次没有办成，什么也没有改变，请稍后用同一个键重试。"
    retry = True


class InternalFault(DomainError):
    """An unexpected fault; details are in the log under the trace id only."""

    code = "service.fault"
    status = 500
    title = "系统出了问题"
    detail = "这次没有办成，请用同一个键查询或重试；仍不行请报 trace_id。"
    retry = True


class IdempotencyKeyMissing(DomainError):
    """A money or state call without its key."""

    code = "idempotency.key_missing"
    status = 400
    title = "缺少 Idempotency-Key"
    detail = "这个接口必须带 Idempotency-Key（1–255 个可见 ASCII 字符）。"


class IdempotencyConflict(DomainError):
    """The key was used for another request (T60)."""

    code = "idempotency.conflict"
    status = 422
    title = "这个键已用于另一个请求"
    detail = "同一个 Idempotency-Key 只能重发同样的内容，请换一个键。"


class IdempotencyInProgress(DomainError):
    """The first call with this key is still running."""

    code = "idempotency.in_progress"
    status = 409
    title = "上一次请求还在处理"
    detail = "用这个键的上一次请求还没有结束，请稍后再查。"
    retry = True


def registry() -> dict[str, type[DomainError]]:
    """Every known error class by code."""
    return dict(sorted(_REGISTRY.items()))
