"""Who of the demo city belongs to which walk; nobody stands twice.

The walks share one city and run in any order, so whoever is changed by one of them is no other's:
whoever logs in, whose code is scanned, for whom somebody asks. A walk takes its people from here:
``WHO, OTHER = people.of(__name__)``. ``waiting`` and ``returned`` belong to nobody: their requests
are part of the city (``tests/architecture/test_walks.py`` checks all this).
"""

from yibao.sandbox.demo.neighbours import PEOPLE

CLAIMS: dict[str, tuple[str, ...]] = {
    "test_accessibility": ("employee",),
    "test_actions": ("zone_worker", "brother"),
    "test_bill_doubts": ("full_father",),
    "test_cards": ("two_cards",),
    "test_channel_app": ("big_bill", "approved_mother"),
    "test_code": ("aid_payer", "diabetic", "long_retired", "retired_father"),
    "test_curl_script": ("barber",),
    "test_face": ("outsider", "poor", "inpatient"),
    "test_family_add": ("nurse", "nurse_child", "teacher", "teacher_child"),
    "test_family_code": ("farmer", "farmer_mother", "farmer_wife"),
    "test_family_consent": ("tailor", "tailor_mother", "tailor_father"),
    "test_family_journeys": (
        "approved", "penny", "baby", "full_holder", "full_wife", "full_son", "baker", "baker_teen",
    ),
    "test_family_progress": ("cook", "cook_daughter", "cook_wife", "cook_son"),
    "test_family_review": ("postman", "postman_child"),
    "test_family_upload": ("driver", "driver_child", "rare_name", "rare_name_child"),
    "test_first_day": ("fresh", "grandmother"),
    "test_money_aid": ("joiner", "joiner_mother", "joiner_sister"),
    "test_money_bills": ("mason", "mason_child"),
    "test_money_premium": ("glazier", "glazier_mother"),
    "test_mutual_aid": ("gardener", "gardener_mother"),
    "test_offline_pass": ("sailor",),
    "test_pay_order": ("pensioner",),
    "test_premiums": ("weaver", "weaver_mother"),
    "test_queries": ("temp_worker",),
    "test_receipt": ("grocer", "florist"),
    "test_remote_care": ("miner", "potter"),
    "test_resilience": ("adult_resident", "empty_account"),
    "test_rights": ("cap_reached",),
    "test_sign_in": ("aid_member", "resident_mother", "city_level"),
    "test_slow_uploads": ("full_mother",),
    "test_voucher": ("student",),
    "test_wallet": ("trucker", "trucker_wife"),
}  # fmt: skip


def of(module: str) -> tuple[str, ...]:
    """The people of this walk, by its ``__name__``, in the order of the table."""
    return CLAIMS[module.rpartition(".")[2]]


def unused_numbers(count: int) -> list[str]:
    """Demo phone numbers (138000000NN) that nobody of the city has, the highest first."""
    taken = {one.phone for one in PEOPLE}
    free = [number for nn in range(99, -1, -1) if (number := f"138000000{nn:02d}") not in taken]
    assert len(free) >= count, "the city has used up its numbers"
    return free[:count]
