"""States of bindings, of requests for them and of the consent of a member (P73, settled 20)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class BindingState(models.TextChoices):
    """Life of a binding: the holder may show the member's code while it lives."""

    ACTIVE = "ACTIVE", "已绑定"
    CONSENT_PENDING_16 = "CONSENT_PENDING_16", "满 16 岁，等本人同意"
    SUSPENDED = "SUSPENDED", "已暂停"
    UNBOUND = "UNBOUND", "已解除"
    CLOSED = "CLOSED", "已结束"


class GrantState(models.TextChoices):
    """Life of a mutual-aid grant: the member may spend while it is in force."""

    REVIEW = "REVIEW", "审核中"
    ACTIVE = "ACTIVE", "有效"
    ENDED = "ENDED", "已停止"
    REFUSED = "REFUSED", "未通过"


class GrantEnding(models.TextChoices):
    """Why a grant is over."""

    PAYER = "PAYER", "付款人停止"
    MEMBER = "MEMBER", "家人不接受"
    CLOSED = "CLOSED", "付款人已离开"
    INSURANCE = "INSURANCE", "参保关系变了"
    KIN = "KIN", "亲属关系不再成立"
    REVIEW = "REVIEW", "核查没有通过"
    OVER = "OVER", "到期"


class RequestState(models.TextChoices):
    """Where a request for a binding stands."""

    DRAFT = "DRAFT", "还没交"
    SUBMITTED = "SUBMITTED", "已提交"
    PRECHECK = "PRECHECK", "系统预检中"
    IN_REVIEW = "IN_REVIEW", "审核中"
    RETURNED = "RETURNED", "等您补材料"
    CONSENT_PENDING = "CONSENT_PENDING", "等家人同意"
    APPROVED = "APPROVED", "已通过"
    REJECTED = "REJECTED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    EXPIRED = "EXPIRED", "已过期"


class ConsentState(models.TextChoices):
    """Where the question to a member stands."""

    OPEN = "OPEN", "等本人答复"
    GIVEN = "GIVEN", "已同意"
    REFUSED = "REFUSED", "未同意"
    EXPIRED = "EXPIRED", "超时未答复"
    WITHDRAWN = "WITHDRAWN", "不再需要"


BINDING_MOVES = Table(
    case_type="family.binding",
    moves={
        "ACTIVE": {
            "CONSENT_PENDING_16": "family.binding.turned_16",
            "SUSPENDED": "family.binding.suspended",
            "UNBOUND": "family.binding.unbound",
            "CLOSED": "family.binding.closed",
        },
        "CONSENT_PENDING_16": {
            "ACTIVE": "family.binding.taken_over",
            "SUSPENDED": "family.binding.suspended",
            "UNBOUND": "family.binding.unbound",
            "CLOSED": "family.binding.closed",
        },
        "SUSPENDED": {
            "ACTIVE": "family.binding.resumed",
            "UNBOUND": "family.binding.unbound",
            "CLOSED": "family.binding.closed",
        },
    },
    owners={
        "ACTIVE": "holder",
        "CONSENT_PENDING_16": "member",
        "SUSPENDED": "member",
        "UNBOUND": "nobody",
        "CLOSED": "nobody",
    },
    notices={
        "family.binding.turned_16": "family_turned_16",
        "family.binding.taken_over": "family_taken_over",
        "family.binding.suspended": "family_suspended",
        "family.binding.resumed": "family_resumed",
        "family.binding.unbound": "family_unbound",
        "family.binding.closed": "family_closed",
    },
)

GRANT_MOVES = Table(
    case_type="family.grant",
    moves={
        START: {
            "REVIEW": "family.grant.asked",
            "ACTIVE": "family.grant.authorised",
        },
        "REVIEW": {
            "ACTIVE": "family.grant.confirmed",
            "REFUSED": "family.grant.refused",
            "ENDED": "family.grant.ended",
        },
        "ACTIVE": {"ENDED": "family.grant.ended"},
    },
    owners={
        "REVIEW": "reviewer",
        "ACTIVE": "payer",
        "ENDED": "nobody",
        "REFUSED": "nobody",
    },
    notices={
        "family.grant.asked": "family_aid_given",
        "family.grant.authorised": "family_aid_given",
        "family.grant.confirmed": "family_aid_confirmed",
        "family.grant.refused": "family_aid_not_confirmed",
        "family.grant.ended": "family_aid_ended",
    },
)

