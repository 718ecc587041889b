"""Requests in which every automatic check is in order, and books of the simulated register."""

from pathlib import Path

from family.models import BindingRequest, Document, KinshipRecord
from family.services import proof_list
from tests.factories import family as make
from yibao.kernel import clock
from yibao.kernel.ids import new_id


def know(holder, member, relation="CHILD") -> KinshipRecord:
    """The simulated register knows that the member is this to the holder (persons)."""
    return KinshipRecord.objects.create(
        tenant=holder.tenant,
        holder_index=holder.certno_index,
        member_index=member.certno_index,
        relation=str(relation),
    )


def act_out(data_dir, words: str) -> None:
    """What the simulated register does from now on."""
    folder = Path(data_dir) / "simulators"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kinship").write_text(words)


def hand_in(request: BindingRequest, slot_code="BIRTH_CERTIFICATE", **more) -> Document:
    """A good picture in a slot."""
    name = new_id().hex
    facts = {
        "slot_code": slot_code,
        "upload_id": name,
        "file_token": name,
        "sha256": name * 2,
        "source_sha256": name * 2,
        "look_hash": name[16:],
        "quality": {"sharpness": 400, "flaws": []},
        "uploaded_at": clock.now(request.tenant),
    }
    return Document.objects.create(request=request, **facts | more)


def make_whole(holder, member, relation="CHILD", *, paper="BIRTH_CERTIFICATE", **more):
    """A submitted request of a login for a member, signed and with its paper."""
    proof_list.import_ours(by=None)
    request = make.make_submitted(
        holder.person, member, relation, **{"proof_set": paper or ""} | more
    )
    if paper:
        hand_in(request, paper)
    return request
