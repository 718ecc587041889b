"""The pages to look at, by who may open them."""

OPEN = (
    "/start/",
    "/accounts/register/",
    "/accounts/login/",
    "/help/",
    "/help/contacts/",
    "/places/",
    "/feedback/",
    "/me/display/",
    "/privacy/",
    "/terms/",
    "/accessibility/",
    "/dev/errors/",
    "/dev/errors/voucher.code.used/",
    "/dev/reference/",
    "/dev/sandbox/",
    "/dev/sandbox/people/",
    "/dev/sandbox/outbox/",
    "/dev/sandbox/terminal/",
    "/no-such-page/",
)
OWN = (
    "/",
    "/me/",
    "/code/",
    "/code/barcode/",
    "/code/history/",
    "/code/suspend/",
    "/vouchers/password/reset/",
    "/bills/",
    "/balance/",
    "/messages/",
    "/accounts/insured/",
)
# Of each of these lists, the first entry: how its address begins, and its own pages.
LISTS = {
    "/bills/": ("/bills/", ("", "why/", "print/", "refund/")),
    "/messages/": ("/messages/", ("",)),
    "/places/": ("/places/", ("",)),
    "/code/history/": ("/code/scanned/", ("",)),
}
CONSOLE = (
    "",
    "accounts/person/",
    "accounts/enrolment/",
    "accounts/institution/",
    "accounts/partnerclient/",
    "accounts/user/",
    "vouchers/voucher/",
    "vouchers/scan/",
    "settlement/settlement/",
    "settlement/refund/",
    "settlement/policypack/",
    "settlement/catalogueitem/",
    "settlement/posting/",
    "audit/auditevent/",
)