REQUEST_MOVES = Table(
    case_type="family.request",
    moves={
        "DRAFT": {
            "SUBMITTED": "family.request.submitted",
            "WITHDRAWN": "family.request.discarded",
            "EXPIRED": "family.request.draft_expired",
        },
        "SUBMITTED": {
            "PRECHECK": "family.request.precheck_begun",
            "WITHDRAWN": "family.request.withdrawn",
            "REJECTED": "family.request.consent_refused",
            "EXPIRED": "family.request.expired",
        },
        "PRECHECK": {
            "IN_REVIEW": "family.request.handed_to_review",
            "CONSENT_PENDING": "family.request.review_passed",
            "APPROVED": "family.request.approved",
            "REJECTED": "family.request.rejected",
            "WITHDRAWN": "family.request.withdrawn",
            "EXPIRED": "family.request.expired",
        },
        "IN_REVIEW": {
            "RETURNED": "family.request.returned",
            "CONSENT_PENDING": "family.request.review_passed",
            "APPROVED": "family.request.approved",
            "REJECTED": "family.request.rejected",
            "WITHDRAWN": "family.request.withdrawn",
            "EXPIRED": "family.request.expired",
        },
        "RETURNED": {
            "SUBMITTED": "family.request.corrected",
            "WITHDRAWN": "family.request.withdrawn",
            "REJECTED": "family.request.rejected",
            "EXPIRED": "family.request.expired",
        },
        "CONSENT_PENDING": {
            "APPROVED": "family.request.approved",
            "REJECTED": "family.request.consent_refused",
            "WITHDRAWN": "family.request.withdrawn",
            "EXPIRED": "family.request.expired",
        },
        # Only by an appeal, decided by another officer (P184).
        "REJECTED": {
            "APPROVED": "family.request.approved_on_appeal",
            "CONSENT_PENDING": "family.request.reopened_on_appeal",
        },
        "EXPIRED": {
            "APPROVED": "family.request.approved_on_appeal",
            "CONSENT_PENDING": "family.request.reopened_on_appeal",
        },
    },
    owners={
        "DRAFT": "holder",
        "SUBMITTED": "system",
        "PRECHECK": "system",
        "IN_REVIEW": "reviewer",
        "RETURNED": "holder",
        "CONSENT_PENDING": "member",
        "APPROVED": "nobody",
        "REJECTED": "holder",
        "WITHDRAWN": "nobody",
        "EXPIRED": "holder",
    },
    notices={
        "family.request.submitted": "family_submitted",
        "family.request.corrected": "family_corrected",
        "family.request.discarded": None,
        "family.request.draft_expired": None,
        "family.request.precheck_begun": None,
        "family.request.handed_to_review": None,
        "family.request.review_passed": "family_waits_for_consent",
        "family.request.approved": "family_approved",
        "family.request.approved_on_appeal": "family_approved",
        "family.request.reopened_on_appeal": "family_waits_for_consent",
        "family.request.returned": "family_returned",
        "family.request.rejected": "family_rejected",
        "family.request.consent_refused": "family_not_agreed",
        "family.request.withdrawn": "family_withdrawn",
        "family.request.expired": "family_expired",
    },
)

CONSENT_MOVES = Table(
    case_type="family.consent",
    moves={
        "OPEN": {
            "GIVEN": "family.consent.given",
            "REFUSED": "family.consent.refused",
            "EXPIRED": "family.consent.expired",
            "WITHDRAWN": "family.consent.withdrawn",
        },
    },
    owners={
        "OPEN": "member",
        "GIVEN": "nobody",
        "REFUSED": "nobody",
        "EXPIRED": "nobody",
        "WITHDRAWN": "nobody",
    },
    notices={
        "family.consent.given": "family_consent_given",
        "family.consent.refused": "family_not_agreed",
        "family.consent.expired": "family_expired",
        "family.consent.withdrawn": None,
    },
)

#: Bindings that hold a place and a right.
LIVE_BINDINGS = (
    BindingState.ACTIVE,
    BindingState.CONSENT_PENDING_16,
    BindingState.SUSPENDED,
)
#: Bindings under which a code may be shown now (P83: the grace of 90 days shows on).
SHOWING_BINDINGS = (BindingState.ACTIVE, BindingState.CONSENT_PENDING_16)
#: Requests that hold a place (P48).
OPEN_REQUESTS = (
    RequestState.SUBMITTED,
    RequestState.PRECHECK,
    RequestState.IN_REVIEW,
    RequestState.RETURNED,
    RequestState.CONSENT_PENDING,
)
