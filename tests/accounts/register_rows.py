"""Rows and files of a register."""

import csv
from io import StringIO

import openpyxl
from django.core.management import call_command
from django.db import connection

from tests.factories.accounts import certno

HEADER = [
    "psn_no",
    "name",
    "certno",
    "card_no",
    "insutype",
    "psn_type",
    "insuplc_admdvs",
    "district_admdvs",
    "psn_insu_stas",
    "tags",
    "valid_from",
    "valid_to",
]
CHINESE = [
    "人员编号",
    "姓名",
    "身份证号",
    "社保卡号",
    "险种",
    "人员类别",
    "参保地",
    "参保区县",
    "参保状态",
    "身份标记",
    "开始日期",
    "结束日期",
]


def row(number, **changes):
    plain = {
        "psn_no": f"51060000000000{number:06d}",
        "name": "王建国",
        "certno": certno(seq=number),
        "card_no": "",
        "insutype": "310",
        "psn_type": "11",
        "insuplc_admdvs": "510600",
        "district_admdvs": "510603",
        "psn_insu_stas": "1",
        "tags": "",
        "valid_from": "2020-01-01",
        "valid_to": "",
    }
    return list({**plain, **changes}.values())


def write_csv(path, rows, header=HEADER, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


def write_xlsx(path, rows, header=HEADER):
    book = openpyxl.Workbook()
    for line in [header, *rows]:
        book.active.append(line)
    book.save(path)
    return path


def run(path, **options):
    out, err = StringIO(), StringIO()
    call_command("import_register", str(path), tenant="demo", stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def stored():
    """The rows as they lie in the table, sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_person ORDER BY id")
        return cursor.fetchall()
