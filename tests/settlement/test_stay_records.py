"""Where a stay is told: the console, the copy of the own data, and what hinders leaving."""

import pytest

from accounts.models import User
from settlement.models import Stay
from settlement.selectors import matters, own_data
from tests.factories import stays

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(till, worker):
    visit_id = stays.admitted(till, worker, since=stays.new_year_eve(), adm_bed="12")
    stays.fees(till, visit_id, ("1", "900.00", stays.new_year_eve()))
    till.post(f"visits/{visit_id}/interim/", {})
    stays.settled(till, visit_id)
    return Stay.objects.get()


class TestStay:
    def test_is_shown_with_its_parts(self, stay, rf, city):
        from django.contrib import admin

        page = admin.site._registry[Stay]
        request = rf.get("/")
        request.user = User(is_superuser=True, is_active=True)
        (panel,) = page.own_panels(request, stay)
        assert [row[2] for row in panel.rows] == [stays.last_year(), stays.last_year() + 1]
        assert [row[6] for row in panel.rows] == ["900.00", "—"]

    def test_is_in_the_copy_of_the_own_data(self, stay):
        sections = {one.code: one for one in own_data.sections_of(stay.person)}
        assert [row["ref"] for row in sections["stays"].rows] == [stay.ref]

    def test_hinders_leaving_until_it_is_settled(self, stay, till):
        titles = [one.title for one in matters.open_matters(stay.person)]
        assert titles == [f"{till.place.name}的住院还没结账"]
        stays.discharged(till, stay.visits.latest("segment").visit_id)
        assert matters.open_matters(stay.person) == []
