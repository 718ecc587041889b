"""How the review console names the cases of settlement."""

from settlement.services import card_refunds, disputes, filings, offline_checks
from yibao.cases import dossiers
from yibao.cases.dossiers import Kind

from .dossiers import dossier, doubt
from .filing_dossier import filing
from .offline import dossier as offline_dossier

dossiers.register(
    Kind(case_type=card_refunds.CASE_TYPE, label="银行卡退款", queue="money", dossier=dossier)
)
dossiers.register(
    Kind(case_type=disputes.CASE_TYPE, label="账单疑问", queue="appeal", dossier=doubt)
)
dossiers.register(
    Kind(case_type=filings.CASE_TYPE, label="异地备案", queue="remote", dossier=filing)
)
dossiers.register(
    Kind(
        case_type=offline_checks.CASE_TYPE,
        label="断网记账",
        queue="money",
        dossier=offline_dossier,
    )
)
