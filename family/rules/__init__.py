"""Rules of the family account: ages, places, clocks without a framework."""

from .ages import age_text, is_adult_path, turning_day

__all__ = ["age_text", "is_adult_path", "turning_day"]
