"""Plain records of accounts."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text that people agree to: the few points first, the whole below."""

    kind: str
    title: str
    version: str
    points: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is hashed into the consent record."""
        return "\n".join((self.title, *self.points, *self.paragraphs))

    @property
    def sha256(self) -> str:
        """The digest that is kept with each yes."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A created member of staff; the secret is shown once and never again."""

    username: str
    user_id: str
    totp_secret: str
    otpauth_url: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code for a new member of staff, shown once to the administrator who made it."""

    user_id: str
    username: str
    code: str


@dataclass(frozen=True, slots=True)
class FaceTask:
    """What an engine is asked: pictures in memory, and what the register knows of the person.

    ``frames`` begins with the face looking straight ahead; one frame a step of ``steps`` follows,
    or none where a single photo was sent. ``template`` is base64, good for ``model_digest`` only.
    """

    reference: str
    name: str
    certno: str
    frames: tuple[bytes, ...]
    steps: tuple[str, ...] = ()
    template: str = ""
    model_digest: str = ""


@dataclass(frozen=True, slots=True)
class FaceAnswer:
    """What a comparing engine says; ``reasons`` are keys of the advice on the page.

    ``decision`` is pass, fail or review; ``liveness`` passed, failed or unproven (a simulator says
    simulated); ``quality`` holds the measures of the first frame by name.
    """

    decision: str
    engine: str
    score: str = ""
    threshold: str = ""
    liveness: str = ""
    reasons: tuple[str, ...] = ()
    quality: dict[str, float] = field(default_factory=dict)
    elapsed_ms: int = 0

    @property
    def passed(self) -> bool:
        """Only the literal word lets anyone through."""
        return self.decision == "pass"


@dataclass(frozen=True, slots=True)
class FaceTemplate:
    """The numbers that stand for a face: base64, and the model that made them."""

    template: str
    model_digest: str
    engine: str


@dataclass(frozen=True, slots=True)
class ReferencePhoto:
    """What became of a photo of the register: ``problem`` is empty where it was taken."""

    file_name: str
    problem: str


@dataclass(frozen=True, slots=True)
class FaceStanding:
    """Where somebody stands before a face check; ``consent`` is the text still to be agreed to.

    ``whose`` is the masked name where it is somebody else's face on this login's phone.
    """

    consent: "ConsentText | None"
    tries_left: int
    paused_until: datetime | None
    whose: str = ""
    review_ref: str = ""
    review_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class FaceWait:
    """A check that another phone is to make: ``state`` open, claimed, confirmed, passed or ended.

    ``number`` is there only while the phone that claimed the link is to type it.
    """

    ref: str
    token: str
    state: str
    number: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """One insurance relation as the page shows it."""

    id: str
    place: str
    district: str
    insurance: str
    psn_type: str
    status_kind: str
    status_word: str
    valid_from: date
    problem: str
    hotline: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One checked row of a register file; without ``insutype`` it is a person alone."""

    number: int
    psn_no: str
    name: str
    certno: str
    card_no: str
    insutype: str
    psn_type: str
    insuplc_admdvs: str
    district_admdvs: str
    psn_insu_stas: str
    tags: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    deceased_on: date | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken; ``shown`` is masked."""

    number: int
    column: str
    shown: str
    message: str


@dataclass(slots=True)
class ImportProgress:
    """Counts of a running import."""

    rows_done: int = 0
    rows_failed: int = 0
    people_created: int = 0
    people_changed: int = 0
    enrolments_created: int = 0
    enrolments_changed: int = 0
    resumed_at: int = 0


FACE_CONSENT = ConsentText(
    kind="FACE",
    title="人脸信息处理告知与同意书",
    version="2026-1",
    points=(
        "拍几张您的脸（照提示做两个动作），只用来和登记的证件照片比对，确认是您本人。",
        "比对完马上删掉照片，不保存，只留下“通过”或“没通过”。",
        "可以不同意：带身份证去窗口也能办，待遇一样。",
    ),
    paragraphs=(
        "一、处理目的：核实办理医保码的人是您本人，防止他人冒用您的医保。",
        "二、处理方式：照片经加密通道送到比对服务，先看动作确认是真人，再与公安机关登记的身份证照片比对一次。",
        "三、保存：照片不写入数据库和文件，比对结束即删除；保存比对时间、结果、得分和照片明暗等指标，用于查处冒用。登记照片只留一组加密的特征数字，专供比对。机器不能确定的，由工作人员核实，照片不给工作人员看。",
        "四、您的权利：您可以不同意，也可以随时在“个人信息和授权”里撤回；撤回不影响已经办好的事项。",
        "五、未满 16 周岁的人不使用刷脸，由监护人凭材料办理。",
        "六、疑问和投诉：请拨 12393，或联系参保地医保经办机构。",
    ),
)


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """One kind of consent in words: what withdrawing stops (``effects``), what stays (``keeps``).

    ``texts`` holds every version that was ever asked for, newest first; each has ``title``,
    ``version``, ``points``, ``paragraphs`` and ``text``. ``needs_face`` where withdrawing ends
    something that only the person may end (P37); ``elsewhere`` is the address where it is ended
    together with what hangs on it.
    """

    kind: str
    title: str
    purpose: str
    effects: tuple[str, ...]
    keeps: str
    texts: tuple[Any, ...] = ()
    needs_face: bool = False
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Something that must end before the account can be closed, and where to look at it."""

    title: str
    advice: str
    url: str = ""
