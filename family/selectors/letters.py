"""The promise letter of a request, filled in from what was answered (P62)."""

from typing import TYPE_CHECKING

from yibao.kernel import crypto, masking

from ..data import Branch, relation_word
from ..data import promise as words
from ..data.promise import Letter
from ..models import Document
from .branches import branch_of

if TYPE_CHECKING:
    from ..models import BindingRequest


def letter_of(request: "BindingRequest") -> Letter:
    """The letter as it reads now; a changed answer changes it, and the old signature is void."""
    return Letter(
        title=words.TITLE,
        version=words.VERSION,
        rows=(
            ("承诺人", request.holder.name),
            ("身份证号", masking.mask_certno(request.holder.certno)),
            ("家人", _member(request)),
            ("家人证件号", masked_number(request)),
            ("家人是我的", relation_word(request.relation, _gend(request))),
        ),
        paragraphs=_paragraphs(branch_of(request)),
    )


def sha256_of(letter: Letter) -> str:
    """What the signature is bound to: HMAC-SHA256, because the text names people (T90)."""
    return _digest(letter.text)


def is_intact(request: "BindingRequest") -> bool:
    """Whether the stored text is the one whose digest was signed, whatever has changed since."""
    return request.promise_sha256 == _digest(request.promise_text or "")


def is_signed(request: "BindingRequest") -> bool:
    """Whether exactly this text was signed."""
    if request.signed_at is None or not request.promise_sha256:
        return False
    return request.promise_sha256 == sha256_of(letter_of(request))


def has_paper(request: "BindingRequest") -> bool:
    """Whether a photo of the letter that was signed on paper lies there."""
    return request.documents.filter(kind=Document.Kind.LETTER, state=Document.State.STORED).exists()


def masked_number(request: "BindingRequest") -> str:
    """The member's number for reading; a newborn has the certificate's."""
    if request.member_certno:
        return masking.mask_certno(request.member_certno)
    number = request.birth_certificate_no or ""
    return f"出生医学证明尾号 {number[-4:]}" if number else ""


def _digest(text: str) -> str:
    return crypto.blind_index(text, "promise")


def _member(request: "BindingRequest") -> str:
    if request.member_name:
        return request.member_name
    return f"{request.mother_name}的新生儿" if request.mother_name else ""


def _gend(request: "BindingRequest") -> str:
    return request.member.gend if request.member is not None else ""


def _paragraphs(branch: str) -> tuple[str, ...]:
    is_child = branch in (Branch.CHILD, Branch.NEWBORN)
    extra = words.FOR_A_CHILD if is_child else words.FOR_AN_ADULT
    return (*words.COMMON[:1], extra, *words.COMMON[1:])
