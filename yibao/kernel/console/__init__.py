"""What the staff console of every app is made of: base classes, panels, cards, service buttons.

The console reads through ``ReadOnlyAdmin``; it acts only through ``ServiceAction`` (T41).
"""

from .actions import InOrderForm, ReasonForm, ServiceAction, ShownOnce
from .base import ConfigAdmin, ConsoleAdmin, ReadOnlyAdmin, config_changed
from .cards import Card, card, cards_for, health, problems_found
from .cells import detail_link, moment, named, person_link, tag, yes_no, yuan
from .filters import TextFilter, since
from .pages import console_page, page_context
from .panels import (
    Column,
    Panel,
    json_panel,
    pairs_panel,
    panel,
    panels_for,
    steps_panel,
)
from .veils import unveiled, veil
from .versions import VersionAdmin, VersionForm
from .whose import rows_url

__all__ = [
    "Card",
    "Column",
    "ConfigAdmin",
    "ConsoleAdmin",
    "InOrderForm",
    "Panel",
    "ReadOnlyAdmin",
    "ReasonForm",
    "ServiceAction",
    "ShownOnce",
    "TextFilter",
    "VersionAdmin",
    "VersionForm",
    "card",
    "cards_for",
    "config_changed",
    "console_page",
    "detail_link",
    "health",
    "json_panel",
    "moment",
    "named",
    "page_context",
    "pairs_panel",
    "panel",
    "panels_for",
    "person_link",
    "problems_found",
    "rows_url",
    "since",
    "steps_panel",
    "tag",
    "unveiled",
    "veil",
    "yes_no",
    "yuan",
]
