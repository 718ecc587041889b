"""Query parameters: one that nobody knows is a typing mistake, not a wish for everything (T77)."""

from collections.abc import Collection

from rest_framework.request import Request

from yibao.kernel.errors import FieldErrors


def refuse_unknown(request: Request, known: Collection[str] = ()) -> None:
    """Raises ``FieldErrors`` naming every parameter that is not ``known``."""
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise FieldErrors(
            [{"path": name, "code": "unknown", "message": "没有这个查询参数。"} for name in unknown]
        )
