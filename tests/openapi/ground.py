"""A town in which every address of the partner API has something to find, and who calls it."""

import json
import random
from base64 import b64encode
from datetime import timedelta
from typing import Any

from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.models import PartnerClient
from tests.factories import offline, world

SECRET = "a-secret-for-the-fuzz-test"
LINE = ("1", "XA01", "1", "300.00")
#: Members whose values may be used again, in addresses and in bodies.
KNOWN = frozenset(
    {
        "clearing_id", "delivery_id", "endpoint_id", "exchange_id", "feedetl_sn", "key",
        "offline_bill_id", "psn_no", "quote_id", "reconciliation_id", "scan_id", "setl_id",
        "visit_id",
    }
)  # fmt: skip


class Ground:
    """What is known of the town, and tokens; it learns from every answer."""

    def __init__(self, tenant: Any) -> None:
        self.tenant = tenant
        self.known: dict[str, list[str]] = {}
        world.active_pack(tenant)
        world.catalogue()
        self.worker = world.insured(tenant, balance="2000.00")
        self.till = world.Till(world.institution(tenant))
        self._fill()

    def _fill(self) -> None:
        """A bill, a bill taken back, a visit with a quote, a stay, a bill without a network."""
        till, worker = self.till, self.worker
        self.learn(till.bill(worker, LINE))
        again = till.bill(worker, LINE)
        self.learn(
            till.post(
                f"settlements/{again['setl_id']}/refunds/", {"lines": None, "reason": "退药"}
            ).json()
        )
        visit_id = till.visit(worker)
        till.fees(visit_id, LINE)
        self.learn({"visit_id": visit_id, **till.quote(visit_id)})
        self.learn(till.scan(worker).json())
        self.learn(offline.upload(till, offline.taken(offline.keep_pass(worker))))
        self.learn({"psn_no": worker.person.psn_no, "key": "k-1"})

    def learn(self, answer: Any) -> None:
        """Remember the numbers in an answer."""
        if isinstance(answer, list):
            for one in answer:
                self.learn(one)
        if not isinstance(answer, dict):
            return
        for name, value in answer.items():
            if name in KNOWN and isinstance(value, str):
                self.known.setdefault(name, []).append(value)
            self.learn(value)

    def put_in(self, part: Any, chance: random.Random) -> Any:
        """The part with about two of three numbers replaced by ones that exist."""
        if isinstance(part, list):
            return [self.put_in(one, chance) for one in part]
        if not isinstance(part, dict):
            return part
        return {name: self._value(name, value, chance) for name, value in part.items()}

    def _value(self, name: str, value: Any, chance: random.Random) -> Any:
        found = self.known.get(name)
        if found and isinstance(value, str) and chance.random() < 0.67:
            return chance.choice(found[-20:])
        return self.put_in(value, chance)

    def institution_token(self, http: Any) -> str:
        """As a system gets it: by identifier and secret."""
        client = PartnerClient.objects.create(
            tenant=self.tenant,
            institution=self.till.place,
            name="任意输入",
            client_type="confidential",
            authorization_grant_type="client-credentials",
            client_secret=SECRET,
            allowed_scopes=[*world.ALL_SCOPES, "persons:identity", "sandbox", "webhooks"],
        )
        basic = b64encode(f"{client.client_id}:{SECRET}".encode()).decode()
        answer = http.post(
            "/oauth/token/",
            data={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
        )
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)["access_token"]

    def person_token(self) -> str:
        """As an app has it after the worker agreed."""
        app = PartnerClient.objects.create(
            tenant=self.tenant,
            kind="CHANNEL_APP",
            name="任意输入的应用",
            client_type="confidential",
            authorization_grant_type="authorization-code",
            redirect_uris="https://app.example/back",
            allowed_scopes=["me.profile", "me.voucher", "me.family"],
        )
        raw = "token-of-the-worker"
        get_access_token_model().objects.create(
            application=app,
            user=self.worker.user,
            token=raw,
            scope=" ".join(app.allowed_scopes),
            expires=timezone.now() + timedelta(hours=1),
        )
        return raw
