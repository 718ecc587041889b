"""What a clerk enters at a counter."""

from dataclasses import dataclass, field

PAPERS = {
    "id_card": "居民身份证",
    "household_register": "户口簿",
    "social_card": "社会保障卡",
    "birth_certificate": "出生医学证明",
    "proxy_letter": "委托书",
    "guardian": "监护人到场",
}


@dataclass(frozen=True, slots=True)
class CounterMatter:
    """One more thing that a clerk may begin for a person, with the page where it begins."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class CounterAsk:
    """One act as it was taken in; ``papers`` are codes, ``found_by`` how the person was found."""

    kind: str
    papers: tuple[str, ...]
    found_by: str
    signature: str = "paper"
    reason: str = ""
    region_code: str = ""
    subject: str = ""
    agent_name: str = field(default="", repr=False)
    agent_certno: str = field(default="", repr=False)
    new_phone: str = field(default="", repr=False)
