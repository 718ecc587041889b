"""The clock of wallets and two relatives."""

import pytest

from tests.factories import wallets as made


@pytest.fixture
def clock_at(monkeypatch):
    """Stop the clock at a time of day in Shanghai."""
    return lambda text, **more: made.set_clock(monkeypatch, text, **more)


@pytest.fixture
def couple(city, clock_at):
    """Giver and spouse with wallets, at nine in the morning."""
    pair = made.couple(city)
    clock_at("09:00:00")
    return pair
