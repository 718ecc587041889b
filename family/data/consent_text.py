"""What a member of 16 and over agrees to; a change of the words is a new version (P66, T38)."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BindingConsent:
    """Title, version, what the other one can do and cannot, and the whole text."""

    title: str
    version: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything in one run: what the stored digest is taken over."""
        return "\n".join((self.title, self.version, *self.can, *self.cannot, *self.paragraphs))

    @property
    def sha256(self) -> str:
        """The digest that is kept with each answer."""
        return hashlib.sha256(self.text.encode()).hexdigest()


BINDING_CONSENT = BindingConsent(
    title="同意家人替我出示医保码",
    version="2026-01",
    can=(
        "在自己的手机上出示您的医保码，替您挂号、看病、买药、结算",
        "看到您的码是不是能用、最近什么时候用过",
        "您没有激活医保码的，办成后给您激活",
    ),
    cannot=(
        "不能用您的个人账户给别人付钱，那要另办家庭共济，您再同意一次",
        "不能看您的账单和病情，除非您在下面勾选",
        "不能改您的密码、手机号和参保信息",
    ),
    paragraphs=(
        "您同意后，对方可以在自己的手机上出示您的医保码。花的是您自己的医保待遇和个人账户。",
        "每次出示都会告诉您，也可以改成每天汇总一次。码只能给您本人看病买药用，给别人用是冒用，"
        "按《医疗保障基金使用监督管理条例》处理。",
        "看账单是另外一项，不勾选就看不到。以后随时可以打开或关掉。",
        "您可以随时解除，马上生效，不用说明原因。不同意也没有关系：您自己看病不受影响，"
        "对方只会看到“未同意”。",
        "刷脸只为确认是您本人。照片比对完就删，我们只记比对的结果、时间和这份说明的版本。"
        "不想刷脸，可以带身份证去窗口，两位工作人员当面确认。",
    ),
)

#: Every version that somebody may have agreed to.
TEXTS: dict[str, BindingConsent] = {BINDING_CONSENT.version: BINDING_CONSENT}
