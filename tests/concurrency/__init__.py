"""Races: shown without the guard, gone with it."""
