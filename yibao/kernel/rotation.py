"""Changing the key of sealed columns while the site works (F34).

Rows are taken in small batches with SKIP LOCKED: what somebody holds is left for a later pass, and
nobody waits long for a row. What is done is known from the rows themselves, so that a broken run
is simply started again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from . import crypto
from .fields import EncryptedTextField
from .models import IdempotencyKey

BATCH = 200
_OLD = "_old_{}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one table is: rows done in this run, rows that still carry another key."""

    table: str
    done: int
    left: int


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A model with sealed columns."""

    model: type[models.Model]
    fields: tuple[EncryptedTextField, ...]

    def stale(self) -> "models.QuerySet[models.Model]":
        """Rows with a value under another key than the one that seals now."""
        rows, wanted = self.model._base_manager.all(), Q()
        for field in self.fields:
            name = _OLD.format(field.attname)
            rows = rows.annotate(**{name: Cast(F(field.attname), TextField())})
            is_current = Q(**{f"{name}__startswith": crypto.current_prefix()})
            wanted |= Q(**{f"{field.attname}__isnull": False}) & ~is_current
        return rows.filter(wanted)

    def reseal(self, row: models.Model) -> None:
        """Write the row's sealed values anew; they are never opened into anything but memory."""
        values = {field.attname: field.resealed(row) for field in self.fields}
        self.model._base_manager.filter(pk=row.pk).update(**values)


class _Answers:
    """Stored answers of the partner API: sealed bytes in a binary column."""

    model = IdempotencyKey

    def stale(self) -> "models.QuerySet[IdempotencyKey]":
        prefix = crypto.current_prefix().encode()
        start = Func(
            F("answer"),
            Value(1),
            Value(len(prefix)),
            function="substring",
            output_field=models.BinaryField(),
        )
        return IdempotencyKey.objects.annotate(start=start).exclude(start__in=[b"", prefix])

    def reseal(self, row: IdempotencyKey) -> None:
        context = f"kernel_idempotencykey.answer:{row.scope}:{row.key}"
        plain = crypto.unseal(bytes(row.answer).decode(), context=context)
        sealed = crypto.seal(plain, context=context).encode()
        IdempotencyKey.objects.filter(pk=row.pk).update(answer=sealed)


Table = SealedTable | _Answers


def sealed_tables() -> list[Table]:
    """Everything that ``FIELD_KEYS`` seals."""
    found: list[Table] = []
    for model in apps.get_models():
        fields = tuple(one for one in model._meta.fields if isinstance(one, EncryptedTextField))
        if fields:
            found.append(SealedTable(model, fields))
    return [*found, _Answers()]


def rows_on_other_keys() -> int:
    """How many rows a retired key would lock away."""
    return sum(table.stale().count() for table in sealed_tables())


def rotate(batch: int = BATCH, tell: Callable[[Progress], None] | None = None) -> int:
    """Seal everything under the first key; returns how many rows are left on others.

    Rows that somebody holds are skipped and counted as left. Raises ``SealBroken`` for a value
    that no known key opens: nothing of its batch is written then.
    """
    for table in sealed_tables():
        done = 0
        for size in _batches(table, batch):
            done += size
            if tell:
                tell(Progress(table.model._meta.db_table, done, -1))
        if tell:
            tell(Progress(table.model._meta.db_table, done, table.stale().count()))
    return rows_on_other_keys()


def _batches(table: Table, batch: int) -> Iterator[int]:
    """One walk along the primary key; what is held by others is passed by."""
    last = None
    while True:
        with transaction.atomic():
            rows = table.stale().order_by("pk").select_for_update(skip_locked=True, no_key=True)
            taken = list((rows if last is None else rows.filter(pk__gt=last))[:batch])
            for row in taken:
                table.reseal(row)
        if not taken:
            return
        last = taken[-1].pk
        yield len(taken)
