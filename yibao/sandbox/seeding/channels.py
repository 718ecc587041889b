"""Channels of the demo city: the list that ships with the product, and the demo bank."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from oauth2_provider.models import AbstractApplication

from vouchers.services import channel_list

from ..demo.clients import client
from .tables import table

BANK = "DEMO_BANK"
BANK_NAME = "示例银行"
# Loopback addresses fit with any port (RFC 8252); other hosts must be named to this site.
LOOPBACKS = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def channels(owner: Any) -> str:
    """The list, and the demo bank with its app."""
    done = channel_list.import_ours(by=None)
    app = table("PartnerClient").objects.get(tenant=owner, client_id=client("bank_app").client_id)
    app.authorization_grant_type = AbstractApplication.GRANT_AUTHORIZATION_CODE
    app.redirect_uris = " ".join(callback_addresses())
    app.save(update_fields=["authorization_grant_type", "redirect_uris"])
    table("Channel").objects.get_or_create(
        code=BANK,
        defaults={
            "name": BANK_NAME,
            "kind": "BANK_APP",
            "client": app,
            "can_activate": True,
            "has_own_password": True,
            "note": "演示用，编出来的",
            "sort": 90,
        },
    )
    return f"{done.channels} 个，路径 {done.paths} 条"


def callback_addresses() -> list[str]:
    """Where the consent page may send people back to the demo bank."""
    path = reverse("sandbox:bank-callback")
    named = [host for host in settings.ALLOWED_HOSTS if host[:1] not in ("*", ".", "")]
    port = settings.INTERNAL_BASE_URL.rpartition(":")[2].strip("/")
    starts = [*LOOPBACKS]
    for host in named:
        starts += [f"https://{host}", f"http://{host}", f"http://{host}:{port}"]
    return [f"{start}{path}" for start in dict.fromkeys(starts)]
