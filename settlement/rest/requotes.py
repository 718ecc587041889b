"""A settlement whose result has changed is answered with the new quote."""

from rest_framework.request import Request

from vouchers.errors import LimitExceeded
from yibao.kernel.errors import DomainError

from ..errors import QuoteChanged
from ..services import quotes
from .views import quote_answer


def with_new_quote(request: Request, visit_id: str, changed: QuoteChanged) -> DomainError:
    """The refusal with the new quote, or why there is none (P33)."""
    try:
        quote = quotes.make(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            acct_used_flag=changed.extra["_flag"],
        )
    except LimitExceeded as above:
        return above
    return QuoteChanged(**changed.extra, quote=quote_answer(quote))
