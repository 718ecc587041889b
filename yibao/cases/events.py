"""Facts about cases that upper apps hear; sent in the deciding transaction."""

from django.dispatch import Signal

#: ``case`` — a case was decided; ``state`` is APPROVED or REJECTED. A receiver that raises a
#: ``DomainError`` undoes the decision, and the console shows why.
case_decided = Signal()
