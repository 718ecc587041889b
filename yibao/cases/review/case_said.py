"""What an officer said on the page, and what is still missing for it (P176, P177, feature 35)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from yibao.kernel import masking

from ..dossiers import Dossier, ReasonChoice, Sheet, Word
from ..models import Case

APPROVE, RETURN, REJECT, REFER, PUT_BACK = "APPROVE", "RETURN", "REJECT", "REFER", "PUT_BACK"
KIND_WORDS = {
    APPROVE: "通过",
    RETURN: "补正",
    REJECT: "不通过",
    REFER: "转复核",
    PUT_BACK: "放回队列",
}
VERDICT_WORDS = {"OK": "合格", "RETAKE": "请重拍", "MISMATCH": "不符"}
MOST_NOTE = 200
LEAST_REASON = 2
_SEEN_SALT = "cases.review.seen"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing: its words and the field that it leads to."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """The officer's form as typed. ``verdicts`` is picture → (verdict, reason key or empty)."""

    kind: str = ""
    checks: frozenset[str] = frozenset()
    verdicts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    wants: frozenset[str] = frozenset()
    refusal: str = ""
    text: str = ""
    note: str = ""

    @classmethod
    def of_form(cls, data: Any, dossier: Dossier) -> "Said":
        """From a form that was sent; fields that the page does not have are left out."""
        return cls(
            kind=data.get("kind", ""),
            checks=frozenset(data.getlist("checks")) & {one.code for one in dossier.checklist},
            verdicts={
                one.ref: (data.get(f"verdict-{one.ref}", ""), data.get(f"why-{one.ref}", ""))
                for one in dossier.sheets
                if data.get(f"verdict-{one.ref}") in VERDICT_WORDS
            },
            wants=frozenset(data.getlist("wants")),
            refusal=data.get("refusal", ""),
            text=data.get("text", "").replace("\r\n", "\n").strip(),
            note=data.get("note", "").replace("\r\n", "\n").strip(),
        )

    @classmethod
    def of_draft(cls, words: Mapping[str, Any] | None) -> "Said":
        """From words kept earlier; whatever is not there was not said."""
        kept = words or {}
        rows = [str(one).split("|") for one in kept.get("verdicts") or ()]
        return cls(
            kind=str(kept.get("kind", "")),
            checks=frozenset(kept.get("checks") or ()),
            verdicts={row[0]: (row[1], row[2]) for row in rows if len(row) == 3},
            wants=frozenset(kept.get("wants") or ()),
            refusal=str(kept.get("refusal", "")),
            text=str(kept.get("text", "")),
            note=str(kept.get("note", "")),
        )

    @property
    def words(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "kind": self.kind,
            "checks": sorted(self.checks),
            "verdicts": [f"{ref}|{said}|{why}" for ref, (said, why) in self.verdicts.items()],
            "wants": sorted(self.wants),
            "refusal": self.refusal,
            "text": self.text,
            "note": self.note,
        }


def pairs(said: Said, dossier: Dossier) -> list[tuple[str, str]]:
    """Place and reason of everything that is to be mended, in the order of the page."""
    if said.kind == REJECT:
        return [("", said.refusal)] if said.refusal else []
    if said.kind != RETURN:
        return []
    chosen = set(said.wants)
    for sheet in dossier.sheets:
        verdict, code = said.verdicts.get(sheet.ref, ("", ""))
        if verdict in ("RETAKE", "MISMATCH") and code:
            chosen.add(f"{sheet.slot}|{code}")
    return [(one.slot, one.code) for one in _of(dossier, RETURN) if one.key in chosen]


def word(said: Said, dossier: Dossier, *, fence: int, evidence: list[dict[str, str]]) -> Word:
    """The word that goes to the app of the case."""
    return Word(
        kind=said.kind,
        fence=fence,
        evidence=evidence,
        reasons=pairs(said, dossier),
        checklist={one.code: one.code in said.checks for one in dossier.checklist},
        verdicts={ref: verdict for ref, (verdict, _) in said.verdicts.items()},
        text=said.text,
        note=said.note,
    )


