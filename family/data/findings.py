"""The automatic checks of a request: the published rules with their points (P176, feature 45).

Every check has a rule number, words for each outcome and points. All points together are 100; a
check earns its points only where everything it looks at is in order. ``is_must`` checks have to be
in order before rules alone may approve, whatever the score. No check refuses anybody: what is not
in order is looked at by a person.
"""

from dataclasses import dataclass

VERSION = "2026-1"
FULL_SCORE = 100
OK, UNKNOWN, LOOK = "OK", "UNKNOWN", "LOOK"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule; ``words`` are for OK, UNKNOWN and LOOK in this order."""

    code: str
    rule: str
    title: str
    words: tuple[str, str, str]
    weight: int = 0
    is_must: bool = False
    is_risk: bool = False

    def say(self, outcome: str) -> str:
        """The words of an outcome."""
        return self.words[(OK, UNKNOWN, LOOK).index(outcome)]


CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check("IDENTITY", "P60", "姓名和证件号",
              ("和参保库一致", "参保库里没有这个人，要看证件", "和参保库不一致"), 10, is_must=True),
        Check("MEMBER_INSURED", "P46", "家人参保",
              ("正常参保", "查不到参保状态", "没有参保或已终止"), 5, is_must=True),
        Check("HOLDER_READY", "P46", "申请人",
              ("参保和医保码都正常", "查不到", "参保或医保码有问题"), 5),
        Check("MEMBER_ALIVE", "P39", "在世",
              ("没有死亡登记", "查不到", "已登记死亡"), 5, is_must=True),
        Check("REGISTER_RELATION", "P63", "登记的关系",
              ("和填写的一致", "登记里没有，或没有答复", "和填写的不一样"), 30, is_must=True),
        Check("RELATION_KIND", "P47", "关系种类",
              ("配偶、父母、子女", "其他关系，要人工看", "当地不办这种关系"), 5, is_must=True),
        Check("RELATION_AGES", "P63", "年龄和关系",
              ("年龄差合理", "不知道出生日期", "年龄差和关系不合"), 5, is_must=True),
        Check("RELATION_COUNT", "P47", "人数和关系",
              ("没有冲突", "没法判断", "已有别的配偶或父母"), 5, is_must=True),
        Check("AGE_PATH", "P58", "办理方式",
              ("和提交那天的年龄一致", "不知道出生日期", "和当天的年龄不一致"), 5, is_must=True),
        Check("PLACES", "P48", "名额",
              ("占着一个名额", "没法判断", "名额有问题")),
        Check("CARD_ROOM", "P15", "家人的医保码",
              ("还能绑定", "还没有医保码", "绑定数量到上限")),
        Check("NOTICE", "P59", "告知书",
              ("同意了现在的版本", "没法判断", "没有同意，或是旧版本"), 5, is_must=True),
        Check("PROMISE", "P62", "承诺书",
              ("签字、姓名、版本都对", "没法判断", "没签、姓名不对或是旧版本"), 10, is_must=True),
        Check("PAGES", "P63", "材料页数",
              ("齐", "没法判断", "缺页"), 5, is_must=True),
        Check("PICTURES", "P71", "照片质量",
              ("清楚", "没有测量", "可能看不清"), 5),
        Check("PORTRAIT", "P64", "近期照片",
              ("和登记的照片相符", "没有比对", "和登记的照片不相符")),
        Check("DUPLICATES", "P72", "同一张照片",
              ("没有在别处用过", "没法判断", "在别人的申请里用过"), is_risk=True),
        Check("RING_BINDERS", "P91", "绑定同一个人",
              ("人数平常", "没法判断", "一个月里太多人要绑定这位家人"), is_risk=True),
        Check("RING_DEVICE", "P91", "同一台设备",
              ("没有别的申请人", "没有设备记录", "好几位申请人用过同一台设备"), is_risk=True),
    )
}  # fmt: skip


def rule_ids() -> list[str]:
    """Every rule by code and number, with the version of the table."""
    return [f"{VERSION}/{check.code}/{check.rule}" for check in CHECKS.values()]
