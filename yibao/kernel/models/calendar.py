"""Days that are not what the week says: holidays and make-up days, kept by the administrator."""

from django.db import models


class CalendarDay(models.Model):
    """One day of the working-day calendar that the bureau has set (P180); it always wins.

    Days without a row are judged by the library of announced holidays, then by the week.
    """

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "工作日历"
        verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
