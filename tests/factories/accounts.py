"""Made-up people, institutions and clients; every ID number is of area 510600."""

import itertools
from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.models import (
    Enrolment,
    FaceCheck,
    Institution,
    Operator,
    PartnerClient,
    Person,
    Region,
    Terminal,
    User,
)
from yibao.kernel import clock, crypto
from yibao.kernel.idcard import make_certno
from yibao.kernel.models import Tenant

AREA = "510600"
CLIENT_SECRET = "a-secret-for-tests-only-0123456789"
ALL_SCOPES = [
    "vouchers:scan",
    "visits:write",
    "settlements:write",
    "settlements:read",
    "refunds:write",
    "reconciliation",
    "webhooks",
]
_sequence = itertools.count()


def certno(birth: date = date(1985, 3, 12), seq: int = 1) -> str:
    """A valid ID number of the test area."""
    return make_certno(AREA, birth, seq)


def a_certno(birth: date) -> str:
    """Another number on each call, for at most 1000 people of one birthday."""
    return make_certno(AREA, birth, next(_sequence) % 1000)


class TenantFactory(DjangoModelFactory):
    """The sandbox tenant that pages and tests use."""

    code = "demo"
    name = "演示"
    kind = Tenant.Kind.SANDBOX

    class Meta:
        model = Tenant
        django_get_or_create = ["code"]


class RegionFactory(DjangoModelFactory):
    """The city with its telephone."""

    code = AREA
    name = "德阳市"
    hotline = "(0838)2208900"

    class Meta:
        model = Region
        django_get_or_create = ["code"]


class PersonFactory(DjangoModelFactory):
    """A person of the register.

    ``birth`` makes the number where ``certno`` is not given; look-up hashes follow by themselves.
    """

    class Meta:
        model = Person

    class Params:
        # Not the birthday of ``certno``: running numbers must never meet the fixed ones.
        birth = date(1984, 6, 5)

    tenant = factory.SubFactory(TenantFactory)
    psn_no = factory.Sequence(lambda n: f"5106000000{n:010d}")
    name = "王建国"
    certno = factory.LazyAttribute(lambda made: a_certno(made.birth))
    card_no = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        plain = {key: kwargs.pop(key) for key in ("name", "certno", "card_no")}
        person = model_class(*args, **kwargs)
        person.set_identity(**plain)
        person.save(force_insert=True)
        return person


class EnrolmentFactory(DjangoModelFactory):
    """A working employee in the city, in good standing."""

    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory)
    insutype = Enrolment.Insurance.EMPLOYEE
    psn_type = Enrolment.PersonType.WORKING
    insuplc_admdvs = AREA
    district_admdvs = "510603"
    psn_insu_stas = Enrolment.Status.NORMAL
    tags = factory.LazyFunction(list)
    valid_from = date(2020, 1, 1)
    is_current = True


class UserFactory(DjangoModelFactory):
    """A citizen with a phone and no person yet."""

    class Meta:
        model = User

    tenant = factory.SubFactory(TenantFactory)
    kind = User.Kind.CITIZEN
    username = factory.Sequence(lambda n: f"c{n:08d}")
    phone = factory.Sequence(lambda n: f"139{n % 100000000:08d}")
    phone_index = factory.LazyAttribute(lambda made: crypto.blind_index(made.phone, "phone"))
    person = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class(*args, **kwargs)
        user.set_unusable_password()
        user.save(force_insert=True)
        return user


class StaffFactory(UserFactory):
    """A member of staff without a role."""

    kind = User.Kind.STAFF
    is_staff = True
    phone = None
    phone_index = None
    username = factory.Sequence(lambda n: f"staff{n}")


class CitizenFactory(UserFactory):
    """A citizen whose person is known and insured."""

    class Meta:
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory, tenant=factory.SelfAttribute("..tenant"))

    @factory.post_generation
    def enrolment(self, create, extracted, **kwargs):
        """``enrolment=False`` leaves the person uninsured; ``enrolment__tags=…`` shapes it."""
        if create and extracted is not False:
            EnrolmentFactory(person=self.person, **kwargs)


class InstitutionFactory(DjangoModelFactory):
    """A hospital of the third tier that can do everything."""

    class Meta:
        model = Institution

    tenant = factory.SubFactory(TenantFactory)
    fixmedins_code = factory.Sequence(lambda n: f"H5106{n:08d}")
    name = factory.Sequence(lambda n: f"德阳第{n}医院")
    fixmedins_type = Institution.Kind.HOSPITAL
    hosp_lv = "2"
    admdvs = "510603"
    accepts_mobile_pay = True
    accepts_wallet = True
    accepts_remote = True


class PharmacyFactory(InstitutionFactory):
    """A pharmacy."""

    fixmedins_code = factory.Sequence(lambda n: f"P5106{n:08d}")
    name = factory.Sequence(lambda n: f"德阳第{n}药店")
    fixmedins_type = Institution.Kind.PHARMACY
    hosp_lv = ""


class TerminalFactory(DjangoModelFactory):
    """A till."""

    class Meta:
        model = Terminal

    institution = factory.SubFactory(InstitutionFactory)
    code = factory.Sequence(lambda n: f"T{n:04d}")


class OperatorFactory(DjangoModelFactory):
    """A person at a till."""

    class Meta:
        model = Operator

    institution = factory.SubFactory(InstitutionFactory)
    code = factory.Sequence(lambda n: f"OP{n:04d}")
    name = "收费员"


class PartnerClientFactory(DjangoModelFactory):
    """The system of an institution; its secret is ``CLIENT_SECRET``."""

    class Meta:
        model = PartnerClient

    tenant = factory.SubFactory(TenantFactory)
    kind = PartnerClient.Kind.INSTITUTION
    institution = factory.SubFactory(InstitutionFactory, tenant=factory.SelfAttribute("..tenant"))
    name = factory.Sequence(lambda n: f"收费系统{n}")
    client_id = factory.Sequence(lambda n: f"client-{n:06d}")
    client_secret = CLIENT_SECRET
    client_type = PartnerClient.CLIENT_CONFIDENTIAL
    authorization_grant_type = PartnerClient.GRANT_CLIENT_CREDENTIALS
    allowed_scopes = factory.LazyFunction(lambda: list(ALL_SCOPES))


class FaceCheckFactory(DjangoModelFactory):
    """A passed face check that was not used yet."""

    class Meta:
        model = FaceCheck

    user = factory.SubFactory(UserFactory)
    person = factory.SubFactory(PersonFactory)
    purpose = FaceCheck.Purpose.REGISTER
    engine = "simulator"
    outcome = FaceCheck.Outcome.PASSED
    began_at = factory.LazyFunction(clock.now)
    ended_at = factory.LazyFunction(clock.now)
