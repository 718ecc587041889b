"""Areas of the demo city with the phones of their offices (P185)."""

from typing import NamedTuple


class DemoRegion(NamedTuple):
    """One area; ``parent`` is the code of the pooling area it belongs to."""

    code: str
    name: str
    parent: str
    hotline: str
    office: str


DEYANG = "510600"
MIANYANG = "510700"

REGIONS: tuple[DemoRegion, ...] = (
    DemoRegion(DEYANG, "德阳市", "", "(0838)2208900", "德阳市医疗保障事务中心"),
    DemoRegion("510699", "市本级", DEYANG, "(0838)2208900", "德阳市医疗保障事务中心"),
    DemoRegion("510671", "经开区", DEYANG, "(0838)2902803", "经开区医疗保障经办窗口"),
    DemoRegion("510603", "旌阳区", DEYANG, "(0838)2551709", "旌阳区医疗保障事务中心"),
    DemoRegion("510604", "罗江区", DEYANG, "(0838)3120236", "罗江区医疗保障事务中心"),
    DemoRegion("510681", "广汉市", DEYANG, "(0838)5225856", "广汉市医疗保障事务中心"),
    DemoRegion("510682", "什邡市", DEYANG, "(0838)6064883", "什邡市医疗保障事务中心"),
    DemoRegion("510683", "绵竹市", DEYANG, "(0838)6205377", "绵竹市医疗保障事务中心"),
    DemoRegion("510623", "中江县", DEYANG, "(0838)7250031", "中江县医疗保障事务中心"),
    DemoRegion(MIANYANG, "绵阳市", "", "12393", "绵阳市医疗保障事务中心"),
)
