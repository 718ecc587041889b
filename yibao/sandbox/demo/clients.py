"""Partner clients of the demo city: one per institution, a channel app, a vendor without rights."""

from dataclasses import dataclass

from . import keys

FULL_RIGHTS = (
    "vouchers:scan",
    "visits:write",
    "settlements:write",
    "settlements:read",
    "refunds:write",
    "reconciliation",
    "webhooks",
    "sandbox",
)


@dataclass(frozen=True, slots=True)
class DemoClient:
    """One client; ``institution`` is a key, empty for a channel app."""

    key: str
    name: str
    institution: str
    scopes: tuple[str, ...]

    @property
    def client_id(self) -> str:
        """The public half of its credentials."""
        return f"demo-{self.key.replace('_', '-')}"

    @property
    def is_channel(self) -> bool:
        """Whether it acts for users instead of an institution."""
        return not self.institution


CLIENTS: tuple[DemoClient, ...] = (
    DemoClient("hospital3", "德阳演示人民医院 HIS", "hospital3", FULL_RIGHTS),
    DemoClient("hospital2", "广汉演示中医医院 HIS", "hospital2", FULL_RIGHTS),
    DemoClient("clinic1", "旌阳演示社区卫生服务中心 HIS", "clinic1", FULL_RIGHTS),
    DemoClient("pharmacy", "演示大药房收银系统", "pharmacy", FULL_RIGHTS),
    DemoClient("pharmacy_nocode", "演示平价药店收银系统", "pharmacy_nocode", FULL_RIGHTS),
    DemoClient("outside_hospital", "绵阳演示中心医院 HIS", "outside_hospital", FULL_RIGHTS),
    DemoClient(
        "bank_app", "演示银行手机应用", "", ("sandbox", "me.profile", "me.voucher", "me.family")
    ),
    DemoClient("vendor_norights", "演示厂商（没有权限）", "hospital2", ()),
)


@dataclass(frozen=True, slots=True)
class Login:
    """What a client shows to get a token."""

    client_id: str
    secret: str


def login(key: str, world: str = "") -> Login:
    """Of the institution with this key, in the demo city or in the world of that code.

    Raises ``KeyError``.
    """
    if not world:
        return Login(client(key).client_id, keys.client_secret(key))
    return Login(f"{world}-{key.replace('_', '-')}", keys.client_secret(f"{world}:{key}"))


def client(key: str) -> DemoClient:
    """The client with this key; raises ``KeyError``."""
    return {one.key: one for one in CLIENTS}[key]
