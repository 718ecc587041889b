"""Checks of a card number before any bank is asked, and the limits of paying (P169, P171)."""

import re
from dataclasses import dataclass

from ..data.bank import CREDIT, ISSUERS, Issuer

PREFIX_LENGTH = 6
CODE_DIGITS, CODE_TRIES, SENDS = 6, 5, 3
TRIES_A_DAY = 5

_NUMBER = re.compile(r"[0-9]{16,19}", re.ASCII)
_SPACES = re.compile(r"[ \u3000\t-]+")


class NotACardNumber(ValueError):
    """The text is no number of a card that can be bound; ``message`` says why, for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Room:
    """What a card may still pay, in 分: by the holder's wish, and by the region's rule."""

    own_fen: int
    most_fen: int


def parse_number(text: str) -> str:
    """The digits of a card number; blanks between groups are forgiven, nothing else is.

    Raises ``NotACardNumber``; the message never repeats the number (T29).
    """
    number = _SPACES.sub("", text.strip())
    if not _NUMBER.fullmatch(number):
        raise NotACardNumber("卡号应为 16 到 19 位数字，请对照卡面填写。")
    if not passes_luhn(number):
        raise NotACardNumber("这个卡号多半有一位写错了，请对照卡面再看一遍。")
    return number


def passes_luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812: finds every single wrong digit."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def check_digit(body: str) -> str:
    """The digit that makes ``body`` a number that passes."""
    return next(digit for digit in "0123456789" if passes_luhn(body + digit))


def issuer_of(number: str) -> Issuer | None:
    """The bank and kind by the first six digits; None where the prefix is unknown."""
    return ISSUERS.get(number[:PREFIX_LENGTH])


def accepted_issuer(number: str, *, credit_allowed: bool) -> Issuer:
    """The issuer of a card that may be bound. Raises ``NotACardNumber``."""
    issuer = issuer_of(number)
    if issuer is None:
        raise NotACardNumber("这家银行的卡暂时不能绑定，请换一张别的银行的储蓄卡。")
    if issuer.kind == CREDIT and not credit_allowed:
        raise NotACardNumber("这里只能绑储蓄卡，信用卡不能绑，请换一张储蓄卡。")
    return issuer


def room(*, per_payment: int, per_day: int, most: int, most_a_day: int, used: int) -> Room:
    """What may be paid now after ``used`` 分 were paid today; never below zero."""
    return Room(
        own_fen=max(0, min(per_payment, per_day - used)),
        most_fen=max(0, min(most, most_a_day - used)),
    )
