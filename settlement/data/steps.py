"""One step of the trace and the collector that numbers the steps."""

from typing import NamedTuple


class TraceStep(NamedTuple):
    """One step: its number, rule, field, label, inputs, formula, result and plain sentence."""

    step: int
    rule: str
    field: str
    label: str
    inputs: dict[str, str]
    formula: str
    result: str
    text: str

    def to_json(self) -> dict[str, object]:
        """Return the step as JSON; amounts are texts in yuan."""
        return self._asdict()


class Writer:
    """Collects the steps of one breakdown in order and numbers them."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps: list[TraceStep] = []

    def add(
        self,
        rule: str,
        field: str,
        label: str,
        inputs: dict[str, str],
        formula: str,
        result: str,
        text: str,
    ) -> None:
        """Append one step."""
        number = len(self.steps) + 1
        self.steps.append(TraceStep(number, rule, field, label, inputs, formula, result, text))


def percent(ratio_e8: int) -> str:
    """Return a ratio × 10⁸ as an exact percentage: ``50000000`` gives ``"50%"``."""
    whole, rest = divmod(ratio_e8, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"
