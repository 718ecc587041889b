"""A run: which calls count, and the report that came of it."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id, new_ref

from .states import RunState


def run_ref() -> str:
    """Opaque number of a run."""
    return new_ref("CR")


class ConformanceRun(models.Model):
    """Calls of a sandbox tenant from ``started_at`` on; ended by a report that is signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=run_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    state = models.CharField("状态", max_length=8, choices=RunState, default=RunState.RUNNING)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    passed = models.PositiveSmallIntegerField("通过的用例", default=0)
    report = models.JSONField("报告", null=True, blank=True)
    signature = models.CharField("签名", max_length=120, blank=True)
    kid = models.CharField("签名密钥", max_length=20, blank=True)

    class Meta:
        verbose_name = "上线自测"
        verbose_name_plural = "上线自测"
        constraints = [
            models.UniqueConstraint(
                name="conformance_one_run_at_a_time",
                fields=["tenant"],
                condition=Q(state="RUNNING"),
            ),
            models.CheckConstraint(
                name="conformance_report_is_signed",
                condition=~Q(state="REPORTED")
                | (Q(report__isnull=False, ended_at__isnull=False) & ~Q(signature="") & ~Q(kid="")),
            ),
        ]
        indexes = [models.Index(name="conformance_run_of", fields=["tenant", "-started_at"])]

    def __str__(self) -> str:
        return self.ref
