"""Signals of misuse of family accounts, in words (P91, P90)."""

from enum import StrEnum


class Signal(StrEnum):
    """What was seen; it accuses nobody, a person looks at it."""

    PHARMACY = "PHARMACY"
    JOURNEY = "JOURNEY"
    MISFIT = "MISFIT"
    BINDERS = "BINDERS"
    DEVICE = "DEVICE"
    PICTURE = "PICTURE"
    MISMATCH = "MISMATCH"


WORDS: dict[str, str] = {
    Signal.PHARMACY: "一天内在同一家药店出示了多位家人的医保码",
    Signal.JOURNEY: "家人的医保码短时间内在两个城市使用",
    Signal.MISFIT: "就诊科室和家人的性别或年龄不合",
    Signal.BINDERS: "一个月内很多人要绑定同一位家人",
    Signal.DEVICE: "好几位申请人用过同一台设备",
    Signal.PICTURE: "同一张材料照片出现在不同人的申请里",
    Signal.MISMATCH: "有人反映出示的码不是到场的人",
}
#: Findings of a request that are signals as well.
OF_FINDINGS: dict[str, Signal] = {
    "RING_BINDERS": Signal.BINDERS,
    "RING_DEVICE": Signal.DEVICE,
    "DUPLICATES": Signal.PICTURE,
}
