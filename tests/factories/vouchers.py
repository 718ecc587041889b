"""People with vouchers, institutions with tills: only what vouchers need."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.models import Enrolment, FaceCheck, Institution, PartnerClient, Person, User
from vouchers.data import ScanAsk
from vouchers.models import Voucher
from vouchers.services import codes
from yibao.kernel.idcard import make_certno

PIN = "730516"
_numbers = count(1)


def make_person(
    tenant, *, name="陈小军", born=date(1985, 3, 7), stas="1", insured=True, **enrolment
):
    """A person of the register with one current enrolment.

    The birthday is exactly ``born``: ages are what many tests are about. The running part of the
    ID number begins again after 900 people, more than any one test makes.
    """
    number = next(_numbers)
    person = Person(tenant=tenant, psn_no=f"V{number:012d}")
    person.set_identity(
        name=name,
        certno=make_certno("510600", born, number % 900 + 1),
        card_no=f"VC{number:08d}",
    )
    person.save()
    if insured:
        facts = {"insutype": "310", "psn_type": "11", "insuplc_admdvs": "510600"} | enrolment
        Enrolment.objects.create(
            person=person, psn_insu_stas=stas, valid_from=date(2020, 1, 1), **facts
        )
    return person


def make_user(person, *, tenant=None):
    """The person's login."""
    number = next(_numbers)
    return User.objects.create_citizen(
        tenant=tenant or person.tenant, phone=f"139{number:08d}", person=person
    )


def make_holder(tenant, *, pin=PIN, state="ACTIVE", **person):
    """A login whose person has a voucher; ``user.person.voucher`` leads to it."""
    user = make_user(make_person(tenant, **person))
    is_alive = state in ("ACTIVE", "SUSPENDED")
    Voucher.objects.create(
        person=user.person,
        state=state,
        activated_at=timezone.now() if is_alive else None,
        activation_way="SELF" if is_alive else "",
        pin_hash=make_password(pin) if pin else "",
    )
    return user


def pass_face(user):
    """A face check of the user's own person, just passed."""
    now = timezone.now()
    return FaceCheck.objects.create(
        user=user,
        person=user.person,
        purpose="REGISTER",
        outcome="PASSED",
        began_at=now,
        ended_at=now,
    )


def make_institution(tenant, *, kind="1", **more):
    """A hospital (kind 1) or a pharmacy (kind 2)."""
    number = next(_numbers)
    facts = {"name": f"德阳测试机构{number}", "admdvs": "510600", "hosp_lv": "4"} | more
    return Institution.objects.create(
        tenant=tenant, fixmedins_code=f"V51{number:08d}", fixmedins_type=kind, **facts
    )


def make_client(institution, *, scopes=("vouchers:scan",)):
    """The institution's client of the partner API."""
    return PartnerClient.objects.create(
        tenant=institution.tenant,
        institution=institution,
        name=institution.name,
        client_type="confidential",
        authorization_grant_type="client-credentials",
        allowed_scopes=list(scopes),
    )


def make_token(client, *, scopes=None):
    """A bearer token of the client."""
    raw = f"voucher-token-{next(_numbers)}"
    get_access_token_model().objects.create(
        application=client,
        token=raw,
        scope=" ".join(scopes or client.allowed_scopes),
        expires=timezone.now() + timedelta(hours=1),
    )
    return raw


def make_ask(code="", **more):
    """A presentation at a counter."""
    facts = {
        "medium": "code",
        "business_type": "01301",
        "terminal": "T01",
        "operator_code": "0007",
        "operator_name": "收费员",
        "code": code,
    }
    return ScanAsk(**(facts | more))


def show(user):
    """The code that the user's phone shows now."""
    return codes.issue(by=user, person=user.person).code
