"""Explaining one case under one pack from their texts; what the command and the tests share."""

from .cases import parse_case
from .documents import read_json, read_yaml
from .engine import settle
from .packs import compile_pack
from .reading import DocumentInvalid


def explain(pack_text: str, case_text: str) -> dict[str, object]:
    """Return the whole answer for a pack (YAML or JSON) and a case (JSON).

    Raises :class:`DocumentInvalid` with the mistakes of both documents.
    """
    errors: list[dict[str, str]] = []
    pack = case = None
    try:
        pack = compile_pack(read_yaml(pack_text))
    except DocumentInvalid as refusal:
        errors += refusal.errors
    try:
        case = parse_case(read_json(case_text))
    except DocumentInvalid as refusal:
        errors += refusal.errors
    if errors or case is None:
        raise DocumentInvalid(errors)
    return settle(pack, case).to_json()
