"""System checks: what must not be true in production."""

import os

from django.conf import settings
from django.core.checks import Error, Warning, register


@register()
def production_has_no_test_hooks(**_: object) -> list[Error]:
    """Failpoints and simulators are refused where the settings are production's."""
    if settings.ENVIRONMENT != "production":
        return []
    found = []
    if os.environ.get("YIBAO_TEST_HOOKS") or os.environ.get("YIBAO_FAILPOINT"):
        found.append(Error("测试钩子不能在生产环境打开。", id="yibao.E001"))
    if settings.SANDBOX_ENABLED:
        found.append(Error("演示工具不能在生产环境打开。", id="yibao.E002"))
    for name in ("SMS_GATEWAY", "FACE_GATEWAY", "KINSHIP_GATEWAY"):
        if any(word in getattr(settings, name) for word in ("simulator", "sandbox")):
            found.append(Error(f"{name} 是模拟器，生产环境不能用。", id="yibao.E003"))
    return found


@register(deploy=True)
def application_role_is_not_the_owner(**_: object) -> list[Warning]:
    """Without a second role the database cannot deny changes to the ledger (I2)."""
    if "owner" in settings.DATABASES or settings.ENVIRONMENT == "test":
        return []
    return [
        Warning(
            "没有 DATABASE_OWNER_URL：应用角色拥有全部数据表，账本只靠触发器保护。",
            hint="另建一个拥有者角色，只在迁移时使用。",
            id="yibao.W001",
        )
    ]
