"""National words of stays: which care has a bed, and how patients leave (P143)."""

#: 医疗类别 with a bed: settled after an admission and a discharge only.
INPATIENT_MED_TYPES = frozenset(
    "21 22 23 24 26 28 52 2101 2102 2105 2106 2107 2109 2111 21303 210303".split()
)
#: 离院方式 of the national dictionary.
DISCHARGE_WAYS = {
    "1": "医嘱离院",
    "2": "医嘱转院",
    "3": "医嘱转社区卫生服务机构/乡镇卫生院",
    "4": "非医嘱离院",
    "5": "死亡",
    "9": "其他",
}
