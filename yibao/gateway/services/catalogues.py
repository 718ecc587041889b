"""Catalogue downloads: a zip with one UTF-8 text, TAB between columns, ``null`` for nothing."""

import io
import zipfile
from datetime import date
from typing import Any

from settlement.selectors import catalogue, lookup
from yibao.kernel import clock

from .. import tables
from ..models import GatewayFile
from . import files

# Which part of the catalogue a number downloads; the others are empty here.
_LISTS = {"1301": "101", "1302": "102", "1305": "201", "1306": "301"}
_NOTHING = "null"
_VALID = "1"
# Columns by their names in the document, whatever their place in a file.
_COLUMNS = {
    "医疗目录编码": lambda item, version: item.med_list_codg,
    "药品商品名": lambda item, version: item.name,
    "药品通用名": lambda item, version: item.name,
    "注册名称": lambda item, version: item.name,
    "单味药名称": lambda item, version: item.name,
    "医疗服务项目名称": lambda item, version: item.name,
    "耗材名称": lambda item, version: item.name,
    "药品规格": lambda item, version: item.spec,
    "注册规格": lambda item, version: item.spec,
    "规格": lambda item, version: item.spec,
    "计价单位": lambda item, version: item.unit,
    "最小计价单位": lambda item, version: item.unit,
    "国家医保药品目录甲乙类标识": lambda item, version: item.chrgitm_lv,
    "有效标志": lambda item, version: _VALID,
    "开始日期": lambda item, version: item.valid_from.isoformat(),
    "结束日期": lambda item, version: item.valid_to.isoformat() if item.valid_to else "",
    "唯一记录号": lambda item, version: item.pk.hex,
    "版本号": lambda item, version: version,
    "版本名称": lambda item, version: version,
}


def download(*, by: Any, tenant: Any, infno: str, held: str) -> GatewayFile:
    """The file with what is newer than the version that the institution holds."""
    day = clock.today(tenant)
    newest = lookup.as_of(day)
    version = f"v{newest:%Y%m%d}" if newest else "v0000"
    is_current = held.lower() >= version
    rows = [] if is_current or infno not in _LISTS else _items(_LISTS[infno], day)
    name = f"{infno}_{version}"
    text = "".join(_line(infno, item, version) for item in rows)
    mark = f"{infno}:{version}:{len(rows)}"
    return files.publish(
        by=by, version=mark, filename=f"{name}.txt.zip", content=_zip(f"{name}.txt", text),
        rows=len(rows),
    )  # fmt: skip


def _items(list_type: str, day: date) -> list[Any]:
    """Each code once, the newest version that is in force."""
    rows = catalogue.on(day).filter(list_type=list_type)
    key = "med_list_codg"
    return list(rows.order_by(key, "-valid_from").distinct(key))


def _line(infno: str, item: Any, version: str) -> str:
    cells = []
    for column in tables.table(infno).file_columns:
        read = _COLUMNS.get(column)
        cells.append(_cell(read(item, version)) if read else _NOTHING)
    return "\t".join(cells) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()) or _NOTHING


def _zip(name: str, text: str) -> bytes:
    """The same bytes for the same text: no time of making inside."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), text.encode())
    return target.getvalue()
