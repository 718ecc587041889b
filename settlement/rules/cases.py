"""Reading a case document into a :class:`Case` (strict: nothing is guessed or repaired)."""

import re

from settlement.data import Accounts, Case, Institution, Line, Payer, Person, Visit
from settlement.data.cases import STAYS
from yibao.kernel.money import divide_half_up

from .lines import agrees, product_fen
from .packs_when import FIXMEDINS_TYPES, HOSP_TIERS, INSUTYPES, REMOTES
from .reading import CaseInvalid, Reader, join

CODE = re.compile(r"[0-9]{2,6}", re.ASCII)
CODE_HINT = "应为 2 到 6 位数字代码。"
_COUNTER = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_MOST_FEN = 99_999_999_999
_LEVELS = ("01", "02", "03")
_FLAGS = ("0", "1", "2")
_OLDEST = 150
_MOST_STAYS = 999


def parse_case(document: object) -> Case:
    """Return the case.  Raises :class:`CaseInvalid` with every mistake found.

    May be left out: tags, age, remote, dedc_left, counters (nothing used yet), acct_used_flag
    ("0"), accounts (nothing there), and of a line selfpay_prop ("0"), pric_uplmt_amt,
    det_item_fee_sumamt.
    """
    reader = Reader()
    root = reader.mapping(
        document,
        "",
        required=("person", "institution", "visit", "lines"),
        optional=("counters", "acct_used_flag", "accounts"),
    )
    person = _person(reader, root.get("person", {}), "person") if "person" in root else None
    institution = _institution(reader, root["institution"]) if "institution" in root else None
    visit = _visit(reader, root["visit"]) if "visit" in root else None
    counters = _counters(reader, root.get("counters", {}))
    flag = reader.choice(root.get("acct_used_flag", "0"), "acct_used_flag", _FLAGS)
    accounts = _accounts(reader, root.get("accounts", {}))
    lines = _lines(reader, root["lines"]) if "lines" in root else ()
    if reader.errors or person is None or institution is None or visit is None or flag is None:
        raise CaseInvalid(reader.errors)
    return Case(
        person=person,
        institution=institution,
        visit=visit,
        lines=lines,
        accounts=accounts,
        acct_used_flag=flag,
        counters=counters,
    )


def _person(reader: Reader, value: object, path: str) -> Person:
    fields = reader.mapping(
        value, path, required=("insutype", "psn_type"), optional=("tags", "age")
    )
    insutype = psn_type = None
    if "insutype" in fields:
        insutype = reader.choice(fields["insutype"], "person.insutype", INSUTYPES)
    if "psn_type" in fields:
        psn_type = reader.text(fields["psn_type"], "person.psn_type", pattern=CODE, hint=CODE_HINT)
    tags = []
    for index, tag in enumerate(reader.items(fields.get("tags", []), "person.tags")):
        tags.append(reader.text(tag, join("person.tags", index)))
    age = fields.get("age")
    if age is not None:
        age = reader.whole(age, "person.age", most=_OLDEST)
    return Person(insutype or "", psn_type or "", frozenset(tag for tag in tags if tag), age)


def _institution(reader: Reader, value: object) -> Institution:
    fields = reader.mapping(value, "institution", required=("hosp_tier", "fixmedins_type"))
    tier = kind = None
    if "hosp_tier" in fields:
        tier = reader.choice(fields["hosp_tier"], "institution.hosp_tier", HOSP_TIERS)
    if "fixmedins_type" in fields:
        kind = reader.choice(
            fields["fixmedins_type"], "institution.fixmedins_type", FIXMEDINS_TYPES
        )
    return Institution(tier or "", kind or "")


def _visit(reader: Reader, value: object) -> Visit | None:
    fields = reader.mapping(
        value, "visit", required=("med_type", "date"), optional=("remote", "dedc_left")
    )
    med_type = day = left = None
    if "med_type" in fields:
        med_type = reader.text(fields["med_type"], "visit.med_type", pattern=CODE, hint=CODE_HINT)
    if "date" in fields:
        day = reader.day(fields["date"], "visit.date")
    remote = reader.choice(fields.get("remote", "none"), "visit.remote", REMOTES)
    if fields.get("dedc_left") is not None:
        left = reader.fen(fields["dedc_left"], "visit.dedc_left")
    if med_type is None or day is None or remote is None:
        return None
    return Visit(med_type, day, remote, left)


