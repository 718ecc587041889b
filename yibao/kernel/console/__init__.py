"""What the staff console of every app is made of: base classes, panels, cards, service buttons.

The console reads through ``ReadOnlyAdmin``; it acts only through ``ServiceAction`` (T41).
"""

from .actions import ReasonForm, ServiceAction, ShownOnce
from .base import ConfigAdmin, ConsoleAdmin, ReadOnlyAdmin, config_changed
from .cards import Card, card, cards_for, health, problems_found
from .cells import detail_link, moment, named, person_link, tag, yes_no, yuan
from .filters import TextFilter, since
from .panels import Column, Panel, json_panel, pairs_panel, panel, steps_panel

__all__ = [
    "Card",
    "Column",
    "ConfigAdmin",
    "ConsoleAdmin",
    "Panel",
    "ReadOnlyAdmin",
    "ReasonForm",
    "ServiceAction",
    "ShownOnce",
    "TextFilter",
    "card",
    "cards_for",
    "config_changed",
    "detail_link",
    "health",
    "json_panel",
    "moment",
    "named",
    "pairs_panel",
    "panel",
    "person_link",
    "problems_found",
    "since",
    "steps_panel",
    "tag",
    "yes_no",
    "yuan",
]
