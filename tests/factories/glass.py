"""Time passes in the database, whose clock no test moves."""

PASSED = """
UPDATE audit_glasssession
   SET began_at = began_at - interval '10 minutes', ends_at = ends_at - interval '10 minutes'
"""


def ten_minutes_pass(as_owner) -> None:
    """Every session of break glass began ten minutes earlier."""
    as_owner(lambda cursor: cursor.execute(PASSED))


def days_pass(as_owner, days: int) -> None:
    """Every session of break glass began days earlier."""
    as_owner(lambda cursor: cursor.execute(PASSED.replace("10 minutes", f"{days} days")))