def _counters(reader: Reader, value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        reader.mapping(value, "counters", required=())
        return {}
    counters: dict[str, int] = {}
    for name, amount in value.items():
        path = join("counters", str(name)[:60])
        if reader.text(name, path, pattern=_COUNTER, hint="应为小写字母开头的名称。") is None:
            continue
        if name == STAYS:
            counters[name] = reader.whole(amount, path, most=_MOST_STAYS) or 0
        else:
            counters[name] = reader.fen(amount, path) or 0
    return counters


def _accounts(reader: Reader, value: object) -> Accounts:
    fields = reader.mapping(value, "accounts", required=(), optional=("own", "wallet", "payers"))
    own = reader.fen(fields.get("own", "0.00"), "accounts.own") or 0
    wallet = reader.fen(fields.get("wallet", "0.00"), "accounts.wallet") or 0
    payers: list[Payer] = []
    seen: set[str] = set()
    for index, item in enumerate(reader.items(fields.get("payers", []), "accounts.payers")):
        path = join("accounts.payers", index)
        entry = reader.mapping(item, path, required=("id", "balance"), optional=("cap",))
        name = _fresh_id(reader, entry, path, seen)
        balance = reader.fen(entry["balance"], f"{path}.balance") if "balance" in entry else 0
        cap = entry.get("cap")
        limit = None if cap is None else reader.fen(cap, f"{path}.cap")
        payers.append(Payer(name, balance or 0, limit))
    return Accounts(own, tuple(payers), wallet)


def _fresh_id(reader: Reader, entry, path: str, seen: set[str]) -> str:
    """Return the entry's own id; the same id twice is a mistake."""
    if "id" not in entry:
        return ""
    name = reader.text(entry["id"], f"{path}.id")
    if name is None:
        return ""
    if name in seen:
        reader.refuse(f"{path}.id", "编号重复。")
    seen.add(name)
    return name


def _lines(reader: Reader, value: object) -> tuple[Line, ...]:
    lines: list[Line] = []
    seen: set[str] = set()
    total = 0
    for index, item in enumerate(reader.items(value, "lines", may_be_empty=False)):
        line = _line(reader, item, join("lines", index), seen)
        if line is None:
            continue
        lines.append(line)
        total += line.amount or product_fen(line.cnt_e4, line.pric_e6, divide_half_up)
    if total > _MOST_FEN:
        reader.refuse("lines", "费用合计超过 999999999.99 元。")
    return tuple(lines)


def _line(reader: Reader, value: object, path: str, seen: set[str]) -> Line | None:
    """Return one line, or None when it has a mistake."""
    before = len(reader.errors)
    entry = reader.mapping(
        value,
        path,
        required=("id", "chrgitm_lv", "cnt", "pric"),
        optional=("selfpay_prop", "pric_uplmt_amt", "det_item_fee_sumamt", "med_list_codg"),
    )
    name = _fresh_id(reader, entry, path, seen)
    level = entry.get("chrgitm_lv")
    if level is not None:
        level = reader.choice(level, f"{path}.chrgitm_lv", _LEVELS)
    if "med_list_codg" in entry and not _has_code(reader, entry["med_list_codg"], path):
        level = None
    cnt = reader.count(entry["cnt"], f"{path}.cnt") if "cnt" in entry else None
    pric = reader.price(entry["pric"], f"{path}.pric") if "pric" in entry else None
    share = reader.ratio(entry.get("selfpay_prop", "0"), f"{path}.selfpay_prop")
    limit, amount = entry.get("pric_uplmt_amt"), entry.get("det_item_fee_sumamt")
    limit = None if limit is None else reader.price(limit, f"{path}.pric_uplmt_amt")
    amount = None if amount is None else reader.fen(amount, f"{path}.det_item_fee_sumamt")
    if len(reader.errors) > before or cnt is None or pric is None or share is None:
        return None
    line = Line.of(
        id=name,
        chrgitm_lv=level,
        cnt=cnt,
        pric=pric,
        selfpay_prop=share,
        pric_uplmt_amt=limit,
        amount=amount,
    )
    if amount is not None and not agrees(line, amount):
        reader.refuse(f"{path}.det_item_fee_sumamt", "与数量乘以单价相差超过 0.01 元。")
        return None
    return line


def _has_code(reader: Reader, value: object, path: str) -> bool:
    """Whether a catalogue code is given; null or an empty text means there is none (P136)."""
    if value is None or value == "":
        return False
    return reader.text(value, f"{path}.med_list_codg") is not None
