"""Form and register beside each other, masked until ten minutes are asked for (row 33, P176)."""

from typing import Any

from family.data import checklist, evidence
from family.data.findings import CHECKS
from family.data.relations import BRANCH_WORDS, RELATION_WORDS
from family.models import BindingRequest, Finding
from family.rules import age_text
from family.selectors import review_file
from family.selectors.review_file import ReviewFile
from yibao.cases import regions
from yibao.cases.dossiers import Fact, Line, Section, Sign
from yibao.kernel import clock, masking
from yibao.kernel.console import moment

OK, UNKNOWN, LOOK = "ok", "unknown", "look"
_MARKS = {"OK": OK, "UNKNOWN": UNKNOWN, "LOOK": LOOK}
_COMPARED = ("DUPLICATES", "RING_BINDERS", "RING_DEVICE")
_NOT_KNOWN = "参保库里没有"


def sections(file: ReviewFile, *, full: bool) -> tuple[Section, ...]:
    """Who asks, who is to be shown, and how."""
    return (
        Section("申请人", _holder(file, full)),
        Section("家人", _member(file.request, full)),
        Section("办理", _way(file)),
    )


def _name(text: str | None, full: bool) -> str:
    return (text if full else masking.mask_name(text)) if text else "—"


def _number(text: str | None, full: bool) -> str:
    return (text if full else masking.mask_certno(text)) if text else "—"


def _holder(file: ReviewFile, full: bool) -> tuple[Fact, ...]:
    request, holder = file.request, file.request.holder
    age = holder.age_on(clock.today(request.tenant))
    most = request.policy.get("max_members")
    return (
        Fact("姓名", _name(holder.name, full)),
        Fact("证件号", _number(holder.certno, full)),
        Fact("年龄", f"{age} 岁"),
        Fact("已绑定", f"{file.bound}/{most}" if most else str(file.bound), tells_outcome=True),
        Fact("渠道", request.get_way_display()),
    )


def _member(request: BindingRequest, full: bool) -> tuple[Fact, ...]:
    member = request.member
    same_name = member is not None and member.carries_name(request.member_name or "")
    same_number = member is not None and member.certno_index == request.member_index
    born, known = request.member_birth_date, member.birth_date if member else None
    is_resident = request.certificate_type == "01"
    place = request.place_code
    return (
        Fact(
            "姓名",
            _name(request.member_name, full),
            _name(member.name, full) if member else _NOT_KNOWN,
            _mark(member, same_name),
        ),
        Fact(
            "证件号",
            _number(request.member_certno, full),
            _number(member.certno, full) if member else _NOT_KNOWN,
            _mark(member if is_resident else None, same_number),
        ),
        Fact(
            "出生日期",
            _born(born, request, full),
            _born(known, request, full) if member else _NOT_KNOWN,
            _mark(member, born is not None and born == known),
        ),
        Fact("参保地", regions.name_of(place) if place else "—"),
    )


def _born(day: Any, request: BindingRequest, full: bool) -> str:
    if day is None:
        return "—"
    age = age_text(day, clock.today(request.tenant))
    return f"{day.isoformat()}（{age}）" if full else age


def _mark(known: Any, is_same: bool) -> str:
    if known is None:
        return UNKNOWN
    return OK if is_same else LOOK


def _way(file: ReviewFile) -> tuple[Fact, ...]:
    request = file.request
    found = RELATION_WORDS.get(request.matched_relation, "")
    is_same = request.matched_relation == request.relation
    signed = request.get_signature_way_display() or "没签"
    return (
        Fact(
            "关系",
            RELATION_WORDS.get(request.relation, "—"),
            found or "登记里没查到",
            _mark(found or None, is_same),
        ),
        Fact("办理方式", BRANCH_WORDS.get(request.branch, "—")),
        Fact("证明方式", file.proof.title if file.proof else "—"),
        Fact("承诺书", f"{signed} {moment(request.signed_at)}"),
        Fact("告知书", f"{request.notice_version or '—'} {moment(request.notice_at)}"),
        Fact("本人同意", _consent(file), tells_outcome=True),
        Fact("第几次交", f"第 {request.round} 次，退回过 {request.returns} 次"),
    )


def _consent(file: ReviewFile) -> str:
    if not file.request.needs_consent:
        return "不要（未满 16 岁）"
    last = file.consents[-1] if file.consents else None
    if last is None:
        return "要，还没有问"
    return f"要，{last.get_state_display()} {last.get_way_display()}".strip()


# ---- checks ----


def signs(file: ReviewFile, compare_url: str) -> tuple[Sign, ...]:
    """What the automatic checks found, the doubtful first; each leads to its proof."""
    pages = _first_pages(file)
    rows = sorted(file.findings, key=lambda one: (_ORDER[_mark_of(one)], one.code))
    return tuple(_sign(file, one, pages, compare_url) for one in rows)


_ORDER = {LOOK: 0, UNKNOWN: 1, OK: 2}


def _mark_of(one: Finding) -> str:
    return LOOK if one.is_risk else _MARKS.get(one.outcome, UNKNOWN)


def _sign(file: ReviewFile, one: Finding, pages: dict[str, int], compare_url: str) -> Sign:
    check = CHECKS.get(one.code)
    said = f"{check.title}：{check.say(one.outcome)}" if check else one.code
    place = file.titles.get(one.slot_code, "")
    proof = evidence.words_of(one.evidence)[:120] if _mark_of(one) == LOOK else ""
    words = "".join((said, f"（{place}）" if place else "", f"。{proof}" if proof else ""))
    url, url_words = "", ""
    if _mark_of(one) == LOOK and one.code in _COMPARED:
        url, url_words = compare_url, "去比对"
    elif one.slot_code in pages:
        url, url_words = f"?page={pages[one.slot_code]}#papers", "看这一页"
    return Sign(one.code, words, _mark_of(one), check.rule if check else "", url, url_words)


def _first_pages(file: ReviewFile) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, one in enumerate(review_file.order(file.titles, file.papers), 1):
        found.setdefault(one.slot_code, number)
    return found


def doubts(file: ReviewFile) -> list[str]:
    """Rules of the findings that asked for a look, for the decision (P183)."""
    codes = {one.code for one in file.findings if one.outcome == "LOOK"}
    return sorted({CHECKS[code].rule for code in codes if code in CHECKS})


def lines(request: BindingRequest) -> tuple[Line, ...]:
    """The checklist that fits this request."""
    found = checklist.for_request(needs_consent=request.needs_consent)
    return tuple(Line(one.code, one.words) for one in found)
