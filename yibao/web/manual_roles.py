"""The page of the manual about roles and rights, from the table that makes the groups (T41)."""

from collections.abc import Iterator

from django.apps import apps

from accounts.services.roles import ACTION_RIGHTS, ROLE_WORDS, ROLES

_VERBS = {"view": "看", "add": "新增", "change": "修改"}
#: What each role is for.
_TASKS = {
    "reviewer": "审核辖区内的申请，抽检同事办结的件。",
    "lead": "带审核员：分配、接手、不通过的复核、复核临时提权和异常查看。",
    "clerk": "柜台代办，一律两人。",
    "auditor": "只看和导出，什么都不改。",
    "finance": "看账、看结算，审批政策包。",
    "admin": "管账号、机构、渠道、模板和规则；看不到参保人，也不审核。",
    "hospital": "在医院窗口收绑定申请，别的什么都看不到。",
}
_RULES = """\
- 谁也没有“删除”的权限；钱和状态只能通过按钮改，按钮再查一次权限。
- 谁也不能给自己加角色、设辖区、停用或换口令器；最后一位管理员不能停用。
- 角色从下一次操作起生效。不能再审核的人，手上的件和留着的件马上回到队列。
- 停用、离任、强制退出：所有会话马上结束，临时提权马上结束。
- 看全号、看原件要写原因，最多 10 分钟，按数据库时间算，退出登录就结束；由另一位组长复核。
- 查人要写原因，手上有这个人的事项时不用写。每次查找、每次打开都有记录，本人看得到。
- 每天早上统计前一天的异常查看：人数特别多、本人、亲属、辖区外、夜里、没有事由。
"""


def page() -> str:
    """Roles, what each may do, and the rules that hold for all."""
    lines = ["# 角色和权限\n", "## 都要遵守的\n", _RULES]
    lines += ["## 角色\n", "| 角色 | 代码 | 做什么 |", "|---|---|---|"]
    lines += [f"| {ROLE_WORDS[role]} | `{role}` | {_TASKS[role]} |" for role in ROLES]
    lines.append("")
    for role, rights in ROLES.items():
        lines += [f"## {ROLE_WORDS[role]}\n", *_of_role(rights), ""]
    return "\n".join(lines)


def _of_role(rights: list[str]) -> Iterator[str]:
    """What is looked at and edited, then what is done."""
    words = {right: word for right, word in _actions()}
    acts = sorted({right for right in rights if right in words})
    for verb, title in _VERBS.items():
        shown = sorted({_model(one, verb) for one in rights if _is(one, verb) and one not in words})
        if shown:
            yield f"- {title}：{'、'.join(shown)}。"
    if acts:
        yield f"- 操作：{'、'.join(f'{words[one]}（`{one}`）' for one in acts)}。"


def _actions() -> Iterator[tuple[str, str]]:
    for label, rights in ACTION_RIGHTS.items():
        app = label.partition(".")[0]
        for codename, word in rights:
            yield f"{app}.{codename}", word


def _is(right: str, verb: str) -> bool:
    return right.partition(".")[2].startswith(f"{verb}_")


def _model(right: str, verb: str) -> str:
    app, _, codename = right.partition(".")
    return str(apps.get_model(app, codename.removeprefix(f"{verb}_"))._meta.verbose_name)
