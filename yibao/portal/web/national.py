"""国家接口: each transaction to read for everybody, and to send in one's own sandbox."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yibao.gateway import examples, trying
from yibao.kernel.errors import DomainError

from .. import selectors
from ..guards import with_member
from ..models import Member
from ..reading import transactions
from .forms import PortalForm

_MOST = 60_000


class SendForm(PortalForm):
    """From which institution, and the nodes of ``input``."""

    client = forms.ChoiceField(label="用哪家机构的系统")
    sign_no = forms.CharField(
        label="签到编号（选填）", required=False, max_length=30,
        help_text="应用设了“要先签到”才要，填 9001 返回的 sign_no。",
    )  # fmt: skip
    given = forms.CharField(
        label="input（JSON）",
        max_length=_MOST,
        strip=False,
        help_text="先放的是一份实录。人员编号、就诊 ID 这些，换成您前一步拿到的。",
        widget=forms.Textarea(attrs={"rows": 14, "class": "dev-json", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, accesses: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accesses = {str(one.pk): one for one in accesses}
        self.fields["client"].choices = [
            (key, f"{one.client.institution.name}（{one.client.institution.fixmedins_code}）")
            for key, one in self.accesses.items()
        ]


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Every number that is answered, and those that are known and not."""
    context = {"rows": transactions.rows(), "others": transactions.others()}
    return render(request, "portal/national.html", context)


@require_safe
@login_not_required
@never_cache
def detail(request: HttpRequest, infno: str) -> HttpResponse:
    """One number."""
    found = _found(infno)
    user: Any = request.user
    member = selectors.member_of(user)
    form = _form(member, found) if member is not None and user.is_verified() else None
    return _shown(request, found, form)


@require_POST
@never_cache
@with_member(Member.Role.DEVELOPER)
def send(request: Any, infno: str) -> HttpResponse:
    """Send it; what came back stands on the page, and in the log of messages."""
    found = _found(infno)
    form = _form(request.member, found, request.POST)
    if form is None:
        raise Http404
    tried = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            tried = trying.send(
                by=request.user, access=form.accesses[said["client"]], infno=infno,
                given=said["given"], sign_no=said["sign_no"],
            )  # fmt: skip
        except DomainError as refused:
            form.add_error("given", refused.said)
    return _shown(request, found, form, tried)


def _found(infno: str) -> transactions.Page:
    found = transactions.page(infno)
    if found is None:
        raise Http404
    return found


def _form(member: Member, found: transactions.Page, data: Any = None) -> SendForm | None:
    """For who may send; None for everybody else and where a file has to come along."""
    if member.role == Member.Role.VIEWER or not found.is_sent_here:
        return None
    accesses = trying.accesses_of(member.vendor.tenant)
    if not accesses:
        return None
    own = accesses[0].client.institution.fixmedins_code
    given = found.given.replace(examples.INSTITUTION, own)
    return SendForm(data, accesses=accesses, initial={"given": given})


def _shown(
    request: HttpRequest, found: transactions.Page, form: SendForm | None, tried: Any = None
) -> HttpResponse:
    context = {"found": found, "form": form, "tried": tried}
    return render(request, "portal/national_one.html", context)
