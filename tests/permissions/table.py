"""Every address and who may use it. A new address fails the tests until it stands here."""

from enum import StrEnum


class Who(StrEnum):
    """For whom an address is."""

    EVERYBODY = "everybody"
    CITIZEN = "a signed-in citizen"
    INSIDER = "the own host, or the holder of a token"


WEB = {
    "": Who.EVERYBODY,  # leads on by who is asking
    "start/": Who.EVERYBODY,
    "help/": Who.EVERYBODY,
    "help/contacts/": Who.EVERYBODY,
    "feedback/": Who.EVERYBODY,
    "catalogue/": Who.EVERYBODY,
    "catalogue/<str:code>/": Who.EVERYBODY,
    "places/": Who.EVERYBODY,
    "places/<str:code>/": Who.EVERYBODY,
    "privacy/": Who.EVERYBODY,
    "terms/": Who.EVERYBODY,
    "accessibility/": Who.EVERYBODY,
    "me/display/": Who.EVERYBODY,
    "me/display/size/": Who.EVERYBODY,
    "robots.txt": Who.EVERYBODY,
    "healthz": Who.EVERYBODY,
    "readyz": Who.EVERYBODY,
    "metrics": Who.INSIDER,
    "dev/reference/": Who.EVERYBODY,
    "dev/errors/": Who.EVERYBODY,
    "dev/errors/<str:code>/": Who.EVERYBODY,
    "accounts/register/": Who.EVERYBODY,
    "accounts/login/": Who.EVERYBODY,
    "accounts/code/": Who.EVERYBODY,
    "accounts/logout/": Who.EVERYBODY,
    "accounts/real-name/": Who.CITIZEN,
    "accounts/real-name/check/": Who.CITIZEN,
    "accounts/face/consent/": Who.CITIZEN,
    "accounts/face/": Who.CITIZEN,
    "accounts/face/result/": Who.CITIZEN,
    "accounts/insured/": Who.CITIZEN,
    "accounts/recover/": Who.CITIZEN,
    "accounts/recover/face/": Who.CITIZEN,
    "accounts/passkey/": Who.EVERYBODY,
    "accounts/passkey/options/": Who.EVERYBODY,
    "me/security/": Who.CITIZEN,
    "me/security/end/": Who.CITIZEN,
    "me/security/end/<str:ref>/": Who.CITIZEN,
    "me/security/passkeys/": Who.CITIZEN,
    "me/security/passkeys/options/": Who.CITIZEN,
    "me/security/passkeys/<str:ref>/remove/": Who.CITIZEN,
    "me/phone/": Who.CITIZEN,
    "me/phone/code/": Who.CITIZEN,
    "me/phone/check/": Who.CITIZEN,
    "me/phone/old/": Who.CITIZEN,
    "me/phone/face/": Who.CITIZEN,
    "code/unlock/passkey/": Who.CITIZEN,
    "code/unlock/face/": Who.CITIZEN,
    "code/unlock/phone/": Who.CITIZEN,
    "vouchers/activate/": Who.CITIZEN,
    "vouchers/face/": Who.CITIZEN,
    "vouchers/password/": Who.CITIZEN,
    "vouchers/password/reset/": Who.CITIZEN,
    "vouchers/done/": Who.CITIZEN,
    "code/": Who.CITIZEN,
    "code/barcode/": Who.CITIZEN,
    "code/status/": Who.CITIZEN,
    "code/unlock/": Who.CITIZEN,
    "code/history/": Who.CITIZEN,
    "code/scanned/": Who.CITIZEN,
    "code/scanned/<str:ref>/": Who.CITIZEN,
    "code/scanned/<str:ref>/mine/": Who.CITIZEN,
    "code/scanned/<str:ref>/not-me/": Who.CITIZEN,
    "code/scanned/<str:ref>/status/": Who.CITIZEN,
    "code/suspend/": Who.CITIZEN,
    "code/restore/": Who.CITIZEN,
    "code/channels/": Who.CITIZEN,
    "code/channels/guide/": Who.CITIZEN,
    "code/channels/<str:ref>/end/": Who.CITIZEN,
    "oauth/authorize/": Who.CITIZEN,
    "bills/": Who.CITIZEN,
    "bills/<str:no>/": Who.CITIZEN,
    "bills/<str:no>/why/": Who.CITIZEN,
    "bills/<str:no>/print/": Who.CITIZEN,
    "bills/<str:no>/refund/": Who.CITIZEN,
    "bills/year/<str:year>/": Who.CITIZEN,
    "contributions/": Who.CITIZEN,
    "me/correct/": Who.CITIZEN,
    "benefits/": Who.CITIZEN,
    "balance/": Who.CITIZEN,
    "me/": Who.CITIZEN,
    "me/privacy/": Who.CITIZEN,
    "me/privacy/consents/<str:kind>/": Who.CITIZEN,
    "me/privacy/withdraw/<str:kind>/": Who.CITIZEN,
    "me/privacy/withdraw/<str:kind>/face/": Who.CITIZEN,
    "me/privacy/export/": Who.CITIZEN,
    "me/privacy/export/<str:ref>/": Who.CITIZEN,
    "me/close/": Who.CITIZEN,
    "me/close/face/": Who.CITIZEN,
    "accounts/closed/": Who.EVERYBODY,
    "messages/": Who.CITIZEN,
    "messages/<str:ref>/": Who.CITIZEN,
}

