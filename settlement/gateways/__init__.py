"""Ports to outside systems; the settings ``BANK_GATEWAY`` and ``PREMIUM_GATEWAY`` choose them."""

from django.conf import settings
from django.utils.module_loading import import_string

from .bank_port import BankAway, BankGateway, BankRefused, BankSilent
from .premium_port import PremiumRegister, RegisterAway, RegisterSilent


def current_bank() -> BankGateway:
    """The configured bank; a wrong configuration fails here, before anything is asked."""
    return import_string(settings.BANK_GATEWAY)()


def current_premium_register() -> PremiumRegister:
    """The configured register of premiums; a wrong configuration fails here too."""
    return import_string(settings.PREMIUM_GATEWAY)()


__all__ = [
    "BankAway",
    "BankGateway",
    "BankRefused",
    "BankSilent",
    "PremiumRegister",
    "RegisterAway",
    "RegisterSilent",
    "current_bank",
    "current_premium_register",
]