def problems(said: Said, dossier: Dossier) -> list[Problem]:
    """Everything that is missing for this word, all at once."""
    if said.kind not in (*dossier.kinds, REFER, PUT_BACK):
        return [Problem("kind-APPROVE", "请选一个结论。")]
    found = list(_MISSING.get(said.kind, _nothing)(said, dossier))
    if said.kind in (*dossier.text_for,) and not said.text:
        found.append(Problem("text", f"请填写{dossier.text_words}。"))
    return found + list(_of_words(said, dossier))


def _nothing(said: Said, dossier: Dossier) -> Iterable[Problem]:
    return ()


def _for_approval(said: Said, dossier: Dossier) -> Iterable[Problem]:
    for number, sheet in enumerate(dossier.sheets if dossier.judges_sheets else (), 1):
        verdict, _ = said.verdicts.get(sheet.ref, ("", ""))
        if not verdict:
            yield Problem(f"verdict-{sheet.ref}", f"第 {number} 页“{sheet.title}”还没有结论。")
        elif verdict != "OK":
            words = f"第 {number} 页“{sheet.title}”记的是“{VERDICT_WORDS[verdict]}”，不能通过。"
            yield Problem(f"verdict-{sheet.ref}", words)
    for line in dossier.checklist:
        if line.code not in said.checks:
            yield Problem(f"check-{line.code}", f"还没核对：{line.words}。")


def _for_return(said: Said, dossier: Dossier) -> Iterable[Problem]:
    for number, sheet in enumerate(dossier.sheets, 1):
        verdict, code = said.verdicts.get(sheet.ref, ("", ""))
        if verdict in ("RETAKE", "MISMATCH") and not _fits(dossier, sheet, code):
            yield Problem(f"why-{sheet.ref}", f"第 {number} 页“{sheet.title}”要选一个原因。")
    if not pairs(said, dossier):
        yield Problem("wants", "请至少选一处要补的：在材料下面选“请重拍”或“不符”和原因。")


def _for_refusal(said: Said, dossier: Dossier) -> Iterable[Problem]:
    known = {one.code for one in _of(dossier, REJECT)}
    if known and said.refusal not in known:
        yield Problem("refusal", "请选不通过的理由。")


def _for_referral(said: Said, dossier: Dossier) -> Iterable[Problem]:
    if len(said.note) < LEAST_REASON:
        yield Problem("note", "请在内部说明里写为什么要转复核。")


_MISSING = {
    APPROVE: _for_approval,
    RETURN: _for_return,
    REJECT: _for_refusal,
    REFER: _for_referral,
}


def _of_words(said: Said, dossier: Dossier) -> Iterable[Problem]:
    """Free words keep to their length and name nobody's number (T94)."""
    limits = (
        ("text", said.text, dossier.text_most, dossier.text_words),
        ("note", said.note, MOST_NOTE, "内部说明"),
    )
    for name, text, most, label in limits:
        if len(text) > most:
            yield Problem(name, f"{label}最多 {most} 个字，现在是 {len(text)} 个。")
        if masking.mask_text(text) != text:
            yield Problem(name, f"{label}里不要写证件号、手机号和卡号。")
        if "://" in text or "www." in text.lower():
            yield Problem(name, f"{label}里不要写网址。")


def _of(dossier: Dossier, kind: str) -> list[ReasonChoice]:
    return [one for one in dossier.reasons if one.kind == kind]


def _fits(dossier: Dossier, sheet: Sheet, code: str) -> bool:
    return any(one.slot == sheet.slot and one.code == code for one in _of(dossier, RETURN))


# ---- what the page showed ----


def seal(user: Any, case: Case, fence: int, dossier: Dossier) -> str:
    """What this page shows to this officer, signed, so that the word stands on it (T35, T36)."""
    shown = [[one.ref, one.sha256] for one in dossier.sheets]
    return signing.dumps([str(case.pk), str(user.pk), fence, shown], salt=_SEEN_SALT, compress=True)


def opened(user: Any, case: Case, token: str) -> tuple[int, list[dict[str, str]]] | None:
    """Fence and evidence of the page that was sent back; None for another page or person."""
    try:
        pk, staff, fence, shown = signing.loads(token, salt=_SEEN_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if (pk, staff) != (str(case.pk), str(user.pk)):
        return None
    return fence, [{"ref": ref, "sha256": digest} for ref, digest in shown]
