"""The people of the demo city whose keys are fixed, each with a story."""

from dataclasses import dataclass
from datetime import date, timedelta

from yibao.kernel import idcard

from . import keys
from .regions import DEYANG, MIANYANG

AREA = "510600"
PIN = "719046"
MAN, WOMAN = "1", "2"
EMPLOYEE, RESIDENT = "310", "390"
WORKING, RETIRED, PRESCHOOL, PUPIL, STUDENT, ADULT, ELDER = "11", "21", "41", "42", "43", "50", "60"
NORMAL, SUSPENDED = "1", "2"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person.

    ``age`` is in full years on the day of the first seed; ``birthday_in`` the days until the next
    birthday, where the story depends on it. ``balance_yuan`` None means no personal account;
    ``voucher`` whether it has been activated on the own phone.
    """

    key: str
    number: int
    name: str
    gender: str
    age: int
    story: str
    birthday_in: int | None = None
    insurance: str = EMPLOYEE
    psn_type: str = WORKING
    district: str = "510603"
    place: str = DEYANG
    status: str = NORMAL
    tags: tuple[str, ...] = ()
    is_insured: bool = True
    has_account: bool = True
    voucher: bool = True
    balance_yuan: str | None = None
    is_deceased: bool = False
    is_frozen: bool = False

    @property
    def phone(self) -> str:
        """The phone they use, also where no account has been made yet."""
        return f"138000000{self.number:02d}"

    @property
    def psn_no(self) -> str:
        """National person number: opaque."""
        return f"51000051200{keys.opaque_digits('psn_no', self.key, 11)}"

    @property
    def card_no(self) -> str:
        """Number of the social security card."""
        return f"D{keys.opaque_digits('card_no', self.key, 8)}"

    def born(self, today: date) -> date:
        """Birth date that makes the age true on ``today``."""
        days = 20 + self.number * 47 % 330 if self.birthday_in is None else self.birthday_in
        birthday = today + timedelta(days=days)
        year = birthday.year - self.age - 1
        day = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
        return date(year, birthday.month, day)

    def certno(self, today: date) -> str:
        """A valid number of the never-issued area; an odd sequence is a man's."""
        sequence = 2 * self.number + (1 if self.gender == MAN else 0)
        return idcard.make_certno(AREA, self.born(today), sequence)


# fmt: off
FAMILY = (
    DemoPerson("employee", 1, "王建国", MAN, 41,
               "在职职工，有个人账户；妻子、孩子和父母都可以绑定。", balance_yuan="2760.00"),
    DemoPerson("spouse", 2, "陈秀兰", WOMAN, 39, "王建国的妻子，居民医保，没有个人账户。",
               insurance=RESIDENT, psn_type=ADULT),
    DemoPerson("child8", 3, "王小雨", WOMAN, 8, "王建国的女儿，8 岁，不能自己激活医保码。",
               insurance=RESIDENT, psn_type=PUPIL, has_account=False, voucher=False),
    DemoPerson("teen15", 4, "王浩然", MAN, 15, "王建国的儿子，40 天内满 16 岁。", birthday_in=30,
               insurance=RESIDENT, psn_type=PUPIL, has_account=False, voucher=False),
    DemoPerson("retired_father", 5, "王德福", MAN, 68, "王建国的父亲，退休职工，个人账户余额多。",
               psn_type=RETIRED, balance_yuan="18642.50"),
    DemoPerson("resident_mother", 6, "李桂芳", WOMAN, 66, "王建国的母亲，居民医保，没有个人账户。",
               insurance=RESIDENT, psn_type=ELDER),
)
TROUBLES = (
    DemoPerson("suspended", 7, "赵志强", MAN, 45, "单位欠费，参保暂停，医保码受限。",
               status=SUSPENDED, balance_yuan="320.00", district="510681"),
    DemoPerson("outsider", 8, "周明", MAN, 36, "在绵阳市参保，住在德阳。", place=MIANYANG,
               district="", balance_yuan="1500.00"),
    DemoPerson("uninsured", 9, "吴迪", MAN, 28, "没有参保，有登录账户，激活不了医保码。",
               is_insured=False, voucher=False),
    DemoPerson("deceased", 10, "郑守成", MAN, 81, "已去世，医保码已注销。", psn_type=RETIRED,
               balance_yuan="96.30", is_deceased=True, district="510623"),
    DemoPerson("frozen", 11, "冯丽", WOMAN, 33, "手机丢过，医保码自己停用了。",
               balance_yuan="540.00", is_frozen=True, district="510681"),
)
CASES = (
    DemoPerson("full_holder", 12, "褚文斌", MAN, 52, "有 5 位家人，正好是亲情账户的人数上限。",
               balance_yuan="3980.00", district="510604"),
    DemoPerson("waiting", 13, "卫红", WOMAN, 44, "替 5 岁的儿子办亲情账户，申请正在等审核。",
               balance_yuan="1210.00", district="510682"),
    DemoPerson("returned", 14, "蒋涛", MAN, 38,
               "替 70 岁的母亲办亲情账户，有一页拍虚了，申请退回来要重拍。",
               balance_yuan="860.00", district="510683"),
    DemoPerson("aid_payer", 15, "沈国栋", MAN, 47, "授权妻子使用自己的个人账户。",
               balance_yuan="4200.00", district="510681"),
    DemoPerson("aid_member", 16, "韩梅", WOMAN, 46, "丈夫授权她使用他的个人账户。",
               insurance=RESIDENT, psn_type=ADULT, district="510681"),
    DemoPerson("two_cards", 17, "杨帆", MAN, 31, "有两张银行卡。", balance_yuan="1024.00"),
    DemoPerson("fresh", 18, "朱晓琳", WOMAN, 27, "在参保库里，还没有登录过，从注册开始。",
               has_account=False, voucher=False, balance_yuan="600.00"),
)
# fmt: on
