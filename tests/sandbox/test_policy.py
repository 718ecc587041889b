"""A demo city of an earlier release takes the new version of its rules (P195)."""

import json
from importlib import resources

import pytest

from settlement.models import PolicyPack
from settlement.services import pack_cases, packs
from yibao.sandbox.seeding import places, policy, staff

pytestmark = pytest.mark.django_db
FORMER = "deyang_2025_1.yaml"
#: A case of an employee in bed, the same under both versions.
STAY_CASE = "DY03"


@pytest.fixture
def former(tenant):
    """The version that the release before shipped, in force."""
    places.regions()
    staff.staff(places.tenant())
    folder = resources.files("settlement").joinpath("packs")
    row = packs.import_pack(by=None, text=folder.joinpath(FORMER).read_text("utf-8"))
    cases = json.loads(folder.joinpath("golden", f"{policy.PACK}.json").read_text("utf-8"))
    known = [one for one in cases if one["id"] == STAY_CASE]
    pack_cases.add(by=None, pack_id=row.pk, text=json.dumps(known))
    pack_cases.run(by=None, pack_id=row.pk)
    for name in policy.APPROVERS:
        row = packs.approve(by=staff.member(name), pack_id=row.pk)
    return row


class TestNewVersion:
    def test_takes_the_place_of_the_one_before(self, former):
        assert policy.pack() == "德阳市 2025.2"
        states = dict(PolicyPack.objects.values_list("version", "state"))
        assert states == {"2025.1": "RETIRED", "2025.2": "ACTIVE"}

    def test_is_taken_once(self, former):
        policy.pack()
        policy.pack()
        assert PolicyPack.objects.count() == 2
