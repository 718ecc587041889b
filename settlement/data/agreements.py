"""The text that people agree to before a card pays for them (P166, P171)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """The few points first, the whole below; ``text`` is what the consent record hashes."""

    kind: str
    title: str
    version: str
    points: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything that was agreed to."""
        return "\n".join((self.title, *self.points, *self.paragraphs))


CARD_PAYMENT = Agreement(
    kind="bank_payment",
    title="快捷支付授权书",
    version="2025-1",
    points=(
        "在医院、药店结算时，医保和个人账户付完以后，自己付的部分从默认银行卡里扣。",
        "在您定的限额以内直接扣；超过限额，要您在手机上再点一次同意。",
        "随时可以关掉，也可以解绑；退费退回原来的卡。",
    ),
    paragraphs=(
        "一、授权内容：您同意医保服务向您的开户银行核对卡号、姓名、身份证号和预留手机号，"
        "并在您出示医保码结算时，把个人现金支付的部分从您绑定的默认银行卡里扣除。",
        "二、银行卡只付自己掏的部分，不动个人账户，也不为别人付钱。",
        "三、限额：单笔和每天的限额由您自己定，不能高于当地规定；银行另有限额的，以低的为准。",
        "四、我们不保存完整卡号，只保存银行给的支付凭据、银行名称和卡号后四位。",
        "五、退费：按原路退回同一张卡；卡已经注销的，由工作人员人工转账，并通知您。",
        "六、您可以随时在“银行卡”页面关闭，或在“个人信息和授权”里撤回；"
        "撤回以后不再扣款，已经办好的结算不受影响。",
        "七、疑问和投诉：请拨 12393，或联系参保地医保经办机构。",
    ),
)
