"""The moves that the database itself allows (I12)."""

from django.db import models


class AllowedMove(models.Model):
    """One allowed step of one case type; a trigger on each guarded table looks here.

    The rows are written by migrations and must equal the transition tables in the code; a test
    compares the two.
    """

    case_type = models.CharField("类型", max_length=40)
    from_state = models.CharField("从", max_length=30)
    to_state = models.CharField("到", max_length=30)

    class Meta:
        verbose_name = "允许的状态变化"
        verbose_name_plural = "允许的状态变化"
        constraints = [
            models.UniqueConstraint(
                name="kernel_allowedmove_is_unique", fields=["case_type", "from_state", "to_state"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_type}: {self.from_state} → {self.to_state}"
