"""The other people of the demo city: relatives to bind, and patients of every kind."""

from .households import HOUSEHOLDS
from .people import (
    ADULT,
    CASES,
    ELDER,
    FAMILY,
    MAN,
    PIN,
    PRESCHOOL,
    PUPIL,
    RESIDENT,
    RETIRED,
    STUDENT,
    TROUBLES,
    WOMAN,
    DemoPerson,
)

_NO_LOGIN = {"has_account": False, "voucher": False}

# fmt: off
RELATIVES = (
    DemoPerson("full_wife", 19, "秦芳", WOMAN, 50, "褚文斌的妻子。", insurance=RESIDENT,
               psn_type=ADULT, district="510604"),
    DemoPerson("full_son", 20, "褚一鸣", MAN, 20, "褚文斌的儿子，大学生。", insurance=RESIDENT,
               psn_type=STUDENT, district="510604"),
    DemoPerson("full_daughter", 21, "褚一诺", WOMAN, 12, "褚文斌的女儿。", insurance=RESIDENT,
               psn_type=PUPIL, district="510604", **_NO_LOGIN),
    DemoPerson("full_father", 22, "褚有田", MAN, 77, "褚文斌的父亲。", insurance=RESIDENT,
               psn_type=ELDER, district="510604"),
    DemoPerson("full_mother", 23, "尤素珍", WOMAN, 75, "褚文斌的母亲。", insurance=RESIDENT,
               psn_type=ELDER, district="510604"),
    DemoPerson("waiting_child", 24, "许诺", MAN, 5, "卫红的儿子。", insurance=RESIDENT,
               psn_type=PRESCHOOL, district="510682", **_NO_LOGIN),
    DemoPerson("returned_mother", 25, "何玉英", WOMAN, 70, "蒋涛的母亲。", insurance=RESIDENT,
               psn_type=ELDER, district="510683"),
    DemoPerson("approved", 26, "吕刚", MAN, 40, "和母亲、刚出生的女儿一起参保。",
               balance_yuan="2210.00"),
    DemoPerson("approved_mother", 27, "施凤英", WOMAN, 69, "吕刚的母亲。", insurance=RESIDENT,
               psn_type=ELDER),
    DemoPerson("brother", 28, "王建军", MAN, 37, "王建国的弟弟，在绵阳市参保。", place="510700",
               district="", balance_yuan="930.00"),
    DemoPerson("grandmother", 29, "张素华", WOMAN, 90, "王建国的祖母，没有手机。",
               insurance=RESIDENT, psn_type=ELDER, **_NO_LOGIN),
    DemoPerson("baby", 30, "吕小满", WOMAN, 0,
               "吕刚和魏小玲的女儿，刚出生参保；出生医学证明编号 S510600030。",
               insurance=RESIDENT, psn_type=PRESCHOOL, birthday_in=200, **_NO_LOGIN),
)
PATIENTS = (
    DemoPerson("diabetic", 31, "孔德明", MAN, 58, "有糖尿病，已认定门诊慢特病。",
               balance_yuan="1860.00", tags=("chronic",), district="510681"),
    DemoPerson("inpatient", 32, "曹玉梅", WOMAN, 63, "今年住过一次院。", psn_type=RETIRED,
               balance_yuan="7300.00", district="510682"),
    DemoPerson("big_bill", 33, "严世杰", MAN, 55, "大病患者，费用高。", insurance=RESIDENT,
               psn_type=ADULT, district="510623"),
    DemoPerson("poor", 34, "华秀英", WOMAN, 61, "低保对象，居民医保。", insurance=RESIDENT,
               psn_type=ELDER, tags=("dibao",), district="510623"),
    DemoPerson("empty_account", 35, "金鹏", MAN, 29, "在职职工，个人账户是 0 元。",
               balance_yuan="0.00"),
    DemoPerson("penny", 36, "魏小玲", WOMAN, 26, "个人账户只剩 0.01 元；吕小满的妈妈。",
               balance_yuan="0.01"),
    DemoPerson("cap_reached", 37, "陶勇", MAN, 49, "做透析，今年的门诊报销已到 2000 元上限。",
               balance_yuan="200.00", district="510671"),
    DemoPerson("student", 38, "姜雨桐", WOMAN, 19, "大学生，居民医保。", insurance=RESIDENT,
               psn_type=STUDENT),
    DemoPerson("rare_name", 39, "买买提·吐尔逊", MAN, 34, "姓名里有间隔号。",
               balance_yuan="1330.00"),
    DemoPerson("long_retired", 40, "戚长庚", MAN, 88, "高龄退休职工，用长辈版。", psn_type=RETIRED,
               balance_yuan="26400.00", district="510683"),
    DemoPerson("not_activated", 41, "谢欣", WOMAN, 24, "注册了，还没有激活医保码。", voucher=False,
               balance_yuan="410.00"),
    DemoPerson("adult_resident", 42, "邹琪", WOMAN, 30, "居民医保，成年人。", insurance=RESIDENT,
               psn_type=ADULT),
    DemoPerson("just16", 43, "喻晨", MAN, 16, "刚满 16 岁，可以自己办了。", birthday_in=363,
               insurance=RESIDENT, psn_type=PUPIL, **_NO_LOGIN),
    DemoPerson("city_level", 44, "柏杨", MAN, 43, "市本级参保的机关职工，享受公务员医疗补助。",
               tags=("civil_servant",), district="510699", balance_yuan="5120.00"),
    DemoPerson("zone_worker", 45, "水静", WOMAN, 35, "经开区企业职工。", district="510671",
               balance_yuan="1975.00"),
)
# fmt: on

PEOPLE: tuple[DemoPerson, ...] = (*FAMILY, *TROUBLES, *CASES, *RELATIVES, *PATIENTS, *HOUSEHOLDS)
PIN_OF_ALL = PIN


def person(key: str) -> DemoPerson:
    """The person with this key; raises ``KeyError``."""
    return {one.key: one for one in PEOPLE}[key]
