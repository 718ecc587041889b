"""What cannot be done with mutual-aid grants (P94–P117)."""

from yibao.kernel.errors import DomainError


class GrantToSelf(DomainError):
    """Nobody grants to the own person."""

    code = "family.grant.to_self"
    title = "不能授权给自己"
    detail = "家庭共济只能授权给另一位家人。"


class GrantExists(DomainError):
    """A live grant of the pair covers these days (I17)."""

    code = "family.grant.exists"
    title = "已经授权过"
    detail = "您已经授权给这位家人，请在原授权上修改。"


class PayerNotEmployee(DomainError):
    """Only somebody with employee insurance has a personal account to share (P95)."""

    code = "family.grant.not_employee"
    title = "只有职工医保能授权"
    detail = "家庭共济用的是职工医保的个人账户。居民医保没有个人账户，不能授权给家人。"
    next_step = "您可以用家人授权给您的钱，也可以请参加职工医保的家人来授权。"


class PayerSuspended(DomainError):
    """A payer whose insurance rests gives no new grants; those given go on (P115)."""

    code = "family.grant.payer_suspended"
    title = "您的参保暂停了"
    detail = "参保暂停时不能新办授权，以前办的还能用。"
    next_step = "续上参保以后再来办，不清楚请拨 12393。"


class PayerAccountUnusable(DomainError):
    """The personal account does not exist, is not activated or is frozen (P95, settled 7)."""

    code = "family.grant.account_unusable"
    title = "个人账户不能用"
    detail = "您的个人账户{state}，现在不能授权给家人。"
    next_step = "请拨 12393 问一下，或到医保窗口办。"


class MemberNotCovered(DomainError):
    """The relative has no basic insurance, or has died (P97)."""

    code = "family.grant.member_not_insured"
    title = "这位家人没有参保"
    detail = "家人要参加了基本医保，才能用您的个人账户。"
    next_step = "请先给家人办参保，不清楚请拨 12393。"


class KinNotAllowed(DomainError):
    """The area does not let this relation share an account (P96); in-laws are never near kin."""

    code = "family.grant.kin"
    title = "这种关系不能授权"
    detail = "这里的家庭共济只能授权给：{relations}。"


class TooFarAway(DomainError):
    """The relative is insured outside the area that aid reaches (P98)."""

    code = "family.grant.area"
    title = "参保地不在范围内"
    detail = "家庭共济现在只在{area}内能用，这位家人不在这里参保。"
    next_step = "跨省的可以用医保钱包转给家人。"


class PayerFull(DomainError):
    """PAYER_MAX_MEMBERS (P101)."""

    code = "family.grant.payer_full"
    title = "授权的人数已满"
    detail = "一个人最多授权给 {most} 位家人，请先停掉一位。"


class MemberFull(DomainError):
    """MEMBER_MAX_PAYERS (P101)."""

    code = "family.grant.member_full"
    title = "这位家人的付款人已满"
    detail = "一个人最多有 {most} 位付款人，这位家人已经满了。"


class AidBlocked(DomainError):
    """The relative does not want this help (P104)."""

    code = "family.grant.blocked"
    title = "这位家人不接受"
    detail = "这位家人选择了不接受您的共济付款，不能授权。"
    next_step = "请先和家人商量，家人可以在自己的“家庭共济”页面取消。"


class GrantLimitsRefused(DomainError):
    """Limits out of order, below nothing, or less kept back than the area asks (P100)."""

    code = "family.grant.limits"
    status = 422
    title = "额度不对"
    detail = "{reason}"


class GrantProofMissing(DomainError):
    """A new grant and every raise are confirmed by face or PIN (P100)."""

    code = "family.grant.proof_missing"
    title = "要先确认是您本人"
    detail = "授权和调高额度，要刷脸或输密码确认。"


class GrantTooEarly(DomainError):
    """AID_MIN_DAYS (P117)."""

    code = "family.grant.too_early"
    title = "还不能停"
    detail = "这里规定授权满 {days} 天才能停，{day} 起可以停。现在可以把额度调低。"


class GrantOver(DomainError):
    """The grant has ended already."""

    code = "family.grant.over"
    title = "授权已经停止"
    detail = "这个授权已经停止，不能再改。要用请重新授权。"


class AidPolicyDayTaken(DomainError):
    """A version begins today or later, and after the one before it."""

    code = "family.aid_policy.day"
    status = 422
    title = "开始日期不对"
    detail = "新规则最早从今天开始，并且要晚于现有最新一版的开始日期（{newest}）。"
