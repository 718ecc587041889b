"""Ports of the family account to outside systems, and the programs beside it."""

from django.conf import settings
from django.utils.module_loading import import_string

from .kinship_port import KinshipAway, KinshipGateway


def current_kinship() -> KinshipGateway:
    """The configured register of kinship and births; a wrong configuration fails here."""
    return import_string(settings.KINSHIP_GATEWAY)()


__all__ = ["KinshipAway", "KinshipGateway", "current_kinship"]
