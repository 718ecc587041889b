"""Why a binding cannot be asked for or made: E-FAM-01 … E-FAM-13 of the rule book (B8)."""

from typing import Any

from yibao.kernel.errors import DomainError


class MemberNotInsured(DomainError):
    """Both sides must have basic insurance (P46)."""

    code = "family.member.not_insured"
    alias = "E-FAM-01"
    title = "没查到家人的参保记录"
    detail = "没查到这位家人的参保记录。"
    next_step = "请先参保，或打参保地医保部门的电话问一问。"


class MemberMismatch(DomainError):
    """Name and number do not belong together (P60)."""

    code = "family.member.mismatch"
    alias = "E-FAM-02"
    status = 422
    title = "姓名和证件号对不上"
    detail = "家人的姓名和证件号对不上。"
    next_step = "请照着证件再填一遍。"


class RelationNotProved(DomainError):
    """The papers do not show the relation (P63)."""

    code = "family.relation.not_proved"
    alias = "E-FAM-03"
    title = "还不能证明关系"
    detail = "交来的材料看不出您填写的关系。"
    next_step = "请补双方的户口簿，或出生医学证明。"


class PictureUnclear(DomainError):
    """Pages are missing or cannot be read."""

    code = "family.picture.unclear"
    alias = "E-FAM-04"
    title = "照片不清楚或缺页"
    detail = "材料照片不清楚，或者缺页。"
    next_step = "请在亮的地方，把整页重新拍一张。"


class MemberFaceFailed(DomainError):
    """The member's own face was not recognised (P65)."""

    code = "family.face.failed"
    alias = "E-FAM-05"
    title = "刷脸没有通过"
    detail = "没认出是本人。"
    next_step = "光线要匀，脸要全露出来，再试一次；也可以带身份证去窗口办。"


class BindingLimitReached(DomainError):
    """All places of the holder are taken, requests on their way counted (P48, I18)."""

    code = "family.binding.limit_reached"
    alias = "E-FAM-06"
    title = "名额满了"
    detail = "已经绑定或正在办理 {limit} 位家人，到上限了。"
    next_step = "要添加新的，请先解除一位，或撤回一件申请。解除不影响家人自己看病。"


class MemberCardFull(DomainError):
    """Six channels and six new binders a month (P15)."""

    code = "family.member.card_full"
    alias = "E-FAM-07"
    title = "家人的医保码绑满了"
    detail = "这位家人的医保码，绑定数量到上限了。"
    next_step = "请下个月再试，或请家人解除不用的绑定。"


class ConsentMissing(DomainError):
    """The member has not agreed in time (P75)."""

    code = "family.consent.missing"
    alias = "E-FAM-08"
    title = "家人没有同意"
    detail = "对方未同意，或超过时间没有确认，这次没有绑定。"
    next_step = "可以和家人说好以后再申请。"


class AlreadyBound(DomainError):
    """One live binding or request a pair (P51)."""

    code = "family.binding.exists"
    alias = "E-FAM-09"
    title = "已经绑定或正在办理"
    detail = "您已经绑定这位家人，或者正在办理，不用再加。"
    next_step = "请在亲情账户里看。"


class PromiseNotSigned(DomainError):
    """The letter is not signed, or with another name (P62)."""

    code = "family.promise.not_signed"
    alias = "E-FAM-10"
    status = 422
    title = "承诺书要重新签"
    detail = "个人承诺书没有签名，或者签的不是您本人的名字。"
    next_step = "请重新签一次。"


class HolderNotActive(DomainError):
    """The holder needs an active voucher (P46)."""

    code = "family.holder.not_active"
    alias = "E-FAM-11"
    title = "先激活您自己的医保码"
    detail = "您本人的医保码还没激活。"
    next_step = "激活以后再来添加家人。"


class MemberNoFacePhoto(DomainError):
    """No police photo to compare with (P57)."""

    code = "family.face.no_photo"
    alias = "E-FAM-12"
    title = "没有可以比对的照片"
    detail = "公安留存的照片没法比对。"
    next_step = "请先更新身份证照片，或带户口簿到窗口办理。"


class TooManyRequests(DomainError):
    """Six new requests a day, six new bindings a month (K12); ``wait`` says for how long."""

    code = "family.request.too_many"
    alias = "E-FAM-13"
    status = 429
    title = "办得太勤了"
    detail = "您最近申请得太多了。"
    next_step = "请{wait}再试，或到窗口办理。"
    retry = True

    def __init__(self, wait: str = "24 小时以后", **extra: Any) -> None:
        super().__init__(wait=wait, **extra)


class BindingToSelf(DomainError):
    """Nobody binds the own person (P50)."""

    code = "family.binding.to_self"
    status = 422
    title = "不能绑定自己"
    detail = "填的是您自己的证件号。"
    next_step = "请填家人的。"


class HolderTooYoung(DomainError):
    """Below the holder's age of the area (P52)."""

    code = "family.holder.too_young"
    title = "年龄还不够"
    detail = "满 {age} 岁才能绑定家人。"
    next_step = "请家里的大人来办。"


class RequestNotPossible(DomainError):
    """The request is not in a state from which this is possible (T34)."""

    code = "family.request.not_possible"
    title = "现在不能这样办"
    detail = "这件申请现在是“{state}”，不能再这样办。"
    next_step = "请刷新，看最新的进度。"


class RequestIncomplete(DomainError):
    """Steps are missing; the check page names them."""

    code = "family.request.incomplete"
    status = 422
    title = "还有没做完的"
    detail = "还差：{missing}。"
    next_step = "请补上再提交。"


class BindingNotPossible(DomainError):
    """The binding is not in a state from which this is possible."""

    code = "family.binding.not_possible"
    title = "现在不能这样办"
    detail = "这个绑定现在是“{state}”。"
    next_step = "请刷新再看。"


class BindingPaused(DomainError):
    """The display is suspended (P83, P90)."""

    code = "family.binding.paused"
    title = "这个绑定暂停了"
    detail = "现在不能出示这位家人的医保码：{reason}。"
    patient_text = "这位家人的绑定已暂停，请用本人的码或实体卡。"
    next_step = "请家人用自己的医保码或实体卡，效力一样。"
