"""The agreement a person accepts when activating (P11): its words and its version.

A change of the words is a new version, so that every stored consent still names its text.
"""

from dataclasses import dataclass

KIND = "voucher"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Title, version, the few points that matter most, and the full text."""

    title: str
    version: str
    points: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything in one run: what the stored digest is taken over."""
        return "\n".join((self.title, self.version, *self.points, *self.paragraphs))


AGREEMENT = Agreement(
    title="医保电子凭证用户协议",
    version="2026-01",
    points=(
        "医保码只能本人用，不能借给别人",
        "看病买药时由工作人员扫码，每次用完即失效",
        "医院和药店只看到结算需要的信息",
        "手机丢了，可以马上在网上或打 12393 停用",
    ),
    paragraphs=(
        "医保电子凭证（医保码）由国家医保信息平台签发，一人一码，全国通用，和实体社会保障卡效力一样。"
        "激活后，实体卡照样可以使用。",
        "您同意我们为激活和使用医保码，核对您的姓名、身份证号、手机号和参保信息。这些信息加密保存，"
        "只用于办理医保业务，不会用于其他目的。",
        "出示医保码前要输入 6 位密码。密码只有您自己知道，工作人员不会问您。连续输错 5 次，"
        "30 分钟内不能出示。",
        "医保码每次出示 60 秒内有效，只能用一次。请不要截图，也不要发给别人。替家人出示，"
        "请先办理亲情账户。",
        "把医保码交给别人冒名就医、买药的，按《医疗保障基金使用监督管理条例》处理，可能暂停联网结算"
        " 3 到 12 个月。",
        "手机丢失或发现不是您本人的使用，请马上停用医保码，或者拨打 12393。"
        "停用以后，实体卡不受影响。",
        "您可以随时不再使用医保码。不使用医保码，不影响您的医保待遇。",
    ),
)
