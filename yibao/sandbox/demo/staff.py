"""Staff of the demo bureau."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One account of the console; ``roles`` are names of groups."""

    username: str
    post: str
    roles: tuple[str, ...]
    is_superuser: bool = False


STAFF: tuple[DemoStaff, ...] = (
    DemoStaff("reviewer1", "审核一岗", ("reviewer",)),
    DemoStaff("reviewer2", "审核二岗", ("reviewer",)),
    DemoStaff("lead", "审核组长", ("lead",)),
    DemoStaff("clerk", "窗口经办", ("clerk",)),
    DemoStaff("auditor", "稽核", ("auditor",)),
    DemoStaff("finance", "基金财务", ("finance",)),
    DemoStaff("finance2", "基金财务复核", ("finance",)),
    DemoStaff("admin", "系统管理", ("admin",), is_superuser=True),
)
