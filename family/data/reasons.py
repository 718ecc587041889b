"""Reasons of a return or a refusal: what the person reads and what to do (P176, P177, feature 35).

The first versions: leads write later ones in the console, and ``selectors.reasons`` answers those
in force. What ends by rule keeps its words here.

A return is bound to one place for pictures, which it opens again; ``{slot}`` is that place's name.
Papers are never refused because both sides stand in different registers (P70).
"""

from dataclasses import dataclass

#: Where the signed letter goes: a printed, signed and photographed one (P62).
LETTER_SLOT = "LETTER"


@dataclass(frozen=True, slots=True)
class Reason:
    """``words`` and ``what_to_do`` go to the person, ``label`` to the officer; ``verdict`` marks
    the pictures of the place."""

    code: str
    label: str
    words: str
    alias: str = ""
    verdict: str = "RETAKE"
    what_to_do: str = ""

    def say(self, slot: str = "") -> str:
        """The sentence for the person."""
        return f"{self.words}{self.what_to_do}".replace("{slot}", slot)


RETURNS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason("BLURRED", "不清楚", "{slot}不清楚，看不清上面的字。", "E-FAM-04",
               what_to_do="请在亮的地方重拍。"),
        Reason("GLARE", "反光", "{slot}反光，看不清。", "E-FAM-04",
               what_to_do="请避开灯光重拍。"),
        Reason("CUT_OFF", "没拍全", "{slot}没拍全。", "E-FAM-04",
               what_to_do="请把四个角都拍进去。"),
        Reason("PAGE_MISSING", "缺页", "{slot}缺页。", "E-FAM-04",
               what_to_do="请把缺的那页也拍上。"),
        Reason("SCREEN_PHOTO", "翻拍屏幕", "{slot}是从屏幕上拍的。", "E-FAM-04",
               what_to_do="请拍纸质原件。"),
        Reason("WRONG_PAPER", "不是要的材料", "{slot}拍的不是这一页。",
               what_to_do="请照着示意图再拍。"),
        Reason("OUT_OF_DATE", "过期", "{slot}过了有效期。", what_to_do="请拍现在有效的。"),
        Reason("NAME_DIFFERS", "姓名或证件号不同",
               "{slot}上的姓名或证件号，和您填的不一样。", "E-FAM-02", "MISMATCH",
               what_to_do="请换成家人本人的。"),
        Reason("RELATION_UNSEEN", "看不出关系", "{slot}看不出您填的关系。", "E-FAM-03", "MISMATCH",
               what_to_do="请补写有双方关系的那一页，或出生医学证明。"),
    )
}  # fmt: skip
UNSIGNED = Reason(
    "UNSIGNED",
    "没签名或名字不对",
    "承诺书没签名，或签的不是您本人的名字。",
    "E-FAM-10",
    what_to_do="请打印后签好，拍照上传。",
)
#: Reasons that fit the letter only.
LETTER_RETURNS: dict[str, Reason] = {UNSIGNED.code: UNSIGNED}

MEMBER_DEAD = "MEMBER_DEAD"
REFUSALS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason("NO_RELATION", "不是所填的关系", "交来的材料证明，不是您填写的关系。", "E-FAM-03"),
        Reason("NOT_SAME_PERSON", "身份对不上", "家人的姓名和证件号对不上。", "E-FAM-02"),
        Reason("FALSE_PAPERS", "材料不真实", "交来的材料核实后与实际不符。"),
        Reason("NOT_GUARDIAN", "不是监护人", "从材料看，您不是这位家人的监护人。"),
        Reason("NOT_INSURED", "家人没有参保", "没查到这位家人的参保记录。", "E-FAM-01"),
        Reason("CARD_FULL", "家人的医保码绑满了", "这位家人的医保码绑满了。", "E-FAM-07"),
        Reason("ALREADY_BOUND", "已经绑定", "您已经绑定这位家人，不用再加。", "E-FAM-09"),
        Reason(MEMBER_DEAD, "家人已登记死亡", "登记显示，这位家人已经去世。"),
    )
}

#: Ends by rule, without an officer's word; all of them may be appealed (settled 18).
CONSENT_REFUSED = "CONSENT_REFUSED"
CONSENT_EXPIRED = "CONSENT_EXPIRED"
RETURN_OVERDUE = "RETURN_OVERDUE"
RETURNED_TOO_OFTEN = "RETURNED_TOO_OFTEN"
BY_RULE: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        # Nothing more may be said of a no (P75).
        Reason(CONSENT_REFUSED, "家人未同意", "对方未同意，这次没有绑定。", "E-FAM-08"),
        Reason(CONSENT_EXPIRED, "超时没有答复", "超过时间没有确认，这次没有绑定。", "E-FAM-08"),
        Reason(RETURN_OVERDUE, "没有按期补材料", "过了补材料的期限，这次没有办成。"),
        Reason(
            RETURNED_TOO_OFTEN, "补了多次仍不合格", "补过几次材料还是看不出来。请带原件到窗口办。"
        ),
    )
}
ALL: dict[str, Reason] = {**RETURNS, **LETTER_RETURNS, **REFUSALS, **BY_RULE}


def for_slot(slot_code: str) -> dict[str, Reason]:
    """Reasons that an officer may give for one place."""
    return {**LETTER_RETURNS, **RETURNS} if slot_code == LETTER_SLOT else RETURNS


def words_of(code: str, slot: str = "") -> str:
    """The first sentence for the person; empty for an unknown code."""
    reason = ALL.get(code)
    return reason.say(slot) if reason else ""
