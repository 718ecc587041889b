"""Model fields whose stored form is sealed (T89).

The value opens on first access of the attribute, with the row's primary key as associated data;
rows therefore need a primary key before they are saved (UUID keys made in Python).
"""

from datetime import date
from typing import Any

from django.db import models

from . import crypto


class _Sealed:
    """What came from the database and has not been opened yet."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token


class _SealedAttribute:
    """Opens on read, keeps plain values as they are set."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        held = row.__dict__[self.field.attname]
        if not isinstance(held, _Sealed):
            return held
        plain = crypto.unseal(held.token, context=self.field.context_of(row))
        row.__dict__[self.field.attname] = self.field.from_text(plain)
        return row.__dict__[self.field.attname]

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is stored sealed; it can be read, not searched (see ``crypto.blind_index``)."""

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, _SealedAttribute(self))

    def context_of(self, row: models.Model) -> str:
        """Associated data: table, column, row."""
        return f"{row._meta.db_table}.{self.column}:{row.pk}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else _Sealed(value)

    def pre_save(self, row: models.Model, add: bool) -> Any:
        held = row.__dict__.get(self.attname)
        if held is None:
            return None
        if isinstance(held, _Sealed):
            # A writer that read the row before its key was changed must not bring the old key back.
            return held if held.token.startswith(crypto.current_prefix()) else self.resealed(row)
        return _Sealed(crypto.seal(self.to_text(held), context=self.context_of(row)))

    def resealed(self, row: models.Model) -> Any:
        """The stored value under the current key; None stays None (F34)."""
        held = row.__dict__.get(self.attname)
        if not isinstance(held, _Sealed):
            return held
        context = self.context_of(row)
        return _Sealed(crypto.seal(crypto.unseal(held.token, context=context), context=context))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, _Sealed):
            return None if value is None else value.token
        raise TypeError(f"{self.name} is sealed: save the row, do not update or filter by it")

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, row: models.Model) -> str:
        """Serialisation keeps the sealed form: a dump holds no plain value."""
        sealed = self.pre_save(row, add=False)
        return "" if sealed is None else sealed.token

    def to_text(self, value: Any) -> str:
        """Plain text to seal."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The attribute's value from the opened text."""
        return text


class EncryptedDateField(EncryptedTextField):
    """A date that is stored sealed as ISO text."""

    def to_text(self, value: Any) -> str:
        return (
            value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
        )

    def from_text(self, text: str) -> date:
        return date.fromisoformat(text)
