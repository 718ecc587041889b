"""The family account's chapters of the reviewers' manual."""

from collections.abc import Iterable

from family.data import manual_checks, manual_others, manual_papers
from yibao.cases import manual
from yibao.cases.manual import Chapter


def chapters() -> Iterable[Chapter]:
    """Papers, checklist, flaws of photos."""
    return (*manual_papers.CHAPTERS, *manual_others.CHAPTERS, *manual_checks.CHAPTERS)


manual.register(chapters)
