"""The generated page of the manual: every number of the document, and which are offered."""

from . import registry, tables
from .data import Kind
from .registry import Entry

#: What a call may do, in words.
KINDS = {Kind.READ: "查询", Kind.WRITE: "写入", Kind.MONEY: "资金"}


def files() -> dict[str, str]:
    """Files of the manual by name."""
    return {"national-interface.md": page()}


def page() -> str:
    """Offered numbers with right and fields, then those that are known and not offered."""
    registry.discover()
    names = tables.known()
    offered = registry.offered()
    lines = [
        "# 国家接口的交易\n",
        f"本平台办理 {len(offered)} 个交易。入参和出参后面的数字是字段数，* 后面是必填字段数。\n",
        "| 交易 | 名称 | 性质 | 需要的权限 | 入参 | 出参 | 地址末段 |",
        "|---|---|---|---|---|---|---|",
        *(_row(registry.entry_of(infno), names) for infno in offered),
        "\n## 规范里有、这里不办的\n",
        "发来会得到 `infcode` -1 和一句说明。\n",
    ]
    others = [infno for infno in sorted(names) if infno not in offered]
    return "\n".join([*lines, *(f"- {infno} {names[infno]}" for infno in others)]) + "\n"


def _row(entry: Entry, names: dict[str, str]) -> str:
    table = tables.table(entry.infno)
    last = address_of(entry.infno)
    cells = [
        f"`{entry.infno}`",
        names.get(entry.infno, table.name),
        KINDS[entry.kind],
        f"`{entry.scope}`" if entry.scope else "",
        _nodes(table.inputs),
        _nodes(table.outputs),
        f"`{last}`" if last else "",
    ]
    return f"| {' | '.join(cells)} |"


def _nodes(nodes: tuple[tables.Node, ...]) -> str:
    shown = []
    for node in nodes:
        must = sum(field.is_required for field in node.fields)
        name = f"`{node.name}` " if node.name else ""
        shown.append(f"{name}{len(node.fields)}*{must}")
    return "，".join(shown)


def address_of(infno: str) -> str:
    """The last part of its address in the third style; empty where it has none."""
    for service, methods in tables.services().items():
        for method, numbers in methods.items():
            if infno in numbers:
                return f"{service}/{method}"
    return ""
