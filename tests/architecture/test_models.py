"""Models: in the console or hidden on purpose; personal data sealed and counted."""

import re

import pytest
from django.apps import apps
from django.contrib import admin

from yibao.kernel.fields import EncryptedTextField

OWN = ("yibao", "accounts", "vouchers", "family", "settlement")
MODELS = [m for m in apps.get_models() if m.__module__.split(".")[0] in OWN]

# Not in the console, each with its reason.
HIDDEN: dict[str, str] = {
    "accounts.Authenticator": "shown with its member of staff",
    "accounts.Passkey": "public keys; the owner's own page lists them",
    "accounts.PhoneChange": "numbers; every change stands in the audit log",
    "accounts.SignIn": "where people are signed in; the owner's own page lists them",
    "kernel.AllowedMove": "written by migrations, shown in the manual",
    "kernel.IdempotencyKey": "stored answers hold amounts of care",
    "kernel.RateCounter": "counts by hash, of no use to readers",
    "audit.AuditSeal": "shown with its event",
    "cases.CaseEvent": "shown with its case",
    "accounts.FaceReference": "sealed numbers, of no use to readers (T21)",
    "accounts.PhoneChallenge": "hashes of one-time codes",
    "accounts.RealNameAttempt": "counts of tries by hash",
    "vouchers.ScanAnswer": "shown with its scan",
    "vouchers.DynamicCode": "hashes of codes; uses are scans",
    "settlement.Quote": "shown with its visit",
    "settlement.FeeLine": "shown with its visit",
    "settlement.VisitPayer": "shown with its visit",
    "settlement.CardBinding": "shown with its card",
    "settlement.SettlementLine": "shown with its bill",
    "settlement.SettlementPart": "shown with its bill",
    "settlement.RefundLine": "shown with its refund",
    "settlement.RefundPart": "shown with its refund",
    "settlement.YearCounter": "shown with the person's year",
}

# Every sealed field: what it is and what a reader sees instead.
SEALED: dict[str, str] = {
    "accounts.Authenticator.key": "not shown",
    "accounts.PhoneChange.new_phone": "not shown",
    "accounts.PhoneChange.old_phone": "not shown",
    "accounts.User.phone": "138****0001",
    "accounts.Person.name": "王*国",
    "accounts.Person.certno": "5106**********1234",
    "accounts.Person.birth_date": "age only",
    "accounts.Person.card_no": "last four",
    "accounts.FaceReference.template": "never shown",
    "cases.Case.statement": "readers of the case only",
    "accounts.DataExport.file_key": "never shown",
    "notices.Notice.title": "owner only",
    "notices.Notice.body": "owner only",
    "notices.SmsMessage.phone": "138****0001",
    "notices.SmsMessage.text": "not shown",
    "vouchers.CounterAct.agent_name": "auditors through the paper file",
    "vouchers.CounterAct.agent_certno": "never shown",
    "vouchers.CounterAct.new_phone": "138****0001",
    "settlement.Visit.diagnoses": "owner and institution only",
    "vouchers.SigningKey.private_key": "never shown",
    "settlement.BankCard.reserved_phone": "not shown",
    "settlement.BankCard.token": "not shown",
    "settlement.CardBinding.reserved_phone": "138****0001",
    "settlement.CardBinding.session": "not shown",
}
SUSPICIOUS = re.compile(
    r"(^|_)(name|phone|mobile|certno|id_?number|birth|birthday|address|card_no|email|pin|"
    r"password|face|photo|secret)(_|$)"
)
# Plain fields with such a name that hold no personal data, each with its reason.
PLAIN: dict[str, str] = {
    "kernel.Tenant.name": "an installation",
    "accounts.Authenticator.name": "a device",
    "accounts.Contribution.payer_name": "an employer",
    "accounts.Institution.name": "an organisation",
    "accounts.Institution.address": "of an organisation",
    "accounts.Institution.phone": "of an organisation",
    "accounts.Institution.accepts_mobile_pay": "an ability",
    "accounts.Terminal.name": "a place in the house",
    "accounts.Operator.name": "how the institution calls its counter clerk",
    "accounts.PartnerClient.client_secret": "stored hashed",
    "accounts.PartnerClient.hash_client_secret": "a switch",
    "accounts.PartnerClient.name": "a program",
    "accounts.Region.name": "an area",
    "accounts.RegisterImport.file_name": "a file",
    "accounts.User.password": "stored hashed; citizens have none",
    "accounts.User.display_name": "staff number or post",
    "vouchers.Channel.name": "an app or an office",
    "vouchers.Channel.has_own_password": "a switch",
    "vouchers.Scan.operator_name": "how the institution calls its counter clerk",
    "vouchers.Scan.dept_name": "a department",
    "vouchers.Voucher.pin_failures": "a count",
    "vouchers.Voucher.pin_locked_until": "a moment",
    "settlement.CatalogueItem.name": "a drug or service",
    "settlement.PolicyPack.name": "a policy",
    "settlement.SettlementLine.name": "a drug or service",
    "settlement.Visit.dept_name": "a department",
    "settlement.Visit.doctor_name": "professional name on the bill",
    "settlement.FeeLine.medins_list_name": "a drug or service",
    "settlement.YearCounter.name": "a counter",
}


def _label(field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def _fields():
    for model in MODELS:
        for field in model._meta.get_fields():
            if getattr(field, "column", None) and field.model is model:
                yield field


class TestConsole:
    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    def test_shows_the_model_or_names_it_as_hidden(self, model):
        assert (model in admin.site._registry) != (model._meta.label in HIDDEN)

    def test_hides_nothing_that_does_not_exist(self):
        assert set(HIDDEN) <= {model._meta.label for model in MODELS}


class TestPersonalData:
    def test_is_sealed_in_exactly_the_listed_fields(self):
        sealed = {_label(field) for field in _fields() if isinstance(field, EncryptedTextField)}
        assert sealed == set(SEALED)

    def test_never_stands_in_a_plain_field(self):
        suspects = {
            _label(field)
            for field in _fields()
            if SUSPICIOUS.search(field.name)
            and not isinstance(field, EncryptedTextField)
            and not field.name.endswith(("_index", "_hash"))
            and not field.is_relation
        }
        assert suspects == set(PLAIN)

    def test_has_a_blind_index_that_no_form_edits(self):
        indexes = [field for field in _fields() if field.name.endswith("_index")]
        assert indexes
        assert not [_label(field) for field in indexes if field.editable]


class TestMoneyColumns:
    def test_are_whole_fen_never_floats(self):
        kinds = {_label(f): f.get_internal_type() for f in _fields()}
        assert not [name for name, kind in kinds.items() if kind == "FloatField"]
        fen = {name: kind for name, kind in kinds.items() if name.endswith("_fen")}
        assert set(fen.values()) <= {"BigIntegerField"}
