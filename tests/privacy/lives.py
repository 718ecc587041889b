"""A person with something in many tables, and the ways through the services that privacy needs."""

from datetime import timedelta

from accounts.data import FACE_CONSENT
from accounts.models import FaceCheck
from accounts.services import consents, face
from tests.factories import bindings, family, world
from tests.factories.aid import make_grant
from yibao.kernel import clock, outbox
from yibao.notices import services as notices

CLOSE = FaceCheck.Purpose.CLOSE


def face_of(user, purpose=CLOSE) -> str:
    """A passed check of the sandbox's engine; returns its reference."""
    consents.give(
        by=user, kind=FACE_CONSENT.kind, version=FACE_CONSENT.version, text=FACE_CONSENT.text
    )
    check = face.begin(by=user, person=user.person, purpose=purpose)
    return face.submit(by=user, ref=check.ref, frame=None, acted="pass").ref


def full(tenant, till, relative=None):
    """An insured person with bills, a refund, messages, consents, and a grant to a relative."""
    who = world.insured(tenant, balance="500.00")
    bill = till.bill(who, ("1", "XA01", "2", "10.00"))
    till.post(
        f"settlements/{bill['setl_id']}/refunds/",
        {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
    )
    face_of(who.user, FaceCheck.Purpose.REGISTER)
    notices.post("real_named", by=None, user=who.user, context={"person": "王*"})
    notices.owe_sms("login_code", by=None, phone=who.user.phone, text="123456 是验证码")
    if relative is not None:
        make_grant(who, relative)
        family_of(who, relative)
    return who


def family_of(who, relative):
    """The person asked to bind the relative and may show the code; the relative asked in return."""
    family.make_submitted(who.person, relative.person, "SPOUSE", state="REJECTED")
    bindings.make_binding(who.person, relative.person, "SPOUSE")
    bindings.make_binding(relative.person, who.person, "SPOUSE")
    family.make_draft(relative.person, who.person, "SPOUSE")


def work_off(days=0, hours=0):
    """Run what the outbox owes."""
    import time_machine

    with time_machine.travel(clock.now() + timedelta(days=days, hours=hours), tick=True):
        while outbox.work_off():
            continue
