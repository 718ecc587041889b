"""How the review console names the cases of vouchers."""

from vouchers.services import presences, receipts
from yibao.cases import dossiers
from yibao.cases.dossiers import Kind

from .dossiers import dossier

for _type, _label, _queue in (
    (receipts.CASE_TYPE, "本人说不是我", "voucher"),
    (presences.CASE_TYPE, "窗口反映人码不符", "risk"),
):
    dossiers.register(Kind(case_type=_type, label=_label, queue=_queue, dossier=dossier))
