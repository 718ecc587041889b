"""Importing and approving policy versions (P195)."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from psycopg import errors as pg

from yibao.audit import services as audit
from yibao.kernel import clock, masking, strictjson

from ..errors import PackApprovalRefused, PackRefused
from ..models import PolicyPack
from ..rules import compile_pack
from ..rules.documents import read_yaml
from ..rules.reading import DocumentInvalid
from ..selectors import packs as found
from ..states import PACK_MOVES, PackState


def import_pack(*, by: Any, text: str) -> PolicyPack:
    """Import one version from YAML or JSON text as a draft; the same text twice is one version.

    Raises ``PackRefused`` with the path of each field that is not acceptable.
    """
    document = check(by=by, text=text)
    pack = compile_pack(document)
    digest = hashlib.sha256(strictjson.canonical(document)).hexdigest()
    known = PolicyPack.objects.filter(region=pack.region, version=pack.version).first()
    if known is not None:
        return _same_or_refuse(known, digest)
    with transaction.atomic():
        row = PolicyPack.objects.create(
            region=pack.region,
            name=pack.name,
            version=pack.version,
            official=pack.official,
            source=pack.source,
            effective=DateRange(pack.effective_from, pack.effective_to),
            document=document,
            sha256=digest,
        )
        audit.record("settlement.pack.imported", by=by, subject=row, data={"sha256": digest})
    return row


def check(*, by: Any, text: str) -> dict[str, Any]:
    """Return the document of an acceptable YAML or JSON text; nothing is stored.

    Raises ``PackRefused`` with the path of each field that is not acceptable.
    """
    try:
        document = read_yaml(text)
        compile_pack(document)
    except DocumentInvalid as refusal:
        raise PackRefused(refusal.errors) from refusal
    return document  # type: ignore[return-value]


def _same_or_refuse(known: PolicyPack, digest: str) -> PolicyPack:
    if known.sha256 == digest:
        return known
    raise PackRefused([{"path": "version", "message": "这个版本号已经有另一份内容，请换版本号。"}])


def approve(*, by: Any, pack_id: Any) -> PolicyPack:
    """First or second approval; the second, by another person, puts the version in force.

    Every case of the version must have passed on this very content (P195). Raises
    ``PackApprovalRefused``.
    """
    with transaction.atomic():
        pack = PolicyPack.objects.select_for_update().get(pk=pack_id)
        if pack.state != PackState.DRAFT:
            raise PackApprovalRefused(reason="只有待启用的版本可以审批。")
        if reason := found.unproven(pack):
            raise PackApprovalRefused(reason=reason)
        if pack.first_approver_id is None:
            return _first_approval(pack, by)
        if pack.first_approver_id == by.pk:
            raise PackApprovalRefused(reason="第二次审批要由另一个人做。")
        return _activate(pack, by)


def _first_approval(pack: PolicyPack, by: Any) -> PolicyPack:
    pack.first_approver = by
    pack.save(update_fields=["first_approver"])
    audit.record("settlement.pack.approved", by=by, subject=pack)
    return pack


def _activate(pack: PolicyPack, by: Any) -> PolicyPack:
    pack.second_approver = by
    pack.state, pack.activated_at = PackState.ACTIVE, clock.now()
    verb = PACK_MOVES.verb(PackState.DRAFT, PackState.ACTIVE)
    try:
        with transaction.atomic():
            pack.save(update_fields=["second_approver", "state", "activated_at"])
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.ExclusionViolation):
            raise PackApprovalRefused(
                reason="生效日期与已启用的版本重叠，请先停用旧版本。"
            ) from failure
        raise
    audit.record(verb, by=by, subject=pack)
    return pack


def retire(*, by: Any, pack_id: Any, reason: str) -> PolicyPack:
    """Take a version out of force; bills settled under it keep pointing to it.

    A version in force needs another pair of eyes: whoever approved it may not retire it, and the
    reason goes into the audit log (P195). Raises ``PackApprovalRefused``.
    """
    with transaction.atomic():
        pack = PolicyPack.objects.select_for_update().get(pk=pack_id)
        if not PACK_MOVES.allows(pack.state, PackState.RETIRED):
            raise PackApprovalRefused(reason="这个版本已经停用。")
        _refuse_own(pack, by)
        if not reason.strip():
            raise PackApprovalRefused(reason="停用要写明原因。")
        verb = PACK_MOVES.verb(pack.state, PackState.RETIRED)
        pack.state = PackState.RETIRED
        pack.save(update_fields=["state"])
        data = {"reason": masking.mask_text(reason)}
        audit.record(verb, by=by, subject=pack, data=data)
    return pack


def _refuse_own(pack: PolicyPack, by: Any) -> None:
    approvers = (pack.first_approver_id, pack.second_approver_id)
    if pack.state == PackState.ACTIVE and by is not None and by.pk in approvers:
        raise PackApprovalRefused(reason="启用中的版本要由两位审批人以外的人停用。")
