"""亲情账户 and 家庭共济 beside each other: four rows in plain words (P94)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One question with both answers."""

    question: str
    showing: str
    spending: str


ROWS = (
    Row(
        "能做什么",
        "在您的手机上出示家人的医保码，替家人查询、办事。",
        "家人看病买药时，可以用您个人账户的余额。",
    ),
    Row(
        "花谁的钱",
        "花家人自己的医保和账户，一分钱也不花您的。",
        "先花家人自己的账户，不够的再花您的个人账户。",
    ),
    Row(
        "谁能办",
        "您自己激活了医保码，就能给家人办，一般最多 5 人。",
        "有个人账户的职工，给配偶、父母、子女等近亲属办。",
    ),
    Row(
        "怎么停",
        "您和家人都能随时解除，马上生效。",
        "付钱的人随时能停，正在结算的那一笔除外。",
    ),
)
