"""Words and codes for the sources of money, shared by API, pages and console."""

#: National field → (基金支付类型 code of the national dictionary, what people read).
FUND_WORDS = {
    "hifp_pay": ("310100", "医保统筹基金"),
    "cvlserv_pay": ("320100", "公务员医疗补助"),
    "hifes_pay": ("370100", "企业补充医保"),
    "hifmi_pay": ("390200", "居民大病保险"),
    "hifob_pay": ("330100", "职工大额补助"),
    "maf_pay": ("610100", "医疗救助"),
    "hifdm_pay": ("350100", "伤残人员医疗保障"),
    "oth_pay": ("999997", "其他基金"),
}

_RESIDENT_POOL = "390100"


def fund_pay_type(fund: str, insutype: str) -> str:
    """The national fund code; the basic pool differs between employees and residents."""
    if fund == "hifp_pay" and insutype == "390":
        return _RESIDENT_POOL
    return FUND_WORDS[fund][0]
