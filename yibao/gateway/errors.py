"""What the gateway itself refuses; all else is refused by the services behind it."""

from yibao.kernel.errors import DomainError


class UnknownTransaction(DomainError):
    """A number that the interface document does not have."""

    code = "gateway.transaction_unknown"
    status = 422
    title = "没有这个交易"
    detail = "接口规范里没有交易编号“{infno}”，请核对。"


class TransactionNotOffered(DomainError):
    """A number of the document that is not answered here."""

    code = "gateway.transaction_not_offered"
    status = 422
    title = "这里不办这个交易"
    detail = "{infno} {name}是接口规范里的交易，但本平台没有开通。"


class WrongAddress(DomainError):
    """The address is that of another transaction."""

    code = "gateway.address_mismatch"
    status = 422
    title = "地址和交易编号不一致"
    detail = "这个地址不受理交易 {infno}，请核对地址和报文里的 infno。"


class UnreadableMessage(DomainError):
    """No JSON envelope, or one with a trap in it."""

    code = "gateway.message_unreadable"
    status = 400
    title = "报文无法读取"
    detail = "报文无法读取：{reason}"


class FieldMissing(DomainError):
    """A field that must be there is empty."""

    code = "gateway.field_missing"
    status = 422
    title = "缺少必填字段"
    detail = "{place}的 {field}（{label}）必须填写。"


class FieldWrong(DomainError):
    """A field is not of its stated form."""

    code = "gateway.field_invalid"
    status = 422
    title = "字段填得不对"
    detail = "{place}的 {field}（{label}）{reason}。"


class NodeMissing(DomainError):
    """The input has no such node."""

    code = "gateway.node_missing"
    status = 422
    title = "缺少输入节点"
    detail = "input 里缺少节点 {node}，或者它的形式不对。"


class AnotherInstitution(DomainError):
    """The envelope names an institution that is not the caller's."""

    code = "gateway.institution_mismatch"
    status = 422
    title = "机构编号不是本系统的"
    detail = "fixmedins_code 不是这个接入系统的机构编号，或者这个机构没有开通接口。"


class SignInMissing(DomainError):
    """This client must sign in first (9001)."""

    code = "gateway.sign_in_missing"
    status = 422
    title = "没有签到"
    detail = "请先用 9001 签到，并在 sign_no 里填当天有效的签到编号。"


class AccessDenied(DomainError):
    """The caller did not show who it is; ``reason`` is in the words of its variant."""

    code = "gateway.access_denied"
    status = 401
    title = "接入验证没有通过"
    detail = "接入验证没有通过：{reason}。"


class TokenUnknown(DomainError):
    """An ecToken that was not given out to this institution, or is over."""

    code = "gateway.token_unknown"
    status = 422
    title = "医保码授权已失效"
    detail = "ecToken 不存在或已过期，请让参保人重新出示医保码。"


class TokenOfAnotherPerson(DomainError):
    """The certificate is not that of the person that the message names."""

    code = "gateway.certificate_mismatch"
    status = 422
    title = "凭证和人员不一致"
    detail = "就诊凭证不是 psn_no 这个人的，请核对后重新读取凭证。"


class CodeNotDecoded(DomainError):
    """What was scanned is no e-voucher code."""

    code = "gateway.code_not_decoded"
    status = 422
    title = "不是医保码"
    detail = "请使用医保电子凭证二维码。"


class StoredRefusal(DomainError):
    """The first answer to the same code was a refusal; this is its sentence."""

    code = "gateway.code_refused_before"
    status = 409
    title = "这个码没有通过"
    detail = "{said}"


class FaceNotOffered(DomainError):
    """Authorisation by face at the terminal is another system's business."""

    code = "gateway.face_not_offered"
    status = 422
    title = "这里不办刷脸授权"
    detail = "本平台没有开通终端刷脸授权，请让参保人出示医保码。"


class ReversalRefused(DomainError):
    """2601 reverses some transactions only."""

    code = "gateway.reversal_not_possible"
    status = 422
    title = "这个交易不能冲正"
    detail = "交易 {infno} 不能冲正，只能冲正 2102、2103、2207、2207A、2208、2304、2305、2401。"


class FileUnknown(DomainError):
    """No such file for this institution, or its days are over."""

    code = "gateway.file_unknown"
    status = 422
    title = "没有这个文件"
    detail = "文件查询号或文件名不对，或者下载期限已过。"