# Only where the sandbox is switched on; everything in it is made up.
SANDBOX = {
    "dev/sandbox/",
    "dev/sandbox/outbox/",
    "dev/sandbox/people/",
    "dev/sandbox/channel-app/",
    "dev/sandbox/channel-app/connect/",
    "dev/sandbox/channel-app/callback/",
    "dev/sandbox/channel-app/join/",
    "dev/sandbox/channel-app/code/",
    "dev/sandbox/channel-app/disconnect/",
    "dev/sandbox/terminal/",
    "dev/sandbox/terminal/next/",
    "dev/sandbox/terminal/scan/",
    "dev/sandbox/terminal/visit/",
    "dev/sandbox/terminal/items/",
    "dev/sandbox/terminal/items/remove/",
    "dev/sandbox/terminal/payer/",
    "dev/sandbox/terminal/quote/",
    "dev/sandbox/terminal/settle/",
    "dev/sandbox/terminal/resend/",
    "dev/sandbox/terminal/reverse/",
    "dev/sandbox/terminal/receipt/",
    "dev/sandbox/terminal/query/",
    "dev/sandbox/terminal/refund/<str:setl_id>/",
    "dev/sandbox/terminal/refunded/",
}

# Method and the scope that the token must carry.
REST = {
    "api/v1/scans/": {"POST": "vouchers:scan"},
    "api/v1/scans/<str:scan_id>/": {"GET": "vouchers:scan"},
    "api/v1/visits/": {"POST": "visits:write"},
    "api/v1/visits/<str:visit_id>/": {"GET": "settlements:read"},
    "api/v1/visits/<str:visit_id>/fees/": {"POST": "visits:write", "DELETE": "visits:write"},
    "api/v1/visits/<str:visit_id>/payers/": {"POST": "visits:write"},
    "api/v1/visits/<str:visit_id>/quotes/": {"POST": "settlements:write"},
    "api/v1/visits/<str:visit_id>/settlements/": {"POST": "settlements:write"},
    "api/v1/visits/<str:visit_id>/cancel/": {"POST": "visits:write"},
    "api/v1/settlements/": {"GET": "settlements:read"},
    "api/v1/settlements/<str:setl_id>/": {"GET": "settlements:read"},
    "api/v1/settlements/<str:setl_id>/trace/": {"GET": "settlements:read"},
    "api/v1/settlements/<str:setl_id>/refunds/": {"POST": "refunds:write"},
    "api/v1/settlement-attempts/<path:key>/": {"GET": "settlements:read"},
    "api/v1/reversals/": {"POST": "settlements:write"},
    "api/v1/persons/<str:psn_no>/benefits/": {"GET": "settlements:read"},
    "api/v1/sandbox/people/": {"GET": "sandbox"},
    "api/v1/sandbox/people/<str:key>/code/": {"POST": "sandbox"},
    "api/v1/sandbox/reset/": {"POST": "sandbox"},
    "api/v1/sandbox/clock/": {"POST": "sandbox"},
}

# The same for channel apps: the token is one that a person gave.
PERSONAL = {
    "api/v1/me/channel/": {"POST": "me.voucher", "DELETE": "me.voucher"},
    "api/v1/me/code/": {"POST": "me.voucher"},
    "api/v1/me/profile/": {"GET": "me.profile"},
    "api/v1/me/family/": {"GET": "me.family"},
}

# Programs without a bearer token: the token address itself, the document, and "no such address".
OPEN_REST = {"oauth/token/", "oauth/revoke_token/", "api/schema/", "api/"}

# Of the console, open before the second factor.
OPEN_ADMIN = {"admin/login/"}
