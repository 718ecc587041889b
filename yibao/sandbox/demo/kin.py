"""Who is related to whom in the demo city, as the simulated registers know it."""

from typing import NamedTuple


class DemoKin(NamedTuple):
    """``member`` is the ``relation`` of ``holder``; the register knows the way back by itself."""

    holder: str
    member: str
    relation: str


class DemoBirth(NamedTuple):
    """A birth certificate; the demo's pages name its number."""

    number: str
    mother: str
    father: str
    child: str


CHILD, PARENT, SPOUSE = "CHILD", "PARENT", "SPOUSE"

KIN: tuple[DemoKin, ...] = (
    DemoKin("employee", "spouse", SPOUSE),
    DemoKin("employee", "child8", CHILD),
    DemoKin("employee", "teen15", CHILD),
    DemoKin("spouse", "child8", CHILD),
    DemoKin("spouse", "teen15", CHILD),
    DemoKin("employee", "retired_father", PARENT),
    DemoKin("employee", "resident_mother", PARENT),
    DemoKin("brother", "retired_father", PARENT),
    DemoKin("brother", "resident_mother", PARENT),
    DemoKin("employee", "brother", "SIBLING"),
    DemoKin("retired_father", "resident_mother", SPOUSE),
    DemoKin("retired_father", "grandmother", PARENT),
    DemoKin("employee", "grandmother", "GRANDPARENT"),
    DemoKin("full_holder", "full_wife", SPOUSE),
    DemoKin("full_holder", "full_son", CHILD),
    DemoKin("full_holder", "full_daughter", CHILD),
    DemoKin("full_holder", "full_father", PARENT),
    DemoKin("full_holder", "full_mother", PARENT),
    DemoKin("approved", "approved_mother", PARENT),
    DemoKin("approved", "baby", CHILD),
    DemoKin("aid_payer", "aid_member", SPOUSE),
    DemoKin("nurse", "nurse_child", CHILD),
    DemoKin("baker", "baker_teen", CHILD),
    DemoKin("farmer", "farmer_wife", SPOUSE),
    DemoKin("farmer", "farmer_mother", PARENT),
    DemoKin("gardener", "gardener_mother", PARENT),
    DemoKin("sailor", "sailor_mother", PARENT),
    DemoKin("trucker", "trucker_wife", SPOUSE),
)
# The son of 卫红 and the mother of 蒋涛 are not in the register: their requests go to people.
BIRTHS: tuple[DemoBirth, ...] = (
    DemoBirth("S510600030", mother="penny", father="approved", child="baby"),
)
