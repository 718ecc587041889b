"""What became of a settle call, asked by its key."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..selectors import bills
from . import answers, attempt_schemas
from .money_views import TAG


class AttemptView(APIView):
    """按键查询结算请求。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(
        tags=TAG, summary="按幂等键查询结算请求", responses={200: attempt_schemas.Attempt}
    )
    def get(self, request: Request, key: str) -> Response:
        """答 PENDING、SETTLED、FAILED、REVERSED 或 UNKNOWN；60 秒内一定有结果。"""
        attempt = bills.attempt_of(request.user.client, key)
        settlement = getattr(attempt, "settlement", None) if attempt else None
        return Response(
            {
                "idempotency_key": key,
                "status": attempt.state if attempt else "UNKNOWN",
                "refusal": attempt.refusal if attempt else "",
                "deadline_at": answers.attempt_now(attempt)["deadline_at"] if attempt else None,
                "setl_id": settlement.setl_id if settlement else None,
            }
        )
