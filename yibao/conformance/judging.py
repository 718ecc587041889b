"""The judge: every case over one story; the newest try at a case counts."""

from collections.abc import Iterable

from .cases import ALL
from .data import Case, Finding, Light, Story, Verdict


def judge(story: Story) -> list[Verdict]:
    """A verdict for each case, in the order of the list."""
    return [verdict(case, story) for case in ALL]


def verdict(case: Case, story: Story) -> Verdict:
    """The newest finding; open where nothing was tried."""
    found = newest(case.judge(story))
    if found is None:
        return Verdict(case, Light.OPEN, None, "")
    return Verdict(case, found.light, found.call, found.words)


def newest(findings: Iterable[Finding]) -> Finding | None:
    """The finding whose call is the latest; of the same call the last one said."""
    last: Finding | None = None
    for finding in findings:
        if last is None or finding.call.number >= last.call.number:
            last = finding
    return last
