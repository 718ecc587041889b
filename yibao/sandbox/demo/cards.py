"""Bank cards of the demo city, and the numbers with which the simulated bank acts out a story."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A card that somebody has bound from the start."""

    person: str
    number: str


@dataclass(frozen=True, slots=True)
class ActedCard:
    """A number that anybody may bind, once; the last four digits choose the story."""

    number: str
    story: str


CARDS = (
    DemoCard("two_cards", "6222025106000018812"),
    DemoCard("two_cards", "6217005106000083307"),
    DemoCard("employee", "6228485106000076620"),
)
ACTED = (
    ActedCard("6217995106000300000", "扣款成功"),
    ActedCard("6222025106000200014", "不是本人的卡，绑不上"),
    ActedCard("6222025106000400051", "余额不足"),
    ActedCard("6222025106000700054", "卡已过期"),
    ActedCard("6222025106000300061", "超过银行的每日限额"),
    ActedCard("6222025106000900068", "银行处理超时，要冲正"),
    ActedCard("6222025106000000091", "银行没有答复，60 秒后才有结果"),
    ActedCard("6222025106000700096", "银行说了两次成功"),
)
