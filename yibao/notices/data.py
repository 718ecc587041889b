"""Kinds of notices: which ones guard an account, which ones hold a one-time code."""

#: Leave at once, at any hour (P192).
SECURITY = frozenset(
    {
        "login_code",
        "consent_code",
        "bank_code",
        "new_device",
        "phone_changed",
        "phone_changed_old",
        "account_recovered",
        "account_recovered_old",
        "voucher_scanned_elsewhere",
        "voucher_scan_disowned",
        "voucher_suspended",
        "voucher_pin_reset",
        "voucher_pin_changed",
        "voucher_reissued",
        "card_bound",
        "passkey_added",
        "passkey_removed",
    }
)

#: Hold a one-time code: never sent again, no words of staff.
ONE_TIME = frozenset({"login_code", "consent_code", "bank_code"})

#: Examples for the preview of a template, by variable name.
EXAMPLES = {
    "name": "王*国",
    "person": "王*国",
    "member": "林*英",
    "service": "医保服务",
    "place": "德阳市人民医院",
    "reason": "本人停用",
    "device": "手机浏览器",
    "channel": "示例银行",
    "phone": "138****0001",
    "label": "安卓手机，微信",
    "code": "······",
    "count": 3,
    "tail": "0001",
}
