"""Systems of the demo city that speak the national interface, each in another way."""

from dataclasses import dataclass

from . import keys
from .clients import FULL_RIGHTS

RIGHTS = (*FULL_RIGHTS, "persons:identity")


@dataclass(frozen=True, slots=True)
class DemoSystem:
    """One system; ``institution`` is a key, ``variant`` how it shows who it is."""

    key: str
    name: str
    institution: str
    variant: str

    @property
    def client_id(self) -> str:
        """Its client."""
        return f"demo-{self.key.replace('_', '-')}"

    @property
    def access_key(self) -> str:
        """What it names itself in a header; empty where it names nothing."""
        return self.client_id if self.variant in ("TIF", "CSB_HMAC") else ""

    @property
    def secret(self) -> str:
        """What it signs with, or its static key; empty where it shows no proof."""
        return "" if self.variant == "NONE" else keys.client_secret(self.key)


SYSTEMS: tuple[DemoSystem, ...] = (
    DemoSystem("nhsa_hospital3", "德阳演示人民医院 HIS（国家接口）", "hospital3", "NONE"),
    DemoSystem("nhsa_hospital2", "广汉演示中医医院 HIS（国家接口）", "hospital2", "TIF"),
    DemoSystem("nhsa_clinic1", "旌阳演示社区卫生服务中心 HIS（国家接口）", "clinic1", "CSB_HMAC"),
    DemoSystem("nhsa_pharmacy", "演示大药房收银系统（国家接口）", "pharmacy", "NONE"),
)
