"""Institutions of the demo city, with tills and operators."""

from dataclasses import dataclass

from .regions import DEYANG, MIANYANG

HOSPITAL, PHARMACY = "1", "2"


@dataclass(frozen=True, slots=True)
class DemoInstitution:
    """One institution; ``hosp_lv`` is the national level 1–10, empty for pharmacies."""

    key: str
    fixmedins_code: str
    name: str
    fixmedins_type: str
    hosp_lv: str
    admdvs: str
    address: str
    phone: str
    tills: tuple[tuple[str, str], ...]
    operators: tuple[tuple[str, str], ...]
    accepts_voucher: bool = True
    accepts_mobile_pay: bool = True
    accepts_remote: bool = True
    accepts_wallet: bool = False


# fmt: off
INSTITUTIONS: tuple[DemoInstitution, ...] = (
    DemoInstitution(
        "hospital3", "H51060300001", "德阳演示人民医院", HOSPITAL, "2", DEYANG,
        "旌阳区演示路 1 号", "(0838)0000001",
        (("T01", "门诊一楼收费"), ("T02", "门诊二楼收费"), ("T09", "住院结算")),
        (("0007", "收费员小周"), ("0008", "收费员小吴")),
        accepts_wallet=True,
    ),
    DemoInstitution(
        "hospital2", "H51068100002", "广汉演示中医医院", HOSPITAL, "5", "510681",
        "广汉市演示街 22 号", "(0838)0000002",
        (("T01", "门诊收费"), ("T02", "住院结算")),
        (("1001", "收费员小郑"),),
    ),
    DemoInstitution(
        "clinic1", "H51060300103", "旌阳演示社区卫生服务中心", HOSPITAL, "8", "510603",
        "旌阳区演示巷 8 号", "(0838)0000003",
        (("T01", "收费窗口"),),
        (("2001", "收费员小冯"),),
    ),
    DemoInstitution(
        "pharmacy", "P51060300201", "演示大药房旌阳店", PHARMACY, "", "510603",
        "旌阳区演示路 66 号", "(0838)0000004",
        (("P01", "一号收银台"), ("P02", "二号收银台")),
        (("3001", "店员小陈"),),
        accepts_wallet=True,
    ),
    DemoInstitution(
        "pharmacy_nocode", "P51068300202", "演示平价药店绵竹店", PHARMACY, "", "510683",
        "绵竹市演示街 5 号", "(0838)0000005",
        (("P01", "收银台"),),
        (("4001", "店员小褚"),),
        accepts_voucher=False, accepts_mobile_pay=False, accepts_remote=False,
    ),
    DemoInstitution(
        "outside_hospital", "H51070000301", "绵阳演示中心医院", HOSPITAL, "2", MIANYANG,
        "涪城区演示大道 100 号", "(0816)0000006",
        (("T01", "门诊收费"),),
        (("5001", "收费员小卫"),),
    ),
)
# fmt: on


def institution(key: str) -> DemoInstitution:
    """The institution with this key; raises ``KeyError``."""
    return {one.key: one for one in INSTITUTIONS}[key]
