"""What could not happen between a voucher and a channel (P8–P16)."""

from yibao.kernel.errors import DomainError


class ChannelClosed(DomainError):
    """The channel is switched off, or its area does not let it do this (P9)."""

    code = "voucher.channel.closed"
    title = "这个渠道没有开通"
    detail = "{channel}在您的参保地没有开通这项服务，请换一个渠道，或者用实体卡，效力一样。"
    next_step = "请在本平台出示医保码，或拨打经办机构电话问。"
    alias = "E-VCH-09"


class ChannelNotJoined(DomainError):
    """The voucher is not open in this channel, or was ended there (P37)."""

    code = "voucher.channel.not_joined"
    title = "医保码没有在这里开通"
    detail = "医保码没有在{channel}开通，或者已经停掉，请重新开通。"
    next_step = "先调用 POST /api/v1/me/channel/ 开通。"


class ChannelLimit(DomainError):
    """The card is open in as many channels as the area allows (P15)."""

    code = "voucher.channel.limit"
    title = "开通的渠道到上限了"
    detail = "医保码最多在 {limit} 处开通，现在已经满了。要在新的地方开通，请先停掉一处。"
    next_step = "请本人在“已授权的渠道”停掉一处不用的，马上就能开通新的。"
    alias = "E-VCH-10"


class BinderLimit(DomainError):
    """As many new people opened this card this month as the area allows (P15)."""

    code = "voucher.channel.month_limit"
    title = "这个月新增的人满了"
    detail = "同一张医保卡一个月最多新增 {limit} 个人，这个月已经满了，下月 1 日起可以再办。"
    next_step = "下月 1 日以后再办；着急请用实体卡，或带证件到窗口办。"
    alias = "E-FAM-07"


class PathDayWrong(DomainError):
    """A way through the menus is never rewritten backwards (P13)."""

    code = "voucher.channel.path_day"
    status = 422
    title = "开始日期不对"
    detail = "新的一版要晚于 {start}，也不能晚于旧版的结束日。"
