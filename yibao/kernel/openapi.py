"""The OpenAPI document: problem answers, idempotency keys, scopes and number texts, said once."""

import re
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from . import problems
from .rest import idempotent

WRITING = ("POST", "PUT", "PATCH")
PROBLEM_STATUSES = {
    400: "正文不是合法的 JSON、键重复，或缺少 Idempotency-Key",
    401: "访问令牌缺失、错误或已过期",
    403: "该应用没有所需权限",
    404: "没有找到，或者不属于本机构",
    409: "按规则办不成（code 说明原因）",
    422: "字段不对，或同一个键用于另一个请求",
    429: "请求太频繁，按 Retry-After 等待",
    503: "系统正忙，什么也没有改变，用同一个键重试",
}
READING_STATUSES = (401, 403, 404, 409, 422, 429, 503)
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 问题文档",
    "required": ["type", "title", "status", "code", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "错误码的说明页"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "稳定的错误码，例如 voucher.code.used"},
        "detail": {"type": "string", "description": "给经办人看的一句话"},
        "alias": {"type": "string", "description": "错误码的另一个编号"},
        "patient_text": {"type": "string", "description": "给患者看的一句话"},
        "next_step": {"type": "string", "description": "下一步怎么办"},
        "errors": {
            "type": "array",
            "description": "逐项的字段错误",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "trace_id": {"type": "string", "description": "报障用的编号"},
    },
    "additionalProperties": True,
}
IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type=str,
    location=OpenApiParameter.HEADER,
    required=True,
    description="1–255 个可见 ASCII 字符。超时后用同一个键原样重发，只会办成一次。",
)


class ProblemAutoSchema(AutoSchema):
    """Adds what every operation of this API shares, so that views do not repeat it."""

    def get_operation_id(self) -> str:
        """Method and address: unique without looking at the others."""
        path = re.sub(r"^/api/v\d+/", "", self.path).strip("/")
        words = re.sub(r"\{(\w+)\}", r"by_\1", path)
        return f"{self.method.lower()}_{re.sub(r'[^a-zA-Z0-9]+', '_', words)}"

    def get_override_parameters(self) -> list[Any]:
        """The idempotency key where the view insists on one."""
        is_keyed = self.method == "POST" and isinstance(self.view, idempotent.IdempotentView)
        return [IDEMPOTENCY_KEY] if is_keyed else []

    def get_request_serializer(self) -> Any:
        """The input form of writing calls."""
        if self.method == "DELETE":
            return getattr(self.view, "delete_serializer_class", None)
        return getattr(self.view, "serializer_class", None) if self.method in WRITING else None

    def get_response_serializers(self) -> Any:
        """One success answer; its members are in the reference examples."""
        answer = getattr(self.view, "answer_serializer_class", None) or OpenApiTypes.OBJECT
        return {201 if self.method == "POST" else 200: answer}

    def get_auth(self) -> list[dict[str, list[str]]]:
        """The scope that the access token must carry."""
        scopes = getattr(self.view, "required_scopes", None)
        if isinstance(scopes, dict):
            scopes = scopes.get(self.method)
        if not scopes:
            return [{"oauth2": []}]
        return [{"oauth2": [scopes] if isinstance(scopes, str) else list(scopes)}]

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super()._get_response_bodies(*args, **kwargs)
        reference = self._problem_reference()
        statuses = PROBLEM_STATUSES if self.method in (*WRITING, "DELETE") else READING_STATUSES
        for status in statuses:
            found.setdefault(
                str(status),
                {
                    "description": PROBLEM_STATUSES[status],
                    "content": {problems.CONTENT_TYPE: {"schema": reference}},
                },
            )
        return found

    def _problem_reference(self) -> dict[str, str]:
        component = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, object="Problem", schema=PROBLEM
        )
        self.registry.register_on_missing(component)
        return component.ref


class NumberTextExtension(OpenApiSerializerFieldExtension):
    """Amounts, counts and prices are texts in the document as on the wire (T56)."""

    target_class = "yibao.kernel.rest.fields._NumberTextField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """A string of digits with an optional point."""
        return {
            "type": "string",
            "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$",
            "example": self.target.example,
        }
