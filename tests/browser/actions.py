"""What a page is for, and the test which presses exactly that, in a browser.

``PRIMARY``: pages on which people begin, identify themselves, show the code, look after cards,
messages, help and themselves. ``BESIDE``: their smaller pages, pressed in a browser or by a page
test. ``NO_PAGE``: addresses that answer a script or a button. A new address fails
``tests/architecture/test_journeys.py`` until it stands here.
"""

AREAS = ("", "start", "accounts", "vouchers", "code", "cards", "remote-care", "places",
         "catalogue", "messages", "me", "help", "feedback", "family", "mutual-aid",
         "pay-order", "bills", "disputes", "balance", "contributions", "benefits", "m",
         "wallet", "premiums", "pay")  # fmt: skip

_B = "tests/browser/"
_FIRST = f"{_B}test_first_day.py::TestFirstDay::test_from_no_account_to_the_refund"
_NUMBERS = f"{_B}test_sign_in.py::TestNumber::"
_NUMBER = f"{_NUMBERS}test_changes_with_both_codes_and_is_found_again_by_the_face"
_OLD_NUMBER = f"{_NUMBERS}test_changes_with_a_code_to_the_old_number"
_PASSKEY = f"{_B}test_sign_in.py::TestPasskey::test_signs_in_and_opens_the_code"
_VOUCHER = f"{_B}test_voucher.py::TestVoucherOnThePhone::test_is_managed_from_end_to_end"
_CARD = f"{_B}test_cards.py::TestCard::test_is_bound_pays_is_refunded_and_unbound"
_RIGHTS = f"{_B}test_rights.py::TestRights::test_lead_from_a_consent_to_the_last_page"
_OPEN = f"{_B}test_queries.py::TestQuestions::test_are_answered_without_a_login"
_OWN = f"{_B}test_queries.py::TestOwnPages::test_lead_from_the_menu_and_back_offline"
_SCAN = f"{_B}test_receipt.py::TestReceipt::"
_RECEIPT = f"{_SCAN}test_reaches_the_phone_in_two_seconds_and_stops_everything"
_RESULT = f"{_SCAN}test_shows_the_result_without_script"
_CHANNEL = f"{_B}test_channel_app.py::TestChannelApp::test_shows_the_code_until_its_owner_ends_it"
_PHONE = f"{_B}test_face.py::TestOtherPhone::test_does_the_check_for_the_page_that_waits"
_FACE = f"{_B}test_face.py::TestFace::test_films_coaches_refuses_a_stranger_and_knows_the_person"
_LOCK = f"{_B}test_code.py::TestCodeOnThePhone::test_closes_after_five_wrong_passwords"
_WALK = f"{_B}test_actions.py::TestOwn::test_do_what_they_say"
_HELP = f"{_B}test_actions.py::TestHelp::test_leads_on_from_every_page"
_MENDED = f"{_B}test_family_progress.py::TestReturned::test_is_mended_in_one_place"
_REFUSED = f"{_B}test_family_progress.py::TestRefused::test_is_looked_at_again_by_another"
_ADD = f"{_B}test_family_add.py::TestAdding::test_a_child_in_large_letters_with_the_finger"
_ADD_PLAIN = f"{_B}test_family_add.py::TestAdding::test_another_child_without_script"
_AGREED = (
    f"{_B}test_family_consent.py::TestConsent::test_is_given_on_the_own_phone_and_on_the_holders"
)
_SHOWN = f"{_B}test_family_code.py::TestFamilyCode::test_is_shown_scanned_and_ended_at_once"
_AID = f"{_B}test_mutual_aid.py::TestMutualAid::test_is_given_spent_changed_stopped_and_asked_for"
_DOUBT = (
    f"{_B}test_bill_doubts.py::TestDoubt::test_is_asked_answered_and_read_and_the_paper_is_checked"
)
_PREMIUM = f"{_B}test_premiums.py::TestPremiums::test_a_daughter_pays_her_mothers_from_her_account"
_WALLET = f"{_B}test_wallet.py::TestWallet::test_is_opened_by_both_given_and_taken"
_JOURNEYS = f"{_B}test_family_journeys.py::"
_NEWBORN = f"{_JOURNEYS}TestNewborn::test_is_bound_the_same_day_by_the_mothers_face"
_FULL = f"{_JOURNEYS}TestFullHolder::test_finds_the_way_out_without_script"
_GROWN = f"{_JOURNEYS}TestSixteen::test_makes_the_display_the_young_persons_own"
_PASS = f"{_B}test_offline_pass.py::TestOfflinePass::test_is_kept_shown_billed_and_ended"
_PAY = f"{_B}test_pay_order.py::TestPayOrder::test_is_confirmed_paid_and_given_back"
_REMOTE = f"{_B}test_remote_care.py::TestRemoteCare::"
_FILED = f"{_REMOTE}test_is_filed_used_and_taken_back"
_REFERRED = f"{_REMOTE}test_waits_for_the_officer_without_script"

