"""The consents that vouchers live from, in words for the person's list of them."""

from accounts.data import ConsentKind

from ..data import AGREEMENT
from ..data.agreement import KIND
from ..models import Channel

_AGREEMENT = ConsentKind(
    kind=KIND,
    title="医保码用户协议",
    purpose="激活和使用医保码",
    effects=(
        "医保码注销，所有手机和渠道上马上不能扫",
        "医保码密码作废",
        "家人不能再替您出示",
    ),
    keeps="实体卡照样能用，医保待遇、账户里的钱和账单不受影响。以后想用，可以重新激活。",
    texts=(AGREEMENT,),
    needs_face=True,
)


def kinds() -> tuple[ConsentKind, ...]:
    """The agreement, and one consent for each channel that works through the API."""
    return (_AGREEMENT, *(_of(one) for one in Channel.objects.exclude(client=None)))


def _of(channel: Channel) -> ConsentKind:
    return ConsentKind(
        kind=f"channel.{channel.pk}",
        title=f"{channel.name}出示医保码",
        purpose=f"在{channel.name}里出示您的医保码",
        effects=(f"{channel.name}里马上不能再出示您的医保码",),
        keeps="别的渠道和实体卡照样能用。",
        elsewhere="/code/channels/",
    )
