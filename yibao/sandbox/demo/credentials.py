"""Everything a program or a person needs to try the demo city."""

from typing import Any

from . import keys
from .clients import CLIENTS
from .gateway import SYSTEMS, DemoSystem
from .institutions import INSTITUTIONS
from .neighbours import PEOPLE, PIN_OF_ALL
from .people import DemoPerson
from .staff import STAFF


def document(certnos: dict[str, str], sample: list[dict[str, str]]) -> dict[str, Any]:
    """The document that ``demo_credentials --json`` prints; ``certnos`` is keyed by ``psn_no``."""
    return {
        "people": [_person(one, certnos[one.psn_no]) for one in PEOPLE if one.psn_no in certnos],
        "staff": [
            {
                "username": one.username,
                "password": keys.staff_password(one.username),
                "totp_secret": keys.totp_secret(one.username),
                "roles": list(one.roles),
            }
            for one in STAFF
        ],
        "clients": [_client(one) for one in CLIENTS],
        "institutions": [
            {
                "key": one.key,
                "fixmedins_code": one.fixmedins_code,
                "name": one.name,
                "fixmedins_type": one.fixmedins_type,
                "hosp_lv": one.hosp_lv,
                "admdvs": one.admdvs,
                "terminals": [code for code, _ in one.tills],
                "operators": [{"id": code, "name": name} for code, name in one.operators],
            }
            for one in INSTITUTIONS
        ],
        "gateway": [_system(one) for one in SYSTEMS],
        "catalogue_sample": sample,
    }


def _system(one: DemoSystem) -> dict[str, str]:
    codes = {place.key: place.fixmedins_code for place in INSTITUTIONS}
    return {
        "key": one.key,
        "fixmedins_code": codes[one.institution],
        "variant": one.variant,
        "access_key": one.access_key,
        "secret": one.secret,
    }


def _person(one: DemoPerson, certno: str) -> dict[str, str]:
    return {
        "key": one.key,
        "name": one.name,
        "certno": certno,
        "phone": one.phone,
        "psn_no": one.psn_no,
        "pin": PIN_OF_ALL,
        "story": one.story,
    }


def _client(one: Any) -> dict[str, Any]:
    codes = {place.key: place.fixmedins_code for place in INSTITUTIONS}
    return {
        "key": one.key,
        "client_id": one.client_id,
        "client_secret": keys.client_secret(one.key),
        "fixmedins_code": codes.get(one.institution, ""),
        "scopes": list(one.scopes),
    }
