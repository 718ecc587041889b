"""The one button of a request's page: finding its member in the register (P46, P68, T41).

Officers judge requests on the review page of the case.
"""

from typing import Any

from django import forms
from django.http import HttpRequest

from family.models import BindingRequest
from family.selectors import reviews as facts
from family.services import linking
from yibao.cases.states import CaseState
from yibao.kernel.console import ServiceAction
from yibao.kernel.formwords import PlainForm


class LinkForm(PlainForm):
    """Which person of the register the member is."""

    psn_no = forms.CharField(
        label="人员编号", max_length=30, help_text="在“参保库”里按证件查到以后，填人员编号。"
    )


def is_held(request: HttpRequest, row: BindingRequest) -> bool:
    """Whether this reader holds the review or the appeal."""
    case = facts.case_in_hand(row)
    return bool(case and case.state == CaseState.IN_REVIEW and case.reviewer_id == request.user.pk)


def _may_link(row: BindingRequest) -> bool:
    case = facts.case_in_hand(row)
    is_taken = case is not None and case.state == CaseState.IN_REVIEW
    return is_taken and row.state == "IN_REVIEW" and row.member_id is None


def _link(request: HttpRequest, row: BindingRequest, data: dict[str, Any]) -> None:
    linking.link_member(by=request.user, request=row, psn_no=data["psn_no"])


BUTTONS = (
    ServiceAction(
        name="link",
        label="对上参保人",
        permission="cases.decide_case",
        run=_link,
        applies=_may_link,
        form_class=LinkForm,
        done="已对上。满 16 岁的，已请本人同意。",
        effect="用其他证件申请的家人，由您按材料找到参保库里的这个人。姓名和出生日期要一致。",
    ),
)
