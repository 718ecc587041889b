"""What the apps above hear from break glass."""

from django.dispatch import Signal

#: ``session`` — somebody may now see one subject in full; sent in the same transaction.
glass_opened = Signal()
