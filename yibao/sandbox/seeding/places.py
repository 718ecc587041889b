"""Tenant, areas, institutions with tills, partner clients."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from oauth2_provider.models import AbstractApplication

from ..demo import keys
from ..demo.clients import CLIENTS, DemoClient
from ..demo.hours import HOURS
from ..demo.institutions import INSTITUTIONS, DemoInstitution
from ..demo.regions import REGIONS
from .tables import table

TENANT_NAME = "德阳演示城"


def tenant() -> Any:
    """The tenant of everything made up."""
    return table("Tenant").objects.get_or_create(
        code=settings.DEFAULT_TENANT_CODE, defaults={"name": TENANT_NAME, "kind": "SANDBOX"}
    )[0]


def regions() -> int:
    """Areas with the phones of their offices."""
    for position, one in enumerate(REGIONS):
        table("Region").objects.update_or_create(
            code=one.code,
            defaults={
                "name": one.name,
                "parent_id": one.parent or None,
                "hotline": one.hotline,
                "office": one.office,
                "sort": position,
            },
        )
    return len(REGIONS)


def institutions(owner: Any) -> int:
    """Institutions, tills and operators."""
    for one in INSTITUTIONS:
        row = _institution(owner, one)
        for code, name in one.tills:
            table("Terminal").objects.get_or_create(
                institution=row, code=code, defaults={"name": name}
            )
        for code, name in one.operators:
            table("Operator").objects.get_or_create(
                institution=row, code=code, defaults={"name": name}
            )
    return len(INSTITUTIONS)


def _institution(owner: Any, one: DemoInstitution) -> Any:
    return table("Institution").objects.get_or_create(
        tenant=owner,
        fixmedins_code=one.fixmedins_code,
        defaults={
            "name": one.name,
            "fixmedins_type": one.fixmedins_type,
            "hosp_lv": one.hosp_lv,
            "admdvs": one.admdvs,
            "address": one.address,
            "phone": one.phone,
            "accepts_voucher": one.accepts_voucher,
            "accepts_mobile_pay": one.accepts_mobile_pay,
            "accepts_remote": one.accepts_remote,
            "accepts_wallet": one.accepts_wallet,
            "opening_hours": HOURS[one.key],
        },
    )[0]


def clients(owner: Any) -> int:
    """Partner clients; a secret that no longer fits ``SECRET_KEY`` is renewed."""
    for one in CLIENTS:
        row = table("PartnerClient").objects.filter(client_id=one.client_id).first()
        row = row or _new_client(owner, one)
        secret = keys.client_secret(one.key)
        if row.pk is None or not check_password(secret, row.client_secret):
            row.client_secret = secret  # the field stores a hash
            row.save()
    return len(CLIENTS)


def _new_client(owner: Any, one: DemoClient) -> Any:
    model = table("PartnerClient")
    place = None
    if one.institution:
        code = {each.key: each.fixmedins_code for each in INSTITUTIONS}[one.institution]
        place = table("Institution").objects.get(tenant=owner, fixmedins_code=code)
    return model(
        tenant=owner,
        client_id=one.client_id,
        name=one.name,
        kind=model.Kind.CHANNEL_APP if one.is_channel else model.Kind.INSTITUTION,
        institution=place,
        allowed_scopes=list(one.scopes),
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
    )