class FileTooLarge(DomainError):
    """More than a file may hold, or nothing at all."""

    code = "gateway.file_refused"
    status = 422
    title = "文件不能接收"
    detail = "文件没有内容，或者超过 {limit_mb} MB。"


class DictionaryUnknown(DomainError):
    """1901 was asked for a dictionary that is not here."""

    code = "gateway.dictionary_unknown"
    status = 422
    title = "没有这个字典"
    detail = "没有字典“{type}”。"


class PersonUnknown(DomainError):
    """No such person, or not in front of this institution."""

    code = "gateway.person_unknown"
    status = 422
    title = "没有找到这个人"
    detail = "没有找到 psn_no，或者这个人最近没有在本机构出示过凭证。"


class AccessExists(DomainError):
    """A client speaks the interface in one way."""

    code = "gateway.access_exists"
    status = 409
    title = "已经开通"
    detail = "这个应用已经开通国家接口。"


class AccessNotPossible(DomainError):
    """The interface cannot be opened like that."""

    code = "gateway.access_not_possible"
    status = 422
    title = "不能这样开通"
    detail = "不能开通：{reason}。"


class RefundStands(DomainError):
    """A refund that was done is not undone."""

    code = "gateway.refund_stands"
    status = 409
    title = "退费已经办成"
    detail = "这笔撤销已经办成，不能冲正。请用原报文号重发，取得原来的应答。"


class AmountDiffers(DomainError):
    """An amount that the caller confirms is not the calculated one (1.7)."""

    code = "gateway.amount_differs"
    status = 409
    title = "金额和试算不一致"
    detail = "{field}（{label}）报文里是 {sent}，试算是 {expected}，请重新预结算。"


class FeeRowsOfSeveralVisits(DomainError):
    """One message of fees belongs to one visit."""

    code = "gateway.fees_of_several_visits"
    status = 422
    title = "一次只能传一次就诊的费用"
    detail = "同一个报文里的费用明细必须属于同一个 mdtrt_id 和 psn_no。"


class FeeBatchUnknown(DomainError):
    """No unsettled row of this batch."""

    code = "gateway.fee_batch_unknown"
    status = 422
    title = "没有这个收费批次"
    detail = "这次就诊没有收费批次“{batch}”的未结算费用，请核对 chrg_bchno。"


class FeeTakenBackTooFar(DomainError):
    """A row with a minus takes back more than the row that it names."""

    code = "gateway.fee_taken_back_too_far"
    status = 409
    title = "冲减超过原明细"
    detail = "明细 {feedetl_sn} 冲减的原明细 {init_feedetl_sn} 不存在，或者剩下的数量不够。"


class StatementFileWrong(DomainError):
    """The file of 3202 cannot be read."""

    code = "gateway.statement_file_wrong"
    status = 422
    title = "对账文件不能读取"
    detail = "对账文件不能读取：{reason}。应是一个 zip，里面是制表符分隔的 UTF-8 文本。"


class MobileOrderKnown(DomainError):
    """The institution used its order number before (6201)."""

    code = "gateway.mobile_order_known"
    status = 409
    title = "机构订单号已用过"
    detail = "机构订单号 {number} 已经上传过，请换一个新的订单号。"


class MobileOrderUnknown(DomainError):
    """No order of the institution with this number and payToken."""

    code = "gateway.mobile_order_unknown"
    status = 404
    title = "没有这个支付订单"
    detail = "没有这个支付订单，或者 payToken 不对。"


class MobileOrderPaid(DomainError):
    """What may only be done before the payment, or a second payment."""

    code = "gateway.mobile_order_paid"
    status = 409
    title = "订单已经结算或撤销"
    detail = "这个订单现在的状态是 {state}，不能再支付或撤销。"


class MobileOrderNotPaid(DomainError):
    """Nothing was paid that could be given back (6203)."""

    code = "gateway.mobile_order_not_paid"
    status = 409
    title = "订单没有可退的结算"
    detail = "这个订单还没有通过支付下单结算，没有可以退的钱。"


class MobileCodeOfAnother(DomainError):
    """The code shown for the payment is not the patient's."""

    code = "gateway.mobile_code_of_another"
    status = 409
    title = "医保码不是这个订单的人的"
    detail = "出示的医保码不是这个订单的参保人的，请本人出示医保码。"
