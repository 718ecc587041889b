"""Systems that speak the national interface."""

from typing import Any

from oauth2_provider.models import AbstractApplication

from yibao.kernel import clock

from ..demo.gateway import RIGHTS, SYSTEMS, DemoSystem
from ..demo.institutions import INSTITUTIONS
from .tables import table


def systems(owner: Any) -> int:
    """A client and its access each; a secret that no longer fits ``SECRET_KEY`` is renewed."""
    for one in SYSTEMS:
        client = _client(owner, one)
        row = table("GatewayAccess").objects.filter(client=client).first()
        if row is None:
            _open(client, one)
        elif one.secret and row.secret != one.secret:
            row.secret = one.secret
            row.save()
    return len(SYSTEMS)


def _client(owner: Any, one: DemoSystem) -> Any:
    model = table("PartnerClient")
    code = {each.key: each.fixmedins_code for each in INSTITUTIONS}[one.institution]
    place = table("Institution").objects.get(tenant=owner, fixmedins_code=code)
    return model.objects.get_or_create(
        client_id=one.client_id,
        defaults={
            "tenant": owner,
            "name": one.name,
            "kind": model.Kind.INSTITUTION,
            "institution": place,
            "allowed_scopes": list(RIGHTS),
            "client_type": AbstractApplication.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        },
    )[0]


def _open(client: Any, one: DemoSystem) -> None:
    table("GatewayAccess").objects.create(
        client=client,
        variant=one.variant,
        access_key=one.access_key or None,
        secret=one.secret or None,
        region=client.institution.admdvs,
        created_at=clock.now(),
    )
