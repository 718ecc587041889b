"""What a counter does with a code: national business types (code_biz_type)."""

_NAMES = {
    "01101": "挂号",
    "01102": "住院建档",
    "01103": "入院登记",
    "01104": "缴纳预缴金",
    "01201": "问诊",
    "01202": "预约检查",
    "01203": "检查",
    "01204": "治疗",
    "01301": "结算",
    "01302": "取药",
    "01303": "取报告",
    "01304": "打印票据和清单",
    "01305": "病历材料复印",
    "02121": "药店购药",
    "02122": "下载外购处方",
    "03131": "身份认证",
    "03132": "线上结算",
    "05101": "修改密码",
}
_PHARMACY_PREFIX = "02"
# Registering, admitting, examining: never at a pharmacy. Settling (013) is done by both.
_HOSPITAL_PREFIXES = ("011", "012")


def business_name(business_type: str) -> str:
    """The words of a business type; an unknown one is shown as 医保业务."""
    return _NAMES.get(business_type, "医保业务")


def fits_institution(business_type: str, *, is_pharmacy: bool) -> bool:
    """Whether this kind of institution may do this kind of business."""
    if is_pharmacy:
        return not business_type.startswith(_HOSPITAL_PREFIXES)
    return not business_type.startswith(_PHARMACY_PREFIX)