# address: (the primary action, who presses it)
PRIMARY: dict[str, tuple[str, str]] = {
    # start, account, identity
    "start/": ("用手机号开始", _FIRST),
    "accounts/register/": ("获取验证码", _FIRST),
    "accounts/code/": ("继续", _FIRST),
    "accounts/login/": ("登录", _PASSKEY),
    "accounts/real-name/": ("继续", _FIRST),
    "accounts/real-name/check/": ("确认无误", _FIRST),
    "accounts/face/consent/": ("同意并开始", _FIRST),
    "accounts/face/": ("开始比对", _FIRST),
    "accounts/face/result/": ("继续", _FIRST),
    "accounts/insured/": ("这是我的，继续", _FIRST),
    "accounts/recover/": ("申请人工核实", _NUMBER),
    "vouchers/activate/": ("同意并激活", _FIRST),
    "vouchers/password/": ("设置密码", _FIRST),
    "vouchers/done/": ("出示医保码", _FIRST),
    # home, code
    "": ("出示医保码", _WALK),
    "code/": ("立即换新码", _WALK),
    "code/unlock/": ("验证", _LOCK),
    "code/barcode/": ("换回二维码", _WALK),
    "code/scanned/<str:ref>/": ("看账单", _FIRST),
    "code/manage/": ("修改密码", _VOUCHER),
    "code/suspend/": ("停用", _VOUCHER),
    "code/history/": ("查看", _VOUCHER),
    # bank cards
    "remote-care/": ("新办备案", _FILED),
    "remote-care/areas/": ("查找", _FILED),
    "remote-care/new/where/": ("继续", _FILED),
    "remote-care/new/why/": ("继续", _FILED),
    "remote-care/new/when/": ("继续", _FILED),
    "remote-care/new/papers/": ("继续", _REFERRED),
    "remote-care/new/check/": ("提交备案", _FILED),
    "remote-care/new/done/": ("看这件备案", _FILED),
    "remote-care/<str:ref>/": ("取消这件备案", _FILED),
    "remote-care/<str:ref>/cancel/": ("取消备案", _FILED),
    "cards/": ("添加银行卡", _CARD),
    "cards/add/": ("获取验证码", _CARD),
    "cards/add/code/": ("绑定", _CARD),
    "cards/<str:ref>/": ("改限额", _CARD),
    "cards/<str:ref>/remove/": ("解绑", _CARD),
    # places, messages, me, help
    "places/": ("查找", _OPEN),
    "places/<str:code>/": ("打电话", _OPEN),
    "catalogue/": ("查找", _OPEN),
    "messages/": ("打开一条", _WALK),
    "messages/<str:ref>/": ("消息里的按钮", _WALK),
    "me/": ("退出登录", _PASSKEY),
    "me/phone/": ("获取验证码", _NUMBER),
    "me/display/": ("保存", _WALK),
    "me/security/": ("退出其他设备", _WALK),
    "me/privacy/": ("撤回", _RIGHTS),
    "me/privacy/export/": ("申请下载", _RIGHTS),
    "me/close/": ("继续，刷脸注销", _RIGHTS),
    "help/": ("查找", _OPEN),
    "help/<str:topic>/": ("里面的按钮", _HELP),
    "help/contacts/": ("打电话", _HELP),
    "help/counter/": ("打印表格", _HELP),
    "help/forms/<str:code>/": ("打印", _HELP),
    "help/face/": ("再试一次", _HELP),
    "help/binding-not-working/": ("第一条的办法", _MENDED),
    "feedback/": ("提交", _OPEN),
    # family account
    "family/": ("出示医保码", _SHOWN),
    "code/m/<str:ref>/": ("立即换新码", _SHOWN),
    "code/m/<str:ref>/barcode/": ("换回二维码", _SHOWN),
    "family/<str:ref>/": ("出示医保码", _SHOWN),
    "family/<str:ref>/usage/": ("看用过哪里", _SHOWN),
    "family/<str:ref>/remove/": ("解除绑定", _FULL),
    "family/bound-by/": ("解除", _SHOWN),
    "family/bound-by/<str:ref>/": ("保存", _AGREED),
    "family/bound-by/<str:ref>/end/": ("解除绑定", _SHOWN),
    "family/graph/": ("有什么不同", _MENDED),
    "family/authorise/": ("打开一条", _GROWN),
    "family/authorise/<str:ref>/": ("同意，去刷脸", _AGREED),
    "family/authorise/<str:ref>/face/": ("开始比对", _AGREED),
    "family/add/": ("开始", _ADD),
    "family/add/notice/": ("同意并继续", _ADD),
    "family/add/id/": ("继续", _ADD),
    "family/add/id/newborn/": ("继续", _NEWBORN),
    "family/add/mother/": ("开始比对", _NEWBORN),
    "family/add/place/": ("继续", _ADD),
    "family/add/method/": ("继续", _ADD),
    "family/add/documents/": ("继续", _ADD),
    "family/add/documents/<str:slot>/": ("就用这张", _ADD),
    "family/add/promise/": ("签好了", _ADD),
    "family/add/promise/printed/": ("签好了", _ADD_PLAIN),
    "family/add/promise/printed/photo/": ("就用这张", _ADD_PLAIN),
    "family/add/check/": ("确认提交审核", _ADD),
    "family/add/done/<str:ref>/": ("看进度", _NEWBORN),
    "family/add/discard/": ("删掉，不办了", _NEWBORN),
    "family/requests/<str:ref>/": ("申请要补材料", _MENDED),
    "family/requests/<str:ref>/fix/": ("重新提交", _MENDED),
    "family/requests/<str:ref>/fix/<str:slot>/": ("就用这张", _MENDED),
    "family/requests/<str:ref>/withdraw/": ("撤回申请", _MENDED),
    "family/requests/<str:ref>/appeal/": ("提交复核", _REFUSED),
    "family/requests/<str:ref>/remind/": ("再发提醒", _AGREED),
    "family/requests/<str:ref>/here/": ("我是本人，同意，去刷脸", _AGREED),
    "family/requests/<str:ref>/here/face/": ("开始比对", _AGREED),
    "family/requests/<str:ref>/here/code/": ("同意", _AGREED),
    # mutual aid
    "mutual-aid/": ("授权给家人", _AID),
    "mutual-aid/new/who/": ("继续", _AID),
    "mutual-aid/new/limit/": ("继续", _AID),
    "mutual-aid/new/consent/": ("同意并继续", _AID),
    "mutual-aid/new/check/": ("确认授权", _AID),
    "mutual-aid/<str:ref>/": ("改额度", _AID),
    "mutual-aid/<str:ref>/limits/": ("保存", _AID),
    "mutual-aid/<str:ref>/limits/check/": ("确认调高", _AID),
    "mutual-aid/<str:ref>/stop/": ("停止授权", _AID),
    "mutual-aid/received/": ("看用了哪些", _AID),
    "mutual-aid/received/<str:ref>/": ("看用了哪些", _AID),
    "mutual-aid/ask/<str:ref>/": ("同意付", _AID),
    "mutual-aid/statement/<str:month>/": ("每月对账单", _AID),
    # bills and account
    "bills/": ("看详情", _DOUBT),
    "bills/<str:no>/": ("为什么是这个数", _FIRST),
    "bills/<str:no>/why/": ("我有疑问", _DOUBT),
    "bills/<str:no>/print/": ("核对码", _DOUBT),
    "bills/<str:no>/refund/": ("看退到哪里", _FIRST),
    "bills/<str:no>/dispute/": ("提交", _DOUBT),
    "disputes/<str:ref>/": ("看答复", _DOUBT),
    "balance/": ("下载明细", _FIRST),
    "contributions/": ("看缴费记录", _FIRST),
    "benefits/": ("看还剩多少", _OWN),
    "m/<str:ref>/balance/": ("看余额和花费", _SHOWN),
    # wallet and premiums
    "pay/<str:ref>/": ("确认付款", _PAY),
    "wallet/": ("转给家人", _WALLET),
    "wallet/open/": ("开通", _WALLET),
    "wallet/send/who/": ("继续", _WALLET),
    "wallet/send/amount/": ("继续", _WALLET),
    "wallet/send/check/": ("确认转", _WALLET),
    "wallet/<str:ref>/": ("接收", _WALLET),
    "premiums/": ("去缴费", _PREMIUM),
    "premiums/new/who/": ("继续", _PREMIUM),
    "premiums/new/check/": ("没错，继续", _PREMIUM),
    "premiums/new/pay/": ("付 400.00 元", _PREMIUM),
    "premiums/<str:ref>/": ("打印缴费凭证", _PREMIUM),
    "premiums/<str:ref>/print/": ("看凭证", _PREMIUM),
}
_MANAGE = "tests/vouchers/test_manage_pages.py::"
_CARDS = "tests/settlement/cards/test_pages.py::"
_NAMED = f"{_B}test_money_aid.py::TestAid::test_is_given_by_name_ordered_refused_and_taken_back"
_FAMILY = "tests/family/"
_ADDING = f"{_FAMILY}test_add_pages.py::"
_REQUESTS = f"{_FAMILY}test_request_pages.py::"
_KIN_BILLS = f"{_B}test_money_bills.py::TestBills::test_of_a_child_and_of_oneself"
_NOT_ACTIVE = (
    f"{_B}test_money_premium.py::TestPremium::test_is_told_how_to_activate_and_what_is_missing"
)
BESIDE: dict[str, str] = {
    "code/offline/": _PASS,
    "code/offline/end/": _PASS,
    "bills/all/": _KIN_BILLS,
    "bills/year/<str:year>/": (
        "tests/settlement/web/test_years.py::TestSpending::test_page_shows_the_sum_and_each_payer"
    ),
    "disputes/<str:ref>/withdraw/": _KIN_BILLS,
    "disputes/<str:ref>/photos/": _DOUBT,
    "disputes/<str:ref>/photos/<str:paper>/remove/": _DOUBT,
    "m/<str:ref>/bills/": (
        "tests/settlement/web/test_member_bills.py::TestSeeing::"
        "test_a_childs_bills_lie_below_the_binding"
    ),
    "m/<str:ref>/bills/year/<str:year>/": (
        "tests/settlement/web/test_member_bills.py::TestYear::test_of_a_child_stays_with_the_child"
    ),
    "m/<str:ref>/bills/<str:no>/": _KIN_BILLS,
    "m/<str:ref>/bills/<str:no>/why/": _KIN_BILLS,
    "m/<str:ref>/bills/<str:no>/print/": _KIN_BILLS,
    "m/<str:ref>/bills/<str:no>/refund/": (
        "tests/settlement/web/test_member_bills.py::TestSeeing::"
        "test_a_childs_bills_lie_below_the_binding"
    ),
    "m/<str:ref>/bills/<str:no>/dispute/": _KIN_BILLS,
    "premiums/new/who/other/": _NOT_ACTIVE,
    "premiums/new/account/": _NOT_ACTIVE,
    "mutual-aid/new/who/other/": _NAMED,
    "pay-order/": _NAMED,
    "mutual-aid/received/<str:ref>/refuse/": _NAMED,
    "family/compare/": _MENDED,
    "family/rules/": _FULL,
    "family/<str:ref>/pin/": (
        f"{_FAMILY}test_member_pages.py::TestPin::test_of_a_grown_member_takes_the_members_face_p29"
    ),
    "family/authorise/<str:ref>/refuse/": (
        f"{_FAMILY}test_consent_pages.py::TestTheQuestion::test_takes_a_no_without_a_face"
    ),
    "family/add/face/": f"{_ADDING}TestHolderFace::test_comes_first_where_the_area_asks",
    "family/add/id/other/": f"{_ADDING}TestMember::test_takes_another_document_p68",
    "family/add/promise/typed/": (
        f"{_FAMILY}test_add_papers.py::TestPromise::test_takes_the_own_name_and_the_code"
    ),
    "family/requests/<str:ref>/print/": _MENDED,
    "family/requests/<str:ref>/again/": (
        f"{_REQUESTS}TestFix::test_after_the_deadline_offers_a_new_request_with_the_old_data"
    ),
    "family/requests/<str:ref>/appeal/files/": (
        f"{_REQUESTS}TestAppeal::test_takes_a_file_before_it_is_sent_only"
    ),
    "accounts/face/phone/<str:token>/": _PHONE,
    "accounts/recover/face/": _NUMBER,
    "accounts/closed/": _RIGHTS,
    "accounts/stay/": f"{_B}test_actions.py::TestStay::test_keeps_what_was_typed",
    "code/unlock/face/": _PHONE,
    "vouchers/face/": _FIRST,
    "vouchers/password/reset/": _FACE,
    "code/unlock/phone/": (
        "tests/vouchers/test_unlock.py::TestTextMessage::"
        "test_proves_for_reading_where_there_is_no_password"
    ),
    "code/restore/": _VOUCHER,
    "code/password/": _VOUCHER,
    "code/reissue/": _VOUCHER,
    "code/close/": _VOUCHER,
    "code/scanned/": _RESULT,
    "code/scanned/<str:ref>/not-me/": _RECEIPT,
    "code/channels/": _CHANNEL,
    "code/channels/guide/": _CHANNEL,
    "code/channels/<str:ref>/end/": _CHANNEL,
    "cards/<str:ref>/limits/": _CARD,
    "cards/<str:ref>/default/": _CARD,
    "catalogue/<str:code>/": _OPEN,
    "help/card-or-code/": _HELP,
    "help/code-not-working/": _OPEN,
    "me/todos/": _WALK,
    "me/correct/": _OWN,
    "me/phone/code/": _NUMBER,
    "me/phone/check/": _NUMBER,
    "me/phone/face/": _NUMBER,
    "me/phone/old/": _OLD_NUMBER,
    "me/security/passkeys/": _PASSKEY,
    "me/security/passkeys/<str:ref>/remove/": _PASSKEY,
    "me/privacy/consents/<str:kind>/": _RIGHTS,
    "me/privacy/withdraw/<str:kind>/": _RIGHTS,
    "me/close/face/": _RIGHTS,
    "me/privacy/withdraw/<str:kind>/face/": (
        "tests/privacy/test_pages.py::TestConsents::test_of_the_voucher_end_with_the_face_only"
    ),
    "code/close/face/": f"{_MANAGE}TestClose::test_leads_to_the_face_page",
    "code/restore/face/": f"{_MANAGE}TestRestore::test_takes_the_face_instead_of_the_password",
    "cards/switch/": f"{_CARDS}TestTheSwitch::test_stops_and_starts_payment_by_card",
    "cards/payments/<str:ref>/": (
        f"{_CARDS}TestAPayment::test_above_the_limit_is_agreed_to_on_the_phone"
    ),
    "cards/<str:ref>/check/": (
        f"{_CARDS}TestOneCard::test_says_when_it_must_be_checked_and_is_checked_again"
    ),
}
NO_PAGE: dict[str, str] = {
    **dict.fromkeys(
        (
            "bills/csv/",
            "bills/pdf/",
            "bills/all/csv/",
            "bills/all/pdf/",
            "m/<str:ref>/bills/csv/",
            "m/<str:ref>/bills/pdf/",
            "balance/csv/",
        ),
        "a file",
    ),
    "wallet/<str:ref>/accept/": "a button",
    "wallet/<str:ref>/refuse/": "a button",
    "wallet/<str:ref>/take-back/": "a button",
    "mutual-aid/ask/<str:ref>/status/": "asked by a script",
    "mutual-aid/received/take-back/": "a button",
    "mutual-aid/statement/<str:month>/table.csv": "a file",
    "accounts/face/waiting/<str:ref>/": "asked by a script",
    "accounts/logout/": "a button",
    "accounts/passkey/": "asked by a script",
    "accounts/passkey/options/": "asked by a script",
    "code/status/": "asked by a script",
    "code/m/<str:ref>/status/": "asked by a script",
    "code/unlock/passkey/": "asked by a script",
    "family/<str:ref>/remind/": "a button",
    "family/add/documents/done/": "leads on",
    "family/add/promise/done/": "leads on",
    "family/add/promise/letter/": "a file",
    "family/documents/<str:ref>/": "a picture",
    "disputes/photos/<str:paper>/": "a picture",
    "family/documents/<str:ref>/original/": "a file for officers",
    "code/scanned/<str:ref>/mine/": "a button",
    "code/scanned/<str:ref>/status/": "asked by a script",
    "me/display/size/": "a button",
    "remote-care/new/": "leads on",
    "me/privacy/export/<str:ref>/": "a file",
    "me/security/end/": "a button",
    "me/security/end/<str:ref>/": "a button",
    "me/security/passkeys/options/": "asked by a script",
}
