"""Requests, bindings and consents move along their tables; their events never change."""

from django.db import migrations

from yibao.kernel import guards

BINDING = [
    ("ACTIVE", "CONSENT_PENDING_16"),
    ("ACTIVE", "SUSPENDED"),
    ("ACTIVE", "UNBOUND"),
    ("ACTIVE", "CLOSED"),
    ("CONSENT_PENDING_16", "ACTIVE"),
    ("CONSENT_PENDING_16", "SUSPENDED"),
    ("CONSENT_PENDING_16", "UNBOUND"),
    ("CONSENT_PENDING_16", "CLOSED"),
    ("SUSPENDED", "ACTIVE"),
    ("SUSPENDED", "UNBOUND"),
    ("SUSPENDED", "CLOSED"),
]
REQUEST = [
    ("DRAFT", "SUBMITTED"),
    ("DRAFT", "WITHDRAWN"),
    ("DRAFT", "EXPIRED"),
    ("SUBMITTED", "PRECHECK"),
    ("SUBMITTED", "WITHDRAWN"),
    ("SUBMITTED", "REJECTED"),
    ("SUBMITTED", "EXPIRED"),
    ("PRECHECK", "IN_REVIEW"),
    ("PRECHECK", "CONSENT_PENDING"),
    ("PRECHECK", "APPROVED"),
    ("PRECHECK", "REJECTED"),
    ("PRECHECK", "WITHDRAWN"),
    ("PRECHECK", "EXPIRED"),
    ("IN_REVIEW", "RETURNED"),
    ("IN_REVIEW", "CONSENT_PENDING"),
    ("IN_REVIEW", "APPROVED"),
    ("IN_REVIEW", "REJECTED"),
    ("IN_REVIEW", "WITHDRAWN"),
    ("IN_REVIEW", "EXPIRED"),
    ("RETURNED", "SUBMITTED"),
    ("RETURNED", "WITHDRAWN"),
    ("RETURNED", "REJECTED"),
    ("RETURNED", "EXPIRED"),
    ("CONSENT_PENDING", "APPROVED"),
    ("CONSENT_PENDING", "REJECTED"),
    ("CONSENT_PENDING", "WITHDRAWN"),
    ("CONSENT_PENDING", "EXPIRED"),
    ("REJECTED", "APPROVED"),
    ("REJECTED", "CONSENT_PENDING"),
    ("EXPIRED", "APPROVED"),
    ("EXPIRED", "CONSENT_PENDING"),
]
CONSENT = [("OPEN", "GIVEN"), ("OPEN", "REFUSED"), ("OPEN", "EXPIRED"), ("OPEN", "WITHDRAWN")]


class Migration(migrations.Migration):
    dependencies = [
        ("family", "0002_family_account"),
        ("kernel", "0002_guards_and_live_tenant"),
    ]

    operations = [
        migrations.RunSQL(*guards.moves("family_binding", "family.binding", BINDING)),
        migrations.RunSQL(*guards.moves("family_bindingrequest", "family.request", REQUEST)),
        migrations.RunSQL(*guards.moves("family_consentask", "family.consent", CONSENT)),
        migrations.RunSQL(*guards.append_only("family_requestevent")),
    ]
