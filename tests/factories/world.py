"""A small city for settlement tests: people with vouchers and accounts, a hospital, its client."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path

from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.models import Enrolment, Institution, PartnerClient, Person, User
from settlement.models import CatalogueItem, LedgerAccount, PolicyPack
from settlement.rules.documents import read_yaml
from settlement.services import ledger, pack_cases, packs
from vouchers.models import Voucher
from vouchers.services import codes
from yibao.kernel.idcard import make_certno

PACK = Path("settlement/packs/deyang_2025_2.yaml")
CASES = Path("settlement/packs/golden/deyang_2025_2.json")
ALL_SCOPES = [
    "vouchers:scan",
    "visits:write",
    "settlements:write",
    "settlements:read",
    "refunds:write",
    "reconciliation",
]
_numbers = count(1)
ITEMS = [
    ("XA01", "阿莫西林胶囊", "01", "0", None, False),
    ("XB02", "头孢克洛颗粒", "02", "0.10", None, False),
    ("XB03", "进口降压片", "02", "0.10", "35.00", False),
    ("XC04", "保健口服液", "03", "0", None, False),
    ("GC05", "药店专供贴", "01", "0", None, True),
]


@dataclass
class Insured:
    """A person with a login and a voucher."""

    person: Person
    user: User
    voucher: Voucher


def insured(
    tenant, *, insutype="310", psn_type="11", balance="0.00", place="510600", birth=None, stas="1"
) -> Insured:
    """One insured person with an active voucher and, for employees, an account."""
    number = next(_numbers)
    person = Person(tenant=tenant, psn_no=f"5100005120051209{number:010d}")
    person.set_identity(
        name=f"王{'建国华强明'[number % 5]}",
        card_no=f"C{number:08d}",
        certno=make_certno(
            "510600", birth or date(1960, 1, 1) + timedelta(days=number // 999), number % 999
        ),
    )
    person.save()
    Enrolment.objects.create(
        person=person,
        insutype=insutype,
        psn_type=psn_type,
        insuplc_admdvs=place,
        psn_insu_stas=stas,
        valid_from=date(2020, 1, 1),
    )
    user = User.objects.create_citizen(tenant=tenant, phone=f"1380{number:07d}", person=person)
    voucher = Voucher.objects.create(
        person=person, state="ACTIVE", activated_at=timezone.now(), activation_way="SELF"
    )
    if insutype == "310":
        ledger.personal_account(by=None, person=person)
        fen = int(Decimal(balance) * 100)
        if fen:
            ledger.deposit(by=None, person=person, amount_fen=fen, business=f"seed:{person.pk}")
    return Insured(person, user, voucher)


def institution(tenant, *, kind="1", level="1", admdvs="510600") -> Institution:
    """A hospital of level 三级 unless told otherwise."""
    number = next(_numbers)
    return Institution.objects.create(
        tenant=tenant,
        fixmedins_code=f"H5106{number:08d}",
        name=f"测试医院{number}",
        fixmedins_type=kind,
        hosp_lv=level if kind == "1" else "",
        admdvs=admdvs,
    )


def client_of(place: Institution, *, scopes=None) -> PartnerClient:
    """The institution's API client."""
    return PartnerClient.objects.create(
        tenant=place.tenant,
        institution=place,
        name=place.name,
        client_type="confidential",
        authorization_grant_type="client-credentials",
        allowed_scopes=scopes or ALL_SCOPES,
    )


def token_of(client: PartnerClient, scopes=None) -> str:
    """A bearer token, as ``/oauth/token/`` would give it."""
    raw = f"token-{next(_numbers)}-{client.pk}"
    get_access_token_model().objects.create(
        application=client,
        token=raw,
        scope=" ".join(scopes or client.allowed_scopes),
        expires=timezone.now() + timedelta(hours=1),
    )
    return raw


def catalogue() -> None:
    """A handful of items of each class."""
    CatalogueItem.objects.bulk_create(
        [
            CatalogueItem(
                med_list_codg=code,
                name=name,
                list_type="101",
                chrgitm_lv=level,
                selfpay_prop=share,
                pric_uplmt_amt=limit,
                pharmacy_only=only,
                valid_from=date(2020, 1, 1),
            )
            for code, name, level, share, limit, only in ITEMS
        ]
    )


