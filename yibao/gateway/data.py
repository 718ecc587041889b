"""What moves between the address, the table of transactions and the handlers."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from yibao.kernel.errors import DomainError


class Kind(Enum):
    """What a call may do: READ keeps no answer, WRITE one for 7 days, MONEY one for good."""

    READ = "read"
    WRITE = "write"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a message; empty is ``""``, also where a client sends ``null``."""

    infno: str
    msgid: str
    mdtrtarea_admvs: str
    insuplc_admdvs: str
    recer_sys_code: str
    signtype: str
    cainfo: str
    infver: str
    opter_type: str
    opter: str
    opter_name: str
    inf_time: str
    fixmedins_code: str
    fixmedins_name: str
    sign_no: str


@dataclass(frozen=True, slots=True)
class Call:
    """One transaction to be done.

    ``by`` is the client (services take it as ``by``), ``data`` the nodes of ``input`` after the
    field table: text, ``Decimal``, ``int``, ``date`` and aware ``datetime`` by type, None where
    empty, every field of the table present; nodes that repeat are lists. ``access`` is the client's
    setting (code tables, region). ``file`` comes with 9101 only. ``told`` gets the refusal that was
    told as an answer, for the log.
    """

    by: Any
    institution: Any
    infno: str
    msgid: str
    envelope: Envelope
    data: dict[str, Any]
    access: Any = None
    fingerprint: str = ""
    file: bytes | None = field(default=None, repr=False)
    told: list[DomainError] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key of this call among the client's: settles once, found again by 2601."""
        return key_of(self.infno, self.msgid)

    @property
    def scope(self) -> str:
        """Keys of this face are the institution's own."""
        return f"gateway:{self.institution.pk}"


@dataclass(frozen=True, slots=True)
class FileReply:
    """A stream instead of an envelope (9102)."""

    filename: str
    content: bytes


def key_of(infno: str, msgid: str) -> str:
    """The idempotency key of a transaction."""
    return f"gateway:{infno}:{msgid}"
