"""Masks: what of a name or number may be shown where the whole must not be."""

import re

# Unicode digits on purpose: a full-width number in a log line is as telling as an ASCII one.
# Identifiers come first in the pattern so that digits inside them are left alone.
_TELLING = re.compile(
    r"""
    (?P<keep>
        \b[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b
      | \b(?=[0-9]*[a-f])[0-9a-f]{32}(?:[0-9a-f]{32})?\b
    )
  | (?<!\d)(?:
        (?P<code>   \d{28} | \d{4}(?:[ -]\d{4}){6} )
      | (?P<certno> \d{17}[\dXxＸｘ] | \d{6}[ -]\d{8}[ -]\d{3}[\dXxＸｘ] )
      | (?P<card>   \d{16,19} | \d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})? )
      | (?P<phone>  (?:(?:\+|00)?86[ -]?)?[1１][3-9３-９]\d(?:\d{8} | [ -]\d{4}[ -]\d{4}) )
    )(?!\d)
    """,
    re.VERBOSE,
)


def mask_name(name: str) -> str:
    """Return first and last character: 王建国 → 王*国, 陈军 → 陈*, 欧阳小明 → 欧**明."""
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_certno(certno: str) -> str:
    """Return the first and last four: ``5106**********1234``; another length: stars only."""
    if len(certno) != 18:
        return "*" * len(certno)
    return certno[:4] + "*" * 10 + certno[-4:]


def mask_phone(phone: str) -> str:
    """Return the first three and last four: ``138****0001``; another length: stars only."""
    if len(phone) != 11:
        return "*" * len(phone)
    return phone[:3] + "****" + phone[-4:]


def mask_card(card_no: str) -> str:
    """Return the last four: ``****0001``; fewer than eight characters: stars only."""
    if len(card_no) < 8:
        return "*" * len(card_no)
    return "****" + card_no[-4:]


def mask_text(text: str) -> str:
    """Return free text with every number that may name a person replaced by its kind.

    Identity numbers, mobile numbers, 28-digit codes and 16 to 19 digit cards become
    ``[certno]``, ``[phone]``, ``[code]`` and ``[card]``, whether written in one run or in the
    usual groups.  UUIDs and hexadecimal digests stay, so that traces can still be followed.
    """
    return _TELLING.sub(_replace, text)


def _replace(found: re.Match[str]) -> str:
    """Return what stands for one match."""
    return found[0] if found.lastgroup == "keep" else f"[{found.lastgroup}]"
