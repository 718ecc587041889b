"""When the institutions of the demo city are open, by key: weekday "1" (Monday) to spans."""

_WEEK = "1234567"
_WORKING = "12345"
_DAY = [["00:00", "24:00"]]

HOURS: dict[str, dict[str, list[list[str]]]] = {
    "hospital3": dict.fromkeys(_WEEK, _DAY),
    "hospital2": dict.fromkeys(_WEEK, [["08:00", "18:00"]]),
    "clinic1": dict.fromkeys(_WORKING, [["08:30", "12:00"], ["14:00", "17:30"]])
    | {"6": [["08:30", "12:00"]], "7": []},
    "pharmacy": dict.fromkeys(_WEEK, [["08:00", "22:00"]]),
    "pharmacy_nocode": {},
    "outside_hospital": dict.fromkeys(_WEEK, _DAY),
}
