"""Facts about cases that upper apps may hear; sent after commit."""

from django.dispatch import Signal

#: ``case`` — a case was decided; ``state`` is APPROVED or REJECTED.
case_decided = Signal()
