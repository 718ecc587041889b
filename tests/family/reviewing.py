"""What a citizen was told of a review."""

from yibao.notices.models import Notice


def codes(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("created_at").values_list("code", flat=1))
