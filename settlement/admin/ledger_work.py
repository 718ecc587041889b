"""Proofs of the books and files of account money, each with its acts (I4, feature 52)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from settlement.models import AllotmentFile, AllotmentRow, ProofRun
from settlement.services import allotments, proofs
from settlement.states import AllotmentState, ProofState
from yibao.kernel.console import (
    Card,
    Column,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    card,
    health,
    moment,
    named,
    since,
    yuan,
)

from .words import state_tag

APPROVE = "settlement.approve_allotment"
EXPLAIN = "settlement.run_proof"
_SHOWN = 100
_WORDS = {
    **{key: str(label) for key, label in AllotmentRow.Problem.choices},
    "frozen": "其中：账户已冻结，照样入账，暂不能用",
}


def _explain(request: HttpRequest, row: ProofRun, data: dict[str, Any]) -> None:
    proofs.explain(by=request.user, run_id=row.pk, note=data["reason"])


def _approve(request: HttpRequest, row: AllotmentFile, data: dict[str, Any]) -> None:
    allotments.approve(by=request.user, file_id=row.pk, reason=data["reason"])


def _reject(request: HttpRequest, row: AllotmentFile, data: dict[str, Any]) -> None:
    allotments.reject(by=request.user, file_id=row.pk, reason=data["reason"])


@admin.register(ProofRun)
class ProofRunAdmin(ReadOnlyAdmin):
    """Proofs of all books."""

    list_display = ("ref", "shown_time", "who", "progress", "found", "shown_state")
    list_filter = ("state", since("created_at"))
    list_select_related = ("asked_by",)
    ordering = ("-created_at",)
    exact_search = ("ref",)
    explained_by = named("closed_by", "谁查明")
    fields = (
        ("ref", "shown_state"), ("who", "shown_time"), ("progress", "found"),
        ("accounts", "entries"), "ended", ("explained_by", "explained_at"), "note",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="explain", label="写明原因，关闭事故", permission=EXPLAIN, run=_explain,
            applies=lambda row: row.state == ProofState.BROKEN, done="已关闭。",
            effect="账不会因此改变。原因记入审计；下一次核对还不相符，会再报事故。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: ProofRun) -> list[Panel]:
        """What does not hold, by rule and internal number."""
        cells = [[one["rule"], one["row"]] for one in row.breaks]
        note = "编号是内部编号。先停用有关账户的付款，再查凭证；账不能直接改。" if cells else ""
        columns = (Column("规则"), Column("哪一条记录"))
        return [Panel("不相符的", columns, cells, note=note, empty="没有。")]

    @admin.display(description="提出时间", ordering="created_at")
    def shown_time(self, row: ProofRun) -> str:
        return moment(row.created_at)

    @admin.display(description="谁要核对")
    def who(self, row: ProofRun) -> str:
        return row.asked_by.username if row.asked_by else "每夜自动"

    @admin.display(description="已核对")
    def progress(self, row: ProofRun) -> str:
        return f"{row.done} / {row.total} 条规则"

    @admin.display(description="不相符")
    def found(self, row: ProofRun) -> str:
        return f"{len(row.breaks)} 处"

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: ProofRun) -> str:
        return state_tag(row)

    @admin.display(description="结束时间")
    def ended(self, row: ProofRun) -> str:
        return moment(row.ended_at)

    @admin.display(description="查明时间")
    def explained_at(self, row: ProofRun) -> str:
        return moment(row.closed_at)


@admin.register(AllotmentFile)
class AllotmentFileAdmin(ReadOnlyAdmin):
    """Files of account money (划入)."""

    list_display = ("ref", "shown_time", "kind", "rows_total", "ready", "posted", "shown_state")
    list_filter = ("state", "kind", since("created_at"))
    ordering = ("-created_at",)
    tenant_path = "tenant"
    exact_search = ("ref", "sha256")
    by_whom = named("uploaded_by", "上传人")
    decider = named("decided_by", "批准人")
    fields = (
        ("ref", "shown_state"), ("kind", "title"), ("rows_total", "ready"), "posted",
        ("by_whom", "shown_time"), ("decider", "decided"), "ended", "sha256",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="approve", label="批准入账", permission=APPROVE, run=_approve, danger=True,
            applies=lambda row: row.state == AllotmentState.CHECKED, done="已批准，正在入账。",
            effect="可入账的行分批记入个人账户，不能撤销，只能再传更正文件。上传人不能批准。",
        ),
        ServiceAction(
            name="reject", label="不用这个文件", permission=APPROVE, run=_reject,
            applies=lambda row: row.state == AllotmentState.CHECKED, done="已放弃，没有动钱。",
            effect="没有动钱。改好以后可以再传。",
        ),
    )  # fmt: skip

    def describe(self, row: AllotmentFile) -> str:
        return f"{row.ref}　可入账 {row.rows_ready} 行，{yuan(row.ready_fen)} 元"

    def own_panels(self, request: HttpRequest, row: AllotmentFile) -> list[Panel]:
        """What the check found, and the first lines that are left out."""
        columns = (Column("结果"), Column("行数", numeric=True), Column("金额（元）", numeric=True))
        cells = [
            [_WORDS.get(problem, problem), one["rows"], yuan(one["fen"])]
            for problem, one in row.report.items()
        ]
        left = row.rows.exclude(problem="").order_by("line")[:_SHOWN]
        lines = [
            [one.line, one.psn_no or "（没有保存）", _month(one), yuan(one.amount_fen),
             one.get_problem_display()]
            for one in left
        ]  # fmt: skip
        heads = (
            Column("第几行", numeric=True), Column("人员编号"), Column("月份"),
            Column("金额（元）", numeric=True), Column("问题"),
        )  # fmt: skip
        return [
            Panel("检查结果（还没有动钱）", columns, cells, empty="正在检查，请稍后刷新。"),
            Panel(f"不入账的行（前 {_SHOWN} 行）", heads, lines, empty="没有。"),
        ]

    @admin.display(description="上传时间", ordering="created_at")
    def shown_time(self, row: AllotmentFile) -> str:
        return moment(row.created_at)

    @admin.display(description="可入账")
    def ready(self, row: AllotmentFile) -> str:
        return f"{row.rows_ready} 行，{yuan(row.ready_fen)} 元"

    @admin.display(description="已入账")
    def posted(self, row: AllotmentFile) -> str:
        failed = f"，退回 {row.rows_failed} 行" if row.rows_failed else ""
        return f"{row.rows_done} 行，{yuan(row.done_fen)} 元{failed}"

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: AllotmentFile) -> str:
        return state_tag(row)

    @admin.display(description="批准时间")
    def decided(self, row: AllotmentFile) -> str:
        return moment(row.decided_at)

    @admin.display(description="结束时间")
    def ended(self, row: AllotmentFile) -> str:
        return moment(row.ended_at)


def _month(line: AllotmentRow) -> str:
    return f"{line.month:%Y-%m}" if line.month else "—"


@card(permission="settlement.view_proofrun", order=41)
def proof_card(request: HttpRequest) -> list[Card]:
    """The last proof of the books; red while an incident is open."""
    url = reverse("books:home")
    broken = ProofRun.objects.filter(state=ProofState.BROKEN).count()
    if broken:
        return [Card("总账核对", str(broken), "起事故", "要查明原因", url, "error")]
    last = ProofRun.objects.filter(ended_at__isnull=False).order_by("-created_at").first()
    if last is None:
        return [Card("总账核对", "还没做过", url=url)]
    return [Card("总账核对", "相符", note=f"{moment(last.ended_at)}", url=url, kind="ok")]


@health
def proof_health() -> str:
    """An incident of the books that nobody has explained."""
    if ProofRun.objects.filter(state=ProofState.BROKEN).exists():
        return "总账核对不相符，请财务立即查明"
    return ""
