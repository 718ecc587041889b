"""Who may use whose account, and what was already paid before today."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoGrant:
    """A payer lets a relative use the personal account; ``relation`` as in the grant."""

    payer: str
    member: str
    relation: str
    cap_yuan: str | None = None


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
    DemoGrant("aid_payer", "aid_member", "SPOUSE"),
    DemoGrant("aid_member", "aid_payer", "SPOUSE"),
)

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
