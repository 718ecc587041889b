"""Who may use whose account, and what was already paid before today."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoGrant:
    """A payer lets a relative use the personal account; ``relation`` as in the grant.

    Caps are yuan: in a year, and each time where there is one.
    """

    payer: str
    member: str
    relation: str
    annual_yuan: str
    each_yuan: str | None = None
    uses: tuple[str, ...] = ("CARE", "PHARMACY")


@dataclass(frozen=True, slots=True)
class DemoBill:
    """A settled visit of the past: items by name with count; ``refund`` gives all of it back."""

    person: str
    institution: str
    days_ago: int
    med_type: str
    diagnosis: tuple[str, str]
    items: tuple[tuple[str, str], ...]
    refund: bool = False


GRANTS: tuple[DemoGrant, ...] = (
    DemoGrant("aid_payer", "aid_member", "SPOUSE", "2000.00", "800.00"),
    DemoGrant("employee", "resident_mother", "PARENT", "1000.00", "300.00"),
    DemoGrant("employee", "child8", "CHILD", "200.00"),
    DemoGrant("retired_father", "employee", "CHILD", "600.00"),
    DemoGrant("joiner_sister", "joiner_mother", "PARENT", "800.00", "300.00"),
    DemoGrant("weaver", "weaver_mother", "PARENT", "1000.00", uses=("PREMIUM",)),
    DemoGrant("weaver", "weaver_father", "PARENT", "1000.00", uses=("PREMIUM",)),
)

#: Whose personal account is there, but not activated yet.
NOT_ACTIVATED = ("glazier",)

# fmt: off
BILLS: tuple[DemoBill, ...] = (
    DemoBill("employee", "hospital3", 12, "11", ("J06.900", "急性上呼吸道感染"),
             (("主任医师门诊诊察费", "1"), ("血常规（五分类）", "1"), ("胸部CT平扫", "1"),
              ("连花清瘟胶囊", "2"), ("头孢克肟分散片", "2"))),
    DemoBill("employee", "pharmacy", 5, "41", ("J06.900", "急性上呼吸道感染"),
             (("布洛芬缓释胶囊", "1"), ("医用外科口罩", "2"))),
    DemoBill("employee", "clinic1", 2, "11", ("K29.700", "胃炎"),
             (("普通门诊诊察费", "1"), ("奥美拉唑肠溶胶囊", "2"), ("铝碳酸镁咀嚼片", "1")),
             refund=True),
    DemoBill("retired_father", "hospital3", 20, "11", ("I10.x00", "高血压病"),
             (("副主任医师门诊诊察费", "1"), ("心脏彩色多普勒超声", "1"), ("血脂四项", "1"),
              ("苯磺酸氨氯地平片", "6"), ("阿托伐他汀钙片", "8"))),
    DemoBill("retired_father", "hospital2", 8, "11", ("E11.900", "2 型糖尿病"),
             (("普通门诊诊察费", "1"), ("糖化血红蛋白测定", "1"), ("达格列净片", "2"),
              ("盐酸二甲双胍缓释片", "2"))),
    DemoBill("retired_father", "pharmacy", 3, "41", ("I10.x00", "高血压病"),
             (("缬沙坦胶囊", "3"), ("电子血压计", "1"))),
    DemoBill("inpatient", "hospital2", 30, "21", ("K35.800", "急性阑尾炎"),
             (("住院诊察费", "6"), ("Ⅱ级护理", "6"), ("普通病房床位费（三人间）", "6"),
              ("阑尾切除术（腹腔镜）", "1"), ("注射用头孢曲松钠", "18"), ("静脉输液", "12"),
              ("腹部彩色多普勒超声", "1"), ("血常规（五分类）", "3"))),
    DemoBill("cap_reached", "hospital2", 15, "11", ("N18.900", "慢性肾脏病"),
             (("血液透析", "9"),)),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class DemoBinding:
    """``holder`` shows the code of ``member``, who is the ``relation`` of the holder."""

    holder: str
    member: str
    relation: str


BINDINGS = (
    DemoBinding("employee", "child8", "CHILD"),
    DemoBinding("employee", "resident_mother", "PARENT"),
    DemoBinding("full_holder", "full_wife", "SPOUSE"),
    DemoBinding("full_holder", "full_son", "CHILD"),
    DemoBinding("full_holder", "full_daughter", "CHILD"),
    DemoBinding("full_holder", "full_father", "PARENT"),
    DemoBinding("full_holder", "full_mother", "PARENT"),
    DemoBinding("farmer", "farmer_wife", "SPOUSE"),
    DemoBinding("farmer", "farmer_mother", "PARENT"),
    DemoBinding("baker", "baker_teen", "CHILD"),
    DemoBinding("gardener", "gardener_mother", "PARENT"),
    DemoBinding("weaver", "weaver_mother", "PARENT"),
    DemoBinding("sailor", "sailor_mother", "PARENT"),
    DemoBinding("trucker", "trucker_wife", "SPOUSE"),
    DemoBinding("mason", "mason_child", "CHILD"),
)


@dataclass(frozen=True, slots=True)
class DemoPremium:
    """A premium of next year that ``payer`` has paid for ``member``, wholly from the account."""

    payer: str
    member: str


PREMIUMS = (DemoPremium("weaver", "weaver_father"),)


@dataclass(frozen=True, slots=True)
class DemoTransfer:
    """Money that ``giver`` sends to the wallet of ``taker``; taken already, or still waiting."""

    giver: str
    taker: str
    yuan: str
    is_taken: bool


TRANSFERS = (
    DemoTransfer("sailor", "sailor_mother", "300.00", True),
    DemoTransfer("sailor", "sailor_mother", "200.00", False),
)
