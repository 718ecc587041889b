"""Play the cases: ``python examples/his his.json [--only refund] [--broken forgetful]``."""

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path

import scenarios
from broken import KINDS
from sandbox import Sandbox
from wire import Lost, Refused, System

_JSON = json.JSONEncoder(ensure_ascii=False, default=float)


def main():
    """0 when every scenario went through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", help="addresses, institutions, keys, people (README.md)")
    parser.add_argument("--only", action="append", default=[], help="a case, by its key")
    parser.add_argument("--broken", choices=sorted(KINDS), help="play a mistake on purpose")
    given = parser.parse_args()
    with open(given.config, encoding="utf-8") as file:
        config = json.load(file)
    system = KINDS[given.broken] if given.broken else System
    journal = Path(given.config).with_suffix(".journal.json")
    bills = json.loads(journal.read_text(), parse_float=Decimal) if journal.exists() else []
    try:
        return play(config, system, set(given.only), bills)
    finally:
        journal.write_text(_JSON.encode(bills))


def play(config, system, only, journal):
    """Play the scenarios one after another; 1 where one of them stopped halfway."""
    sandbox = Sandbox(config["base"], config["sandbox"])
    city = scenarios.City(config, sandbox, system, journal)
    for one in (city.hospital, city.clinic, city.pharmacy):
        city.sign_in(one)
    stopped = 0
    for scenario in scenarios.ALL:
        if only and scenario.__name__ not in only:
            continue
        try:
            scenario(city)
            print(f"  {scenario.__name__}: played")
        except (Refused, Lost) as surprise:
            stopped += 1
            print(f"  {scenario.__name__}: stopped: {surprise}")
    return 1 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
