"""The text that a payer agrees to before a relative may use the personal account (P94, P100)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AidAgreement:
    """The few points first, the whole below; ``terms`` are the payer's own limits in words."""

    title: str
    version: str
    points: tuple[str, ...]
    paragraphs: tuple[str, ...]
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def sha256(self) -> str:
        """Digest of everything that stood on the page, the payer's own limits included."""
        lines = [self.title, self.version, *self.points]
        lines += [f"{label}：{value}" for label, value in self.terms]
        text = "\n".join((*lines, *self.paragraphs))
        return hashlib.sha256(text.encode()).hexdigest()


TITLE = "家庭共济授权书"
VERSION = "2026-1"
PARAGRAPHS = (
    "一、授权内容：您同意这位家人在定点医院看病、在定点药店买药时，医保和家人自己的个人账户"
    "付完以后，自己付的部分用您的个人账户付，不超过您定的额度。",
    "二、只付规定可以付的部分。公共卫生、健身、养生保健和医保不许付的项目，不能付。",
    "三、家人用的时候不再问您的密码。每付一笔，您会收到一条消息，也能在这里看到记录。",
    "四、额度是上限，不是转账。没用的钱一直在您的账户里，您自己随时能用。",
    "五、您承诺和这位家人是您所选的亲属关系。经办机构会抽查；关系不实的，授权停止，"
    "已付的钱按规定处理。",
    "六、您可以随时调低额度或停止授权。停止以后家人不能再用，以前付过的不变。",
    "七、家人退费的，钱退回您的个人账户。授权停了也一样。",
    "八、家人可以不接受。您或家人的参保关系转走、账户关闭，或者亲属关系不再成立，授权自动停止。",
    "九、疑问和投诉：请拨 12393，或联系参保地医保经办机构。",
)


def agreement(name: str, terms: Sequence[tuple[str, str]]) -> AidAgreement:
    """The text for one relative, by masked name, with the limits that were just chosen."""
    return AidAgreement(
        title=TITLE,
        version=VERSION,
        points=(
            f"{name}看病买药时，自己付的部分可以用您的个人账户付。",
            "家人用的时候不再问您。每付一笔，您会收到消息。",
            "随时可以调低或停止，马上生效。退费退回您的账户。",
        ),
        paragraphs=PARAGRAPHS,
        terms=tuple(terms),
    )
