"""Ports to outside systems; ``settings.BANK_GATEWAY`` names the bank in force."""

from django.conf import settings
from django.utils.module_loading import import_string

from .bank_port import BankAway, BankGateway, BankRefused, BankSilent


def current_bank() -> BankGateway:
    """The configured bank; a wrong configuration fails here, before anything is asked."""
    return import_string(settings.BANK_GATEWAY)()


__all__ = ["BankAway", "BankGateway", "BankRefused", "BankSilent", "current_bank"]
