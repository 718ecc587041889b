"""Migrate, load the demo city when there is none, and print its logins: one process, one start-up.

`python -m yibao.dev.prepare`; progress goes to standard error, the logins to standard output.
"""

import sys

import django
from django.core.management import CommandError, call_command


def main() -> int:
    """Run the three commands in order; a refusal of one of them ends the rest."""
    django.setup()
    try:
        call_command("migrate", interactive=False, stdout=sys.stderr)
        call_command("seed_demo", if_empty=True, stdout=sys.stderr)
        call_command("demo_credentials")
    except CommandError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
