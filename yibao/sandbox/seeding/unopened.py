"""Personal accounts that are not activated yet, opened before the money comes in."""

from collections.abc import Sequence
from typing import Any

from settlement.services import ledger

from ..demo.neighbours import PEOPLE, person
from ..demo.people import DemoPerson
from ..demo.stories import NOT_ACTIVATED
from . import register


def accounts(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Those of the stories, each once; an account that is there already stays as it is."""
    here = {one.key for one in who}
    wanted = [key for key in NOT_ACTIVATED if key in here]
    for key in wanted:
        row = register.row_of(owner, person(key))
        ledger.personal_account(by=None, person=row, is_activated=False)
    return len(wanted)
