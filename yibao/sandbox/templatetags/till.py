"""Amounts as the API sends them, for reading at a counter."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def grouped(amount: str | None) -> str:
    """``12345.60`` on the wire reads 12,345.60; the places stay as they are."""
    return f"{Decimal(amount):,f}" if amount else ""


@register.filter
def percent(share: Decimal | None) -> str:
    """A share of one as a percentage: ``0.2000`` reads 20%, ``0.125`` reads 12.5%."""
    if share is None:
        return ""
    text = f"{share * 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
