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
    "cases.Barred": "shown with its case",
    "cases.Bulk": "has its own pages",
    "cases.BulkItem": "shown with its bulk act",
    "cases.Draft": "the officer's own unfinished words",
    "cases.Lease": "shown with its case",
    "cases.Reason": "has its own pages, in versions",
    "cases.ReasonUse": "counted with its reason",
    "cases.SavedView": "the officer's own",
    "cases.SecondLook": "has its own pages, closed until it is done",
    "cases.Skip": "shown to the lead in the queue",
    "cases.WorkProfile": "shown with its member of staff",
    "cases.Declaration": "hashes of numbers; the button on the member of staff replaces them",
    "cases.Decision": "shown with its case",
    "cases.WorkArea": "shown with its member of staff",
    "family.AidBlock": "shown with its person",
    "family.GrantTerms": "shown with its grant",
    "settlement.AidUse": "shown with its grant",
    "family.BirthRecord": "book of a simulated register",
    "family.KinshipRecord": "book of a simulated register",
    "family.ConsentAsk": "shown with its request or binding",
    "family.Defect": "shown with its request",
    "family.Document": "shown with its request, each look logged (T30)",
    "settlement.DoubtPaper": "shown with its case, each look logged (T30)",
    "family.Finding": "shown with its request",
    "family.Place": "shown with its binding",
    "family.ProofSlot": "edited with its proof set",
    "family.RequestEvent": "shown with its request",
    "family.UploadRoom": "a count",
    "accounts.Authenticator": "shown with its member of staff",
    "accounts.Passkey": "public keys; the owner's own page lists them",
    "accounts.PhoneChange": "numbers; every change stands in the audit log",
    "accounts.SignIn": "where people are signed in; the owner's own page lists them",
    "accounts.ClientKey": "hashes; the vendor's own pages list them",
    "accounts.KeyToken": "which key fetched a token, of no use to readers",
    "portal.Member": "the vendor's own pages list them",
    "portal.RequestRecord": "masked; the vendor's own pages show it",
    "webhooks.Attempt": "shown with its delivery",
    "webhooks.Event": "shown with its delivery",
    "gateway.GatewayNonce": "used once, of no use to readers",
    "gateway.GatewayFee": "batches of fees; the fees are shown with their visit",
    "gateway.GatewayToken": "hashes of tokens; what they stand for is a scan",
    "gateway.MobileConfirmation": "a yes or no; every answer stands in the audit log",
    "gateway.MobileKey": "sealed; its application shows which are in force",
    "gateway.MobileOrder": "a number for a visit; shown with the visit and its bill",
    "kernel.AllowedMove": "written by migrations, shown in the manual",
    "kernel.IdempotencyKey": "stored answers hold amounts of care",
    "kernel.RateCounter": "counts by hash, of no use to readers",
    "audit.GlassSession": "has its own page, where it is ended and signed off",
    "audit.AuditSeal": "shown with its event",
    "cases.CaseEvent": "shown with its case",
    "accounts.FaceHandover": "a link of five minutes; its face check is shown",
    "accounts.FaceReference": "sealed numbers, of no use to readers (T21)",
    "accounts.PhoneChallenge": "hashes of one-time codes",
    "accounts.RealNameAttempt": "counts of tries by hash",
    "vouchers.ScanAnswer": "shown with its scan",
    "vouchers.DynamicCode": "hashes of codes; uses are scans",
    "settlement.OfflineDay": "shown with its bills",
    "settlement.Quote": "shown with its visit",
    "settlement.AllotmentRow": "shown with its file",
    "settlement.ReconciliationRow": "gone when the comparison is finished",
    "settlement.FeeLine": "shown with its visit",
    "settlement.PackCase": "has its own page beside its version",
    "settlement.PackRun": "has its own page beside its version",
    "settlement.VisitPayer": "shown with its visit",
    "settlement.CardBinding": "shown with its card",
    "settlement.SettlementLine": "shown with its bill",
    "settlement.SettlementPart": "shown with its bill",
    "settlement.PremiumPart": "shown with its premium",
    "settlement.RefundLine": "shown with its refund",
    "settlement.RefundPart": "shown with its refund",
    "settlement.YearCounter": "shown with the person's year",
    "settlement.Dispute": "answered through its case in the review console",
    "settlement.Printout": "a code on paper; its public page says what it proves",
}

