"""What of the register a person may ask to have corrected. Pure."""

ITEMS = {
    "name": "姓名",
    "certno": "身份证号",
    "birth": "出生日期或性别",
    "place": "参保地",
    "insurance": "险种或人员类别",
    "status": "参保状态",
    "contributions": "缴费记录",
    "card": "社保卡号",
    "account": "个人账户余额",
    "other": "其他",
}
MOST_OPEN = 3
LONGEST = 500
SHORTEST = 4


def summary_of(item: str) -> str:
    """What the case is called; it names the item and nothing of the person."""
    return f"更正参保信息：{ITEMS[item]}"
