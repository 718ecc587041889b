"""Input and output shapes of the conformance API."""

from typing import Any

from rest_framework import serializers as s

from yibao.kernel.clock import local
from yibao.kernel.rest import StrictSerializer

from .. import selectors
from ..data import Light, Verdict
from ..models import ConformanceRun


class NothingInput(StrictSerializer):
    """An empty object."""


class CaseShape(s.Serializer):
    """一个用例。"""

    key = s.CharField()
    title = s.CharField()
    rule = s.CharField()
    steps = s.ListField(child=s.CharField())
    result = s.ChoiceField(choices=[light.value for light in Light])
    infno = s.CharField()
    msgid = s.CharField()
    words = s.CharField()


class RunShape(s.Serializer):
    """一轮自测。"""

    run = s.CharField()
    started_at = s.DateTimeField()
    passed = s.IntegerField()
    total = s.IntegerField()
    cases = CaseShape(many=True)


class ReportShape(s.Serializer):
    """签了名的报告。"""

    report = s.DictField()
    alg = s.CharField()
    kid = s.CharField()
    signature = s.CharField()


def run(row: ConformanceRun) -> dict[str, Any]:
    """A run as it stands now."""
    verdicts = selectors.verdicts(row)
    return {
        "run": row.ref,
        "started_at": local(row.started_at).isoformat(timespec="seconds"),
        "passed": sum(one.light is Light.GREEN for one in verdicts),
        "total": len(verdicts),
        "cases": [_case(one) for one in verdicts],
    }


def _case(one: Verdict) -> dict[str, Any]:
    return {
        "key": one.case.key,
        "title": one.case.title,
        "rule": one.case.rule,
        "steps": list(one.case.steps),
        "result": one.light.value,
        "infno": one.call.infno if one.call else "",
        "msgid": one.call.msgid if one.call else "",
        "words": one.words,
    }
