"""1301–1315 目录下载, 1312 医保目录查询, 1901 字典查询, 9101 and 9102 文件."""

from datetime import datetime, time
from typing import Any

from settlement.selectors import catalogue
from yibao.kernel import clock

from .. import tables
from ..data import Call, FileReply, Kind
from ..errors import DictionaryUnknown
from ..mapping import codes
from ..models import CodeTable
from ..registry import transaction
from ..services import catalogues, files

DOWNLOADS = (
    "1301", "1302", "1303", "1305", "1306", "1307", "1308", "1309", "1310", "1311", "1313",
    "1314", "1315",
)  # fmt: skip
_MOST_A_PAGE = 100


def _download(call: Call) -> dict[str, Any]:
    """A file number for 9102."""
    held = call.data["data"]["ver"]
    tenant = call.institution.tenant
    file = catalogues.download(by=call.by, tenant=tenant, infno=call.infno, held=held)
    return {
        "file_qury_no": file.file_qury_no,
        "filename": file.filename,
        "dld_end_time": clock.local(file.kept_until).date(),
        "data_cnt": file.rows,
    }


for _number in DOWNLOADS:
    transaction(_number, kind=Kind.READ)(_download)


@transaction("1304", kind=Kind.READ)
def ethnic_medicines(call: Call) -> dict[str, Any]:
    """No medicines of nationalities are in the catalogue."""
    return _page(call, [], 0)


@transaction("1312", kind=Kind.READ)
def catalogue_rows(call: Call) -> dict[str, Any]:
    """Items in force, page by page."""
    asked = call.data["data"]
    day = asked["query_date"] or clock.today(call.institution.tenant)
    rows = catalogue.on(day)
    for name, column in (
        ("hilist_code", "med_list_codg"), ("hilist_name", "name__icontains"),
        ("chrgitm_lv", "chrgitm_lv"), ("list_type", "list_type"),
    ):  # fmt: skip
        if asked[name]:
            rows = rows.filter(**{column: asked[name]})
    size = max(1, min(asked["page_size"], _MOST_A_PAGE))
    start = (max(asked["page_num"], 1) - 1) * size
    found = rows.order_by("med_list_codg", "-valid_from")[start : start + size]
    return _page(call, [_catalogue_row(call, item) for item in found], rows.count())


@transaction("1901", kind=Kind.READ)
def dictionary(call: Call) -> dict[str, Any]:
    """Codes with their words, in the tables that the client knows."""
    asked = call.data["data"]
    found = tables.dictionaries().get(asked["type"])
    if found is None:
        raise DictionaryUnknown(type=asked["type"])
    own = found["jiangxi"] if call.access.codes == CodeTable.JIANGXI else found["hunan"]
    shown = own or found["hunan"]
    rows = [
        {
            "type": asked["type"], "label": label, "value": value, "parentValue": "",
            "sort": place, "valiFlag": "1", "createUser": "", "createDate": asked["date"],
            "version": 1,
        }
        for place, (value, label) in enumerate(shown.items(), start=1)
    ]  # fmt: skip
    return {"list": rows}


@transaction("9101")
def upload(call: Call) -> dict[str, Any]:
    """Keep a file; its number is named in the transaction that it belongs to."""
    asked = call.data["fsUploadIn"]
    file = files.keep(
        by=call.by, institution=call.institution, filename=asked["filename"],
        content=call.file or _bytes_of(asked["in"]),
    )  # fmt: skip
    return {
        "file_qury_no": file.file_qury_no,
        "filename": file.filename,
        "fixmedins_code": call.institution.fixmedins_code,
        "dld_endtime": clock.local(file.kept_until).strftime("%Y-%m-%d %H:%M:%S"),
    }


@transaction("9102", kind=Kind.READ)
def download(call: Call) -> FileReply:
    """The bytes of a file."""
    asked = call.data["fsDownloadIn"]
    file = files.find(
        by=call.by, institution=call.institution, file_qury_no=asked["file_qury_no"],
        filename=asked["filename"],
    )  # fmt: skip
    return FileReply(f"{file.file_qury_no}.zip", files.content_of(by=call.by, row=file))


def _page(call: Call, rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    asked = call.data["data"]
    size = max(1, min(asked["page_size"] or 1, _MOST_A_PAGE))
    return {
        "data": rows,
        "recordCounts": total,
        "pages": -(-total // size),
        "pageNum": asked["page_num"],
        "pageSize": size,
    }


def _catalogue_row(call: Call, item: Any) -> dict[str, Any]:
    made = datetime.combine(item.valid_from, time(), tzinfo=clock.SHANGHAI)
    return {
        "hilist_code": item.med_list_codg,
        "hilist_name": item.name,
        "begndate": item.valid_from,
        "enddate": item.valid_to,
        "insu_admdvs": call.institution.admdvs,
        "med_chrgitm_type": codes.charge_kind(item.list_type),
        "chrgitm_lv": codes.chrgitm_lv(call.access, item.chrgitm_lv),
        "lmt_used_flag": "0",
        "list_type": item.list_type,
        "med_use_flag": "1",
        "matn_used_flag": "0",
        "vali_flag": "1",
        "rid": item.pk.hex,
        "updt_time": made,
        "crte_time": made,
    }


def _bytes_of(sent: Any) -> bytes | None:
    """Some clients write the bytes into the message as a list of numbers."""
    if not isinstance(sent, list) or not all(type(one) is int for one in sent):
        return None
    return bytes(one & 0xFF for one in sent)
