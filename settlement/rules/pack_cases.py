"""Golden cases of a policy version: reading them, and judging the version by them (P195)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from settlement.data.breakdown import AMOUNT_FIELDS
from settlement.data.cases import STAYS
from settlement.data.pack_cases import GoldenCase, Miss
from yibao.kernel import strictjson
from yibao.kernel.money import fen_text

from .cases import parse_case
from .compiled import Pack
from .engine import NO_PACK, settle
from .reading import CaseInvalid, Reader, join

POOL_SHARE = "pool_prop_selfpay"
FIELDS = (*AMOUNT_FIELDS, POOL_SHARE)
MOST_CASES = 500
NOTHING = "没有"
_TITLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_MOST_STAYS = 999


def read_cases(document: object) -> tuple[GoldenCase, ...]:
    """Return the cases of a document: one case or a list of them.

    A case has ``id``, ``case`` and ``expect`` (header fields), and may have ``why``,
    ``expect_payers`` and ``expect_counters``. Raises :class:`CaseInvalid` with every mistake.
    """
    is_list = isinstance(document, list)
    items = document if is_list else [document]
    reader = Reader()
    if not items or len(items) > MOST_CASES:
        reader.refuse("", f"一次放入 1 到 {MOST_CASES} 个算例。")
        raise CaseInvalid(reader.errors)
    cases: list[GoldenCase] = []
    for index, item in enumerate(items):
        path = join("", index) if is_list else ""
        case = _case(reader, item, path)
        if case is None:
            continue
        if any(case.title == other.title for other in cases):
            reader.refuse(join(path, "id"), "编号重复。")
        cases.append(case)
    if reader.errors:
        raise CaseInvalid(reader.errors)
    return tuple(cases)


def _case(reader: Reader, value: object, path: str) -> GoldenCase | None:
    before = len(reader.errors)
    fields = reader.mapping(
        value,
        path,
        required=("id", "case", "expect"),
        optional=("why", "expect_payers", "expect_counters"),
    )
    if not {"id", "case", "expect"} <= fields.keys():
        return None
    title = reader.text(
        fields["id"], join(path, "id"), pattern=_TITLE, hint="应为 1 到 40 位字母、数字和 . _ -。"
    )
    why = fields.get("why", "")
    if why != "":
        why = reader.text(why, join(path, "why"))
    _read_case(reader, fields["case"], join(path, "case"))
    expect = {
        "setlinfo": _header(reader, fields["expect"], join(path, "expect")),
        "payers": _payers(reader, fields.get("expect_payers", {}), join(path, "expect_payers")),
        "counters": _counters(
            reader, fields.get("expect_counters", {}), join(path, "expect_counters")
        ),
    }
    if len(reader.errors) > before or title is None or why is None:
        return None
    return GoldenCase(title=title, why=why, document=fields["case"], expect=expect)


def _read_case(reader: Reader, value: object, path: str) -> None:
    try:
        parse_case(value)
    except CaseInvalid as refusal:
        for error in refusal.errors:
            reader.refuse(join(path, error["path"]) if error["path"] else path, error["message"])


def _header(reader: Reader, value: object, path: str) -> dict[str, object]:
    fields = reader.mapping(value, path, required=(), optional=FIELDS)
    if not fields:
        reader.refuse(path, "至少要写一个应得的金额。")
    known: dict[str, object] = {}
    for name, wanted in fields.items():
        if name not in FIELDS:
            continue
        at = join(path, name)
        if name == POOL_SHARE:
            share = reader.ratio(wanted, at)
            known[name] = None if share is None else f"{share:.4f}"
        else:
            known[name] = _amount(reader, wanted, at)
    return known


def _payers(reader: Reader, value: object, path: str) -> dict[str, object]:
    fields = reader.mapping(value, path, required=(), optional=_names(value))
    return {name: _amount(reader, paid, join(path, name)) for name, paid in fields.items()}


def _counters(reader: Reader, value: object, path: str) -> dict[str, object]:
    fields = reader.mapping(value, path, required=(), optional=_names(value))
    counters: dict[str, object] = {}
    for name, used in fields.items():
        at = join(path, name)
        if name == STAYS:
            counters[name] = reader.whole(used, at, most=_MOST_STAYS)
        else:
            counters[name] = _amount(reader, used, at)
    return counters


def _names(value: object) -> tuple[str, ...]:
    """Names that somebody else chose: any text will do."""
    if not isinstance(value, Mapping):
        return ()
    return tuple(name for name in value if isinstance(name, str))


def _amount(reader: Reader, value: object, path: str) -> str | None:
    fen = reader.fen(value, path)
    return None if fen is None else fen_text(fen)


def judge(pack: Pack, case: GoldenCase) -> list[Miss]:
    """Return where the version's answer differs; an empty list is a pass."""
    answer = settle(pack, parse_case(case.document))
    payers = {part.id: fen_text(part.paid) for part in answer.payers}
    got: dict[str, Mapping[str, object]] = {
        "setlinfo": answer.setlinfo(),
        "payers": payers,
        "counters": answer.counters_json(),
    }
    misses = [
        Miss(join(group, name), str(wanted), str(got[group].get(name, NOTHING)))
        for group, fields in case.expect.items()
        for name, wanted in fields.items()
        if got[group].get(name) != wanted
    ]
    if NO_PACK in answer.flags:
        day = case.document["visit"]["date"]  # type: ignore[index]
        misses.insert(0, Miss("visit.date", f"{day}", "不在这个版本的生效日期内"))
    return misses


def dated(case: GoldenCase, pack: Pack) -> GoldenCase:
    """Return the case for a version of other days: out of its days, it moves to the first one."""
    visit = case.document["visit"]
    day = date.fromisoformat(str(visit["date"]))  # type: ignore[index]
    if pack.in_force(day):
        return case
    moved = {**visit, "date": pack.effective_from.isoformat()}  # type: ignore[dict-item]
    return GoldenCase(case.title, case.why, {**case.document, "visit": moved}, case.expect)


def digest(case: GoldenCase) -> str:
    """Return the SHA-256 over what a case asks and expects."""
    content = {"case": case.document, "expect": case.expect}
    return hashlib.sha256(strictjson.canonical(content)).hexdigest()


def digest_of_all(known: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 over (title, digest) of all cases of a version."""
    listed = [[title, one] for title, one in sorted(known)]
    return hashlib.sha256(strictjson.canonical(listed)).hexdigest()
