"""A table without guards: what would happen if the locks and constraints were not there."""

from django.db import connection, transaction


class Scratch:
    """Named amounts, read and written as careless code would."""

    @staticmethod
    def create(cursor) -> None:
        """As the owner: the application may not create tables."""
        cursor.execute("CREATE TABLE scratch_row (name text, amount bigint NOT NULL)")
        cursor.execute("GRANT ALL ON scratch_row TO PUBLIC")

    @staticmethod
    def drop(cursor) -> None:
        """Leave no trace."""
        cursor.execute("DROP TABLE scratch_row")

    def add(self, name: str, amount: int = 1) -> None:
        """Insert a row."""
        self._run("INSERT INTO scratch_row VALUES (%s, %s)", [name, amount])

    def write(self, name: str, amount: int) -> None:
        """Overwrite."""
        self._run("UPDATE scratch_row SET amount = %s WHERE name = %s", [amount, name])

    def total(self, name: str) -> int:
        """Sum of the rows of a name."""
        return self._run("SELECT coalesce(sum(amount), 0) FROM scratch_row WHERE name = %s", [name])

    def _run(self, query: str, values: list) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, values)
            return int(cursor.fetchone()[0]) if cursor.description else 0
