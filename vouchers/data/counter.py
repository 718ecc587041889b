"""What a clerk enters at a counter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CounterAsk:
    """One act as it was taken in; ``papers`` are codes, ``found_by`` how the person was found."""

    kind: str
    papers: tuple[str, ...]
    found_by: str
    signature: str = "paper"
    reason: str = ""
    region_code: str = ""
    agent_name: str = field(default="", repr=False)
    agent_certno: str = field(default="", repr=False)
    new_phone: str = field(default="", repr=False)
