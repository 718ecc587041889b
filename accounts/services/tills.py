"""Tills and operators that an institution's own side registers."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import TillCodeTaken
from accounts.models import Institution, Operator, Terminal
from yibao.audit import services as audit


def add_terminal(*, by: Any, institution: Institution, code: str, name: str) -> Terminal:
    """A till with the number that its calls will carry. Raises ``accounts.till.code_taken``."""
    return _added(by, "accounts.terminal.added", Terminal, institution, code, name)


def add_operator(*, by: Any, institution: Institution, code: str, name: str) -> Operator:
    """Somebody at a till, as the place names them. Raises ``accounts.till.code_taken``."""
    return _added(by, "accounts.operator.added", Operator, institution, code, name)


def switch(*, by: Any, row: Terminal | Operator, is_active: bool) -> None:
    """Stop or take up the use of a till or an operator; past bills keep them."""
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(is_active=is_active)
        verb = f"accounts.{row._meta.model_name}.{'enabled' if is_active else 'disabled'}"
        audit.record(verb, by=by, subject=row, tenant_id=row.institution.tenant_id)


def _added(by: Any, verb: str, model: Any, institution: Any, code: str, name: str) -> Any:
    try:
        with transaction.atomic():
            row = model.objects.create(institution=institution, code=code, name=name)
            audit.record(verb, by=by, subject=row, tenant_id=institution.tenant_id)
    except IntegrityError as twice:
        raise TillCodeTaken(code=code) from twice
    return row
