"""Cases of the demo's desk that are no requests: signals of misuse, scans disowned, corrections."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from accounts.selectors import corrections
from family.data.risks import WORDS, Signal
from family.services import risks
from vouchers.services import receipts

from ..demo.clients import client
from . import desk
from .crowd import Family
from .desk import Entry
from .desk_requests import File
from .fates import Office
from .lives import APPROVE, REJECT, Life
from .tables import table

PLACE = "hospital2"
_SIGNALS = (Signal.PHARMACY, Signal.JOURNEY, Signal.MISFIT, Signal.PHARMACY, Signal.JOURNEY)
_ITEMS = ("姓名", "缴费记录", "参保地", "参保状态")
_NOT_ME = 6


def store(owner: Any, families: list[Family], files: list[File], office: Office) -> None:
    """Some of each kind; of the first two some are decided."""
    bound = [one for one in files if one.binding is not None]
    entries = list(_risks(owner, bound, office))
    entries += list(_corrections(owner, families, office))
    entries += list(_disowned(owner, families, office))
    desk.store(owner, entries)


def _life(office: Office, place: int, ended: bool) -> Life:
    """Every other kind of wait; the decided ones lie a fortnight back."""
    life = office.life(office.ago(24 * (9 + place) if ended else 2 + 11 * place))
    if ended:
        life.after(6).say(office.pair(place)[0], REJECT if place % 2 else APPROVE)
    return life


def _risks(owner: Any, bound: list[File], office: Office) -> Iterable[Entry]:
    """About bindings that are shown; the last two were found harmless."""
    for place, (file, signal) in enumerate(zip(bound[3::5], _SIGNALS, strict=False)):
        life = office.life(office.ago(3 + 13 * place if place < 4 else 24 * 12))
        if place >= 4:
            life.after(8).say(office.pair(place)[0], REJECT)
        yield Entry(
            desk.case_row(
                owner, life, case_type=risks.CASE_TYPE, region_code=file.row.region_code,
                subject=f"family.binding:{file.binding.pk}", is_risky=True,
                summary=f"{WORDS[signal]}（{file.row.number}）",
            ),
            life,
            persons=(file.binding.holder.certno_index, file.binding.member.certno_index),
        )  # fmt: skip


def _corrections(owner: Any, families: list[Family], office: Office) -> Iterable[Entry]:
    """People who found something wrong in the register."""
    for place, item in enumerate(_ITEMS):
        family = families[place * 9 + 2]
        life = _life(office, place, ended=False)
        yield Entry(
            desk.case_row(
                owner, life, case_type=corrections.CASE_TYPE, subject=str(family.holder.pk),
                summary=f"更正参保信息：{item}", statement="登记的和我的证件不一样，请核对。",
                applicant=family.user, region_code=family.story.holder.district,
            ),
            life,
        )  # fmt: skip


def _disowned(owner: Any, families: list[Family], office: Office) -> Iterable[Entry]:
    """Scans of which the owner said 不是我."""
    app = table("PartnerClient").objects.select_related("institution").get(
        client_id=client(PLACE).client_id
    )  # fmt: skip
    scans, answers = [], []
    for place in range(_NOT_ME):
        family = families[place * 13 + 4]
        life = _life(office, place, ended=place >= 4)
        at = life.opened_at - timedelta(minutes=8)
        scan = table("Scan")(
            tenant=owner, institution=app.institution, client=app, person=family.holder,
            medium="id_card", purpose="patient", business_type="01301", terminal_code="T01",
            operator_code="0007", operator_name="收费员", outcome="ok", created_at=at,
            expires_at=at + timedelta(minutes=30),
        )  # fmt: skip
        case = desk.case_row(
            owner, life, case_type=receipts.CASE_TYPE, subject=scan.scan_id,
            applicant=family.user, region_code=app.institution.admdvs,
            summary=f"本人说 {app.institution.name} 的扫码不是本人", statement="我那天没去医院。",
        )  # fmt: skip
        scans.append(scan)
        answers.append(
            table("ScanAnswer")(
                scan=scan, verdict="NOT_MINE", said_by=family.user, said_at=life.opened_at,
                case_ref=case.ref,
            )
        )  # fmt: skip
        yield Entry(case, life, persons=(family.holder.certno_index,))
    table("Scan").objects.bulk_create(scans)
    table("ScanAnswer").objects.bulk_create(answers)
