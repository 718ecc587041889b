"""The calculation as a page explains it: the stored trace, without the single lines."""

from collections.abc import Callable
from dataclasses import dataclass

from yibao.kernel.money import format_yuan

from ..models import Settlement


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation in plain words."""

    label: str
    words: str
    formula: str
    result_fen: int


def steps_of(row: Settlement, to_fen: Callable[[str], int]) -> list[Step]:
    """The calculation; single lines stand in the list of items, their sum comes after the total."""
    steps = []
    for step in row.breakdown["trace"]:
        if "line" in step["inputs"]:
            continue
        steps.append(
            Step(
                label=step["label"],
                words=step.get("text", ""),
                formula=_plain_formula(step.get("formula", "")),
                result_fen=to_fen(step["result"]),
            )
        )
        outside = scope_step(row) if step["field"] == "medfee_sumamt" else None
        if outside is not None:
            steps.append(outside)
    return steps


def scope_step(row: Settlement) -> Step | None:
    """What never comes into reimbursement, in one sentence; None where everything does."""
    reasons = [
        (row.fulamt_ownpay_amt_fen, "目录外的项目全由自己付"),
        (row.overlmt_selfpay_fen, "超过限价的部分由自己付"),
        (row.preselfpay_amt_fen, "乙类药和项目先由自己付一部分"),
    ]
    used = [(amount, words) for amount, words in reasons if amount]
    if not used:
        return None
    words = "；".join(f"{words} {format_yuan(amount)} 元" for amount, words in used)
    formula = " + ".join(format_yuan(amount) for amount, _ in used)
    return Step("不进报销的部分", f"{words}。", formula, sum(amount for amount, _ in used))


def _plain_formula(formula: str) -> str:
    """Sums and shares help a reader; min and max are for programs, the sentence says them."""
    return "" if "min(" in formula or "max(" in formula else formula
