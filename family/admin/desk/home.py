"""The way to a hospital's window from the first page of the console."""

from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel.console import Card, card


@card(permission="family.work_hospital_desk", order=16)
def hospital_window(request: HttpRequest) -> list[Card]:
    """Where staff of a hospital begin."""
    return [Card("医院窗口绑定家人", "开始", "", "", reverse("family_desk:hospital"))]
