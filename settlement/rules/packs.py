"""Reading and compiling a policy pack (P152, P195): refused with every mistake, or ready to use."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from settlement.data.cases import scaled

from .compiled import DEFAULT_HOSPITAL, DEFAULT_PHARMACY, AccountScope, Pack, Remote
from .packs_benefits import read_benefits
from .packs_parameters import read_parameters
from .packs_when import read_when
from .reading import PackInvalid, Reader, join

_REGION = re.compile(r"[0-9]{6}", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_KEYS = (
    "region",
    "name",
    "version",
    "official",
    "source",
    "effective",
    "rounding",
    "parameters",
    "remote",
    "account_scope",
    "benefits",
)
_OPTIONAL = ("rounding", "parameters", "remote", "account_scope")
_SCOPE_KEYS = ("own_share", "preselfpay", "overlmt", "fulamt")
_KINDS = ("points", "factor")
_ROUNDINGS = ("half_up", "half_even")


def compile_pack(document: object) -> Pack:
    """Return the pack, compiled once for many cases.

    ``document`` is the parsed YAML or JSON; dates may be dates or texts, amounts and ratios must
    be texts.  Raises :class:`PackInvalid` with every mistake found.
    """
    reader = Reader()
    required = [key for key in _KEYS if key not in _OPTIONAL]
    root = reader.mapping(document, "", required=required, optional=_OPTIONAL)
    texts = _texts(reader, root)
    official = reader.flag(root["official"], "official") if "official" in root else None
    rounding = reader.choice(root.get("rounding", "half_up"), "rounding", _ROUNDINGS)
    begins, ends = _effective(reader, root)
    parameters = read_parameters(reader, root.get("parameters", {}), "parameters")
    remotes = _remotes(reader, root.get("remote", []))
    hospital, pharmacy = _account_scope(reader, root)
    benefits = ()
    if "benefits" in root:
        benefits = read_benefits(reader, root["benefits"], "benefits", remotes)
    if reader.errors or begins is None or official is None or rounding is None:
        raise PackInvalid(reader.errors)
    return Pack(
        **texts,
        official=official,
        effective_from=begins,
        effective_to=ends,
        rounding=rounding,
        parameters=parameters,
        hospital=hospital,
        pharmacy=pharmacy,
        remotes=remotes,
        benefits=benefits,
    )


def check_no_overlap(packs: Iterable[Pack]) -> None:
    """Raise :class:`PackInvalid` where two packs of one region cover the same day (P195)."""
    errors = []
    ordered = sorted(packs, key=lambda pack: (pack.region, pack.effective_from, pack.version))
    latest: Pack | None = None
    for pack in ordered:
        if latest is not None and latest.region == pack.region:
            if latest.effective_to is None or pack.effective_from < latest.effective_to:
                errors.append(_overlap(latest, pack))
            if latest.effective_to is None or (
                pack.effective_to is not None and pack.effective_to < latest.effective_to
            ):
                continue
        latest = pack
    if errors:
        raise PackInvalid(errors)


def _overlap(earlier: Pack, later: Pack) -> dict[str, str]:
    """Return the mistake of two packs that cover the same day."""
    message = f"{later.region} 的版本 {later.version} 与版本 {earlier.version} 的有效期重叠。"
    return {"path": "effective.from", "message": message}


def _texts(reader: Reader, root: Mapping[str, object]) -> dict[str, str]:
    """Return the four texts that name the pack."""
    patterns = {
        "region": (_REGION, "应为 6 位行政区划代码。"),
        "version": (_VERSION, '应为版本号，例如 "2025.1"。'),
        "name": (None, ""),
        "source": (None, ""),
    }
    texts = {}
    for key, (pattern, hint) in patterns.items():
        value = reader.text(root[key], key, pattern=pattern, hint=hint) if key in root else None
        texts[key] = value or ""
    return texts


def _effective(reader: Reader, root: Mapping[str, object]) -> tuple[date | None, date | None]:
    """Return the first day in force and the first day no longer in force (None: open)."""
    if "effective" not in root:
        return None, None
    fields = reader.mapping(root["effective"], "effective", required=("from",), optional=("to",))
    begins = reader.day(fields["from"], "effective.from") if "from" in fields else None
    ends = None
    if fields.get("to") is not None:
        ends = reader.day(fields["to"], "effective.to")
    if begins is not None and ends is not None and ends <= begins:
        reader.refuse("effective.to", "结束日期应晚于开始日期。")
    return begins, ends


def _remotes(reader: Reader, value: object) -> tuple[Remote, ...]:
    """Return the remote adjustments in order; the first that matches applies (P164)."""
    remotes = []
    for index, item in enumerate(reader.items(value, "remote")):
        path = join("remote", index)
        fields = reader.mapping(item, path, required=("when", "kind", "value"))
        if not {"when", "kind", "value"} <= fields.keys():
            continue
        when = read_when(reader, fields["when"], f"{path}.when")
        kind = reader.choice(fields["kind"], f"{path}.kind", _KINDS)
        ratio = reader.ratio(fields["value"], f"{path}.value")
        if kind is not None and ratio is not None:
            remotes.append(Remote(when, kind, scaled(ratio, 4)))
    return tuple(remotes)


def _account_scope(reader: Reader, root: Mapping[str, object]) -> tuple[AccountScope, AccountScope]:
    """Return what account money may pay at hospitals and at pharmacies (P108)."""
    if "account_scope" not in root:
        return DEFAULT_HOSPITAL, DEFAULT_PHARMACY
    settings = reader.mapping(
        root["account_scope"], "account_scope", required=("hospital", "pharmacy")
    )
    return _setting(reader, settings, "hospital"), _setting(reader, settings, "pharmacy")


def _setting(reader: Reader, settings: Mapping[str, object], name: str) -> AccountScope:
    """Return the scope of one setting; all four answers must be given."""
    path = join("account_scope", name)
    fields = reader.mapping(settings[name], path, required=_SCOPE_KEYS) if name in settings else {}
    answers = {
        key: bool(key in fields and reader.flag(fields[key], join(path, key)))
        for key in _SCOPE_KEYS
    }
    return AccountScope(**answers)