def active_pack(tenant) -> PolicyPack:
    """The demo pack, proven by its cases and approved by two people."""
    first = User.objects.create_staff(tenant=tenant, username=f"p{next(_numbers)}", password="x")
    second = User.objects.create_staff(tenant=tenant, username=f"p{next(_numbers)}", password="x")
    pack = proven(packs.import_pack(by=first, text=_pack_as_json()))
    packs.approve(by=first, pack_id=pack.pk)
    return packs.approve(by=second, pack_id=pack.pk)


@cache
def _pack_as_json() -> str:
    """The shipped version as JSON: the same content, read ten times as fast as YAML."""
    return json.dumps(read_yaml(PACK.read_text("utf-8")), ensure_ascii=False)


def proven(pack: PolicyPack) -> PolicyPack:
    """The version with its golden cases, all passed."""
    pack_cases.add(by=None, pack_id=pack.pk, text=CASES.read_text("utf-8"))
    pack_cases.run(by=None, pack_id=pack.pk)
    return pack


class Till:
    """A hospital's system: speaks the API through Django's test client."""

    def __init__(self, place: Institution, *, scopes=None) -> None:
        self.place = place
        self.client = client_of(place, scopes=scopes)
        self.token = token_of(self.client)
        self.http = Client()

    def post(self, path, body, *, key=None, raw=None, **headers):
        """POST JSON with a fresh key unless one is given."""
        content = raw if raw is not None else json.dumps(body, ensure_ascii=False)
        return self.http.post(
            f"/api/v1/{path}",
            content,
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key or f"k-{next(_numbers)}",
                **headers,
            },
        )

    def get(self, path, **query):
        """GET."""
        return self.http.get(
            f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {self.token}"}
        )

    def delete(self, path, body):
        """DELETE with a JSON body."""
        return self.http.delete(
            f"/api/v1/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )

    def scan(self, who: Insured, **more):
        """Show a code and scan it."""
        code = codes.issue(by=who.user, person=who.person).code
        return self.post(
            "scans/",
            {
                "medium": "code",
                "code": code,
                "business_type": "01301",
                "terminal": "T01",
                "operator": {"id": "0007", "name": "收费员"},
                **more,
            },
        )

    def visit(self, who: Insured, **more) -> str:
        """Scan and register; returns the visit id."""
        scan_id = self.scan(who).json()["scan_id"]
        answer = self.post(
            "visits/",
            {
                "scan_id": scan_id,
                "med_type": "41" if self.place.is_pharmacy else "11",
                "ipt_otp_no": f"MZ{next(_numbers)}",
                "begntime": timezone.now().isoformat(),
                **more,
            },
        )
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()["visit_id"]

    def fees(self, visit_id: str, *lines):
        """Upload lines given as (sn, code, cnt, price)."""
        return self.post(
            f"visits/{visit_id}/fees/",
            {
                "items": [
                    {
                        "feedetl_sn": sn,
                        "med_list_codg": code,
                        "medins_list_name": f"项目{sn}",
                        "cnt": cnt,
                        "pric": price,
                        "fee_ocur_time": timezone.now().isoformat(),
                    }
                    for sn, code, cnt, price in lines
                ]
            },
        )

    def quote(self, visit_id: str, **more):
        """Quote; returns the body."""
        answer = self.post(f"visits/{visit_id}/quotes/", more)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def settle(self, visit_id: str, quote: dict, *, key=None, **more):
        """Confirm what was quoted."""
        info = quote["setlinfo"]
        return self.post(
            f"visits/{visit_id}/settlements/",
            {
                "quote_id": quote["quote_id"],
                "psn_part_amt": info["psn_part_amt"],
                "psn_cash_pay": info["psn_cash_pay"],
                **more,
            },
            key=key,
        )

    def bill(self, who: Insured, *lines, method="cash", **quote_args) -> dict:
        """The whole way to a settled bill; returns the settle answer."""
        visit_id = self.visit(who)
        assert self.fees(visit_id, *lines).status_code == 201
        quote = self.quote(visit_id, **quote_args)
        answer = self.settle(visit_id, quote, cash_method=method)
        assert answer.status_code == 201, answer.content.decode()
        return {**answer.json(), "visit_id": visit_id}


def balance(who: Insured) -> int:
    """Account balance in 分."""
    return LedgerAccount.objects.get(kind="PERSONAL", person=who.person).balance_fen
