"""The words of the promise letter (P62); a signed letter keeps its own words."""

from dataclasses import dataclass

VERSION = "2025-1"
TITLE = "个人承诺书"
#: What is promised for every relative.
COMMON = (
    "本人填写的内容和交来的材料都是真实的，我和上面的家人是上面写的关系。",
    "我只在这位家人本人看病、买药时替他出示医保码，不给别的人用。",
    "关系变了，我会马上来解除。",
    "我知道，说了假话、把医保码借给别人用，医保可以停止联网结算，并依法追回损失。",
)
#: What a parent or guardian promises besides (P66).
FOR_A_CHILD = "我是这位家人的父母或者监护人，同意为他办理亲情账户。"
#: What is promised for somebody who is asked himself.
FOR_AN_ADULT = "我知道，要由这位家人本人刷脸同意，才能绑定。"


@dataclass(frozen=True, slots=True)
class Letter:
    """One filled-in letter: rows of who is who, and what is promised."""

    title: str
    version: str
    rows: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The exact words that are signed and hashed."""
        rows = (f"{label}：{value}" for label, value in self.rows)
        return "\n".join((self.title, *rows, *self.paragraphs, f"版本 {self.version}"))
