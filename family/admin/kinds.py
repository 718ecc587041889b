"""How the review console names the cases of the family account, shows and finds them."""

from family.selectors import case_search
from family.selectors import reviews as facts
from family.services import grant_reviews
from yibao.cases import dossiers
from yibao.cases.dossiers import Kind

from . import dossier, dossier_grant, dossier_near, dossier_risk

for _type, _label, _queue in (
    (facts.CASE_TYPE, "亲情账户-新增", "family"),
    (facts.APPEAL_TYPE, "亲情账户-复核", "appeal"),
):
    dossiers.register(
        Kind(
            case_type=_type,
            label=_label,
            queue=_queue,
            dossier=dossier.dossier,
            decide=dossier.decide,
            preview=dossier.preview,
            row_facts=dossier.row_facts,
            find=case_search.find,
            neighbours=dossier_near.neighbours,
            citizen_page=dossier.citizen_page,
            subjects=dossier.subjects,
            verbs=dossier.VERBS,
        )
    )
dossiers.register(
    Kind(
        case_type=case_search.RISK_TYPE,
        label="风险线索",
        queue="risk",
        dossier=dossier_risk.dossier,
        find=case_search.find,
    )
)
dossiers.register(
    Kind(
        case_type=grant_reviews.CASE_TYPE,
        label="共济授权核查",
        queue="family",
        dossier=dossier_grant.dossier,
        find=case_search.find_grants,
    )
)
