"""账务: proofs of all books, account statements, files of account money (pages, part B)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import LookReasonMissing
from accounts.services import looking
from settlement.gateways import statement_pdf
from settlement.models import AllotmentFile, LedgerAccount, ProofRun
from settlement.selectors import account_statement
from settlement.services import allotments, proofs
from settlement.services.looking import note_statement
from yibao.kernel.console import ReasonForm, console_page, page_context
from yibao.kernel.errors import DomainError

from . import ledger_papers
from .ledger_forms import PeriodForm, UploadForm, this_month

SEE, STATEMENT = "settlement.view_ledgeraccount", "settlement.read_statement"
PROVE, BRING = "settlement.run_proof", "settlement.bring_allotment"
_LAST = 10


@console_page(SEE)
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The last proofs, open incidents, and the ways to statements and files."""
    files = AllotmentFile.objects.filter(tenant_id=request.user.tenant_id)
    context = page_context(
        request,
        "账务",
        proofs=ProofRun.objects.order_by("-created_at")[:_LAST],
        incidents=ProofRun.objects.filter(state="BROKEN").count(),
        under_way=ProofRun.objects.filter(state__in=["WAITING", "RUNNING"]).first(),
        files=files.order_by("-created_at")[:_LAST],
        may_prove=request.user.has_perm(PROVE),
        may_find=request.user.has_perm(STATEMENT),
        may_bring=request.user.has_perm(BRING),
    )
    return render(request, "admin/ledger/home.html", context)


@console_page(PROVE)
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for a proof of all books."""
    try:
        proofs.ask(by=request.user)
        messages.success(request, "已开始核对全部账户，刷新本页看进展。")
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    return redirect("books:home")


@console_page(STATEMENT)
@never_cache
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Accounts of a person, by POST and with a reason (T94)."""
    user: Any = request.user
    text = request.POST.get("text", "").replace("\x00", "")[:60]
    reason = request.POST.get("reason", "").replace("\x00", "")[:60]
    tenant = None if user.is_superuser else user.tenant
    found, problem = [], ""
    try:
        _, found = looking.find_with_reason(by=user, tenant=tenant, text=text, reason=reason)
    except LookReasonMissing as missing:
        problem = missing.said
    context = page_context(
        request,
        "查账户",
        problem=problem,
        text=text,
        people=found,
        accounts=account_statement.accounts_of(found),
    )
    return render(request, "admin/ledger/found.html", context, status=422 if problem else 200)


@console_page(STATEMENT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account over a period; a person's only with a cause, which the person reads of (T94)."""
    account = _account(request, account_id)
    if request.method == "POST":
        return _say_why(request, account)
    if _needs_cause(request, account):
        return _why(request, account, ReasonForm())
    note_statement(by=request.user, account=account)
    form = _period(request)
    found = None
    if form.is_valid():
        found = account_statement.statement_of(account, *_days(form))
    context = page_context(
        request,
        "账户对账单",
        account=account,
        form=form,
        found=found,
        sums=ledger_papers.sums(found) if found else [],
        lines=[
            ledger_papers.cells(one)
            for one in (account_statement.lines(found, limit=ledger_papers.MOST) if found else ())
        ],
        most=ledger_papers.MOST,
    )
    return render(request, "admin/ledger/statement.html", context)


@console_page(STATEMENT)
@never_cache
@require_safe
def statement_file(request: HttpRequest, account_id: str, form: str) -> HttpResponse:
    """The same as CSV or PDF; without a cause or a period back to the page."""
    account, period = _account(request, account_id), _period(request)
    if _needs_cause(request, account) or not period.is_valid():
        return redirect("books:statement", account_id=account.pk)
    note_statement(by=request.user, account=account, form=form)
    found = account_statement.statement_of(account, *_days(period))
    name = f"statement-{found.first}-{found.last}.{form}"
    if form == "pdf":
        paper = statement_pdf.pdf_of(ledger_papers.paper_of(found))
        return _file(HttpResponse(paper, content_type="application/pdf"), name)
    rows = ledger_papers.csv_of(found)
    return _file(StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"), name)


@console_page(BRING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A file of account money; it is checked before anything moves."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": "MONTHLY"})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        ask = allotments.FileAsk(form.cleaned_data["kind"], file.name, file.chunks())
        try:
            row = allotments.upload(by=request.user, ask=ask)
        except DomainError as refusal:
            form.add_error("file", refusal.said)
        else:
            messages.success(request, "已收下，正在检查。检查完再请另一个人批准。")
            return HttpResponseRedirect(
                reverse("admin:settlement_allotmentfile_change", args=[row.pk])
            )
    context = page_context(request, "上传划入文件", form=form)
    status = 422 if form.errors else 200
    return render(request, "admin/ledger/upload.html", context, status=status)


def _account(request: HttpRequest, account_id: str) -> LedgerAccount:
    rows = LedgerAccount.objects.select_related("person", "institution")
    return get_object_or_404(rows, pk=account_id, tenant_id=request.user.tenant_id)


def _needs_cause(request: HttpRequest, account: LedgerAccount) -> bool:
    person = account.person
    return person is not None and not looking.has_cause(by=request.user, person=person)


def _say_why(request: HttpRequest, account: LedgerAccount) -> HttpResponse:
    form = ReasonForm(request.POST)
    if account.person is None or not form.is_valid():
        return _why(request, account, form)
    looking.say_why(by=request.user, person=account.person, reason=form.cleaned_data["reason"])
    return redirect("books:statement", account_id=account.pk)


def _why(request: HttpRequest, account: LedgerAccount, form: ReasonForm) -> HttpResponse:
    context = page_context(request, "为什么看这个账户", account=account, form=form)
    status = 422 if form.is_bound else 200
    return render(request, "admin/ledger/why.html", context, status=status)


def _period(request: HttpRequest) -> PeriodForm:
    is_asked = "first" in request.GET or "last" in request.GET
    return PeriodForm(request.GET if is_asked else this_month(request.user.tenant))


def _days(form: PeriodForm) -> tuple[Any, Any]:
    return form.cleaned_data["first"], form.cleaned_data["last"]


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
