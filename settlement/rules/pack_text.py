"""A policy document as YAML text, to be edited into the next version."""

from collections.abc import Mapping
from typing import Any

import yaml

_ORDER = (
    "region", "name", "version", "official", "source", "effective", "rounding", "parameters",
    "remote", "account_scope", "benefits", "id", "fund", "kind", "when", "start", "start_scope",
    "start_counter", "base_counter", "repeat_factor", "bands", "upto", "ratio", "cap",
    "cap_counter", "value", "from", "to", "hospital", "pharmacy",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(_ORDER)}
_LAST = len(_ORDER)


def to_yaml(document: Mapping[str, Any]) -> str:
    """Return the document as text that reads back as the same document; comments are not kept."""
    return yaml.dump(
        _ordered(document),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=100,
    )


class _Dumper(yaml.SafeDumper):
    """Writes every value out: the reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never an alias."""
        return True


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: (_PLACES.get(name, _LAST), name))
        return {name: _ordered(value[name]) for name in names}
    if isinstance(value, list):
        return [_ordered(one) for one in value]
    return value
