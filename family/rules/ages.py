"""The age rule at exactly 16 and its day (P54–P56). Pure."""

from datetime import date, timedelta

FEBRUARY_29 = (2, 29)


def turning_day(birth: date, age: int, offset_days: int = 0) -> date:
    """The first day on which somebody counts as ``age``; 29 February turns on the 28th (P56).

    ``offset_days`` is AGE_TURN_OFFSET_DAYS: 0 lets the birthday itself count (P55).
    """
    year = birth.year + age
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (birth.month, birth.day) == FEBRUARY_29 and not is_leap:
        birthday = date(year, 2, 28)
    else:
        birthday = birth.replace(year=year)
    return birthday + timedelta(days=offset_days)


def is_adult_path(birth: date, day: date, *, adult_age: int = 16, offset_days: int = 0) -> bool:
    """Whether the member's own face and consent are needed on this day (P54)."""
    return day >= turning_day(birth, adult_age, offset_days)


def age_text(birth: date, day: date) -> str:
    """``6 岁``, ``8 个月`` below two years, ``12 天`` in the first month."""
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    if months < 1:
        return f"{max((day - birth).days, 0)} 天"
    if months < 24:
        return f"{months} 个月"
    return f"{months // 12} 岁"