# Every sealed field: what it is and what a reader sees instead.
SEALED: dict[str, str] = {
    "cases.Decision.text_sent": "readers of the case only",
    "cases.Draft.words": "the officer who typed them",
    "family.BindingRequest.member_name": "王*宝",
    "family.BindingRequest.member_certno": "5106**********1234",
    "family.BindingRequest.member_birth_date": "age only",
    "family.BindingRequest.birth_certificate_no": "last four",
    "family.BindingRequest.mother_name": "王*国",
    "family.BindingRequest.mother_certno": "5106**********1234",
    "family.BindingRequest.promise_text": "holder and reviewer",
    "family.ConsentAsk.reason": "never shown to the holder",
    "family.Document.original_name": "not shown",
    "family.Document.file_key": "never shown",
    "settlement.DoubtPaper.file_key": "never shown",
    "accounts.Authenticator.key": "not shown",
    "accounts.PhoneChange.new_phone": "not shown",
    "accounts.PhoneChange.old_phone": "not shown",
    "portal.Vendor.contact_name": "readers of vendors, who call the contact",
    "portal.Vendor.contact_phone": "readers of vendors, who call the contact",
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
    "webhooks.Endpoint.secret": "not shown",
    "webhooks.Endpoint.former_secret": "not shown",
    "gateway.GatewayAccess.secret": "shown once when it is made",
    "gateway.GatewayAccess.own_key": "never shown",
    "gateway.MobileKey.app_secret": "shown once when it is made",
    "gateway.MobileKey.own_key": "never shown",
    "gateway.GatewayFile.content": "never shown",
    "notices.SmsMessage.text": "not shown",
    "vouchers.CounterAct.agent_name": "auditors through the paper file",
    "vouchers.CounterAct.agent_certno": "never shown",
    "vouchers.CounterAct.new_phone": "138****0001",
    "settlement.Visit.diagnoses": "owner and institution only",
    "vouchers.SigningKey.private_key": "never shown",
    "settlement.BankCard.reserved_phone": "not shown",
    "settlement.OfflineBill.pass_text": "never shown",
    "settlement.OfflineBill.items": "shown with the bill that came of them",
    "settlement.Dispute.words": "who asked, and readers of the case",
    "settlement.BankCard.token": "not shown",
    "settlement.SuspensePayout.payee": "王*国; in full to who pays it",
    "settlement.SuspensePayout.bank_account": "last four; in full to who pays it",
    "settlement.CardBinding.reserved_phone": "138****0001",
    "settlement.CardBinding.session": "not shown",
}
SUSPICIOUS = re.compile(
    r"(^|_)(name|phone|mobile|certno|id_?number|birth|birthday|address|card_no|email|pin|"
    r"password|face|photo|secret)(_|$)"
)
# Plain fields with such a name that hold no personal data, each with its reason.
PLAIN: dict[str, str] = {
    "accounts.ClientKey.name": "what a key is for",
    "portal.Vendor.name": "of a company",
    "portal.Member.invited_email": "the user name of a member to be",
    "cases.SavedView.name": "an officer's word for a way of looking at a queue",
    "family.BindingRequest.holder_face_at": "a moment",
    "family.ConsentAsk.face_ref": "an opaque reference",
    "family.FamilyPolicy.holder_face_first": "a switch",
    "family.FamilyPolicy.member_photo_needed": "a switch",
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
    "settlement.OfflineBill.operator_name": "how the institution calls its counter clerk",
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
