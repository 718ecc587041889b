"""Tables that the seed fills itself.

A register, a directory of institutions and partner contracts come from outside the product, so no
service writes them. The seed stands in for that outside and reaches the tables by name.
"""

from typing import Any

from django.apps import apps

_LABELS = {
    "Person": "accounts",
    "Enrolment": "accounts",
    "FaceReference": "accounts",
    "Contribution": "accounts",
    "User": "accounts",
    "Region": "accounts",
    "Institution": "accounts",
    "Terminal": "accounts",
    "Operator": "accounts",
    "PartnerClient": "accounts",
    "Voucher": "vouchers",
    "Channel": "vouchers",
    "ChannelSlot": "vouchers",
    "Scan": "vouchers",
    "ScanAnswer": "vouchers",
    "Grant": "family",
    "AidPolicy": "family",
    "KinshipRecord": "family",
    "BirthRecord": "family",
    "Binding": "family",
    "BindingRequest": "family",
    "ConsentAsk": "family",
    "RequestEvent": "family",
    "Document": "family",
    "Defect": "family",
    "Finding": "family",
    "Place": "family",
    "Case": "cases",
    "CaseEvent": "cases",
    "Decision": "cases",
    "Barred": "cases",
    "Lease": "cases",
    "Reason": "cases",
    "ReasonUse": "cases",
    "SecondLook": "cases",
    "GatewayAccess": "gateway",
    "LedgerAccount": "settlement",
    "LedgerEntry": "settlement",
    "Posting": "settlement",
    "AllotmentFile": "settlement",
    "CatalogueItem": "settlement",
    "Clearing": "settlement",
    "ProofRun": "settlement",
    "Reconciliation": "settlement",
    "PolicyPack": "settlement",
    "Premium": "settlement",
    "PremiumPlan": "settlement",
    "RemoteArea": "settlement",
    "RemoteFiling": "settlement",
    "Visit": "settlement",
    "WalletTransfer": "settlement",
    "Settlement": "settlement",
    "SettlementRules": "settlement",
    "Stay": "settlement",
    "Tenant": "kernel",
    "AuditEvent": "audit",
    "Notice": "notices",
    "SmsMessage": "notices",
}


def table(name: str) -> Any:
    """The model class of a table the seed may fill; raises ``KeyError`` for any other."""
    return apps.get_model(_LABELS[name], name)
