"""A dossier without anything that another officer said of it (feature 42)."""

from dataclasses import replace
from typing import Any

from .. import dossiers
from ..dossiers import Dossier, Fact, Line, Section
from ..models import Case
from .case_page import dossier_of

#: What is checked where the app names nothing.
_USUAL = (Line("read", "看过全部内容"), Line("person", "人和事对得上"))


def blind(reader: Any, case: Case) -> Dossier:
    """Facts, pictures, letters and automatic checks; no verdicts, no history, no outcome.

    Numbers are in full while the reader's ten minutes run, as for who holds the case (T94).

    Panels of a dossier never hold words about the case itself; those of a case before it stay.
    """
    kind = dossiers.kind_of(case.case_type)
    if kind.dossier is None:
        return _plain(kind.label, case)
    known = dossier_of(reader, case)
    return replace(
        known,
        sections=tuple(_untold(one) for one in known.sections),
        sheets=tuple(
            replace(one, verdict="", reason="", note="", is_new=False, original_url="")
            for one in known.sheets
        ),
        signs=tuple(replace(one, url="", url_words="") for one in known.signs),
        checklist=known.checklist or _USUAL,
        history=(),
        tools=(),
        effects={},
    )


def _untold(section: Section) -> Section:
    return replace(section, facts=tuple(one for one in section.facts if not one.tells_outcome))


def _plain(title: str, case: Case) -> Dossier:
    facts = [Fact("事由", case.summary)]
    if case.statement:
        facts.append(Fact("当事人的话", case.statement))
    return Dossier(title=title, sections=(Section("内容", tuple(facts)),), checklist=_USUAL)
