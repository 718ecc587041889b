"""Which steps a request has, in which order, and which comes next. Pure."""

from collections.abc import Collection, Sequence

from ..data.steps import ORDERS, USUAL, Step


def order(branch: str, *, without: Collection[Step] = ()) -> tuple[Step, ...]:
    """The steps of a branch, less those that this request does not need."""
    steps = ORDERS.get(branch) or ORDERS[USUAL]
    return tuple(step for step in steps if step not in without)


def place_of(step: Step, steps: Sequence[Step]) -> tuple[int, int]:
    """Number of the step and how many there are: 第 2 步，共 6 步."""
    number = steps.index(step) + 1 if step in steps else 1
    return number, len(steps)


def before(step: Step, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that must be done before this one may be opened (T34)."""
    return tuple(steps[: steps.index(step)]) if step in steps else ()


def after(step: Step, steps: Sequence[Step]) -> Step:
    """The step that follows; the last one is its own successor."""
    at = steps.index(step) if step in steps else -1
    return steps[min(at + 1, len(steps) - 1)]
