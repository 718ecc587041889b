"""Bindings in the console: who sees them, pausing and stopping for misuse (P85, P90)."""

import pytest

from tests.factories import bindings as factory
from tests.factories import family as make
from yibao.audit.models import AuditEvent
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def bound(tenant):
    return factory.make_binding(make.make_holder(tenant).person, make.make_member(tenant))


class TestButtons:
    def test_pause_and_resume_tell_both_and_keep_the_reason(self, console, bound):
        lead = console.browser("lead")
        url = f"/admin/family/binding/{bound.pk}/do/"
        lead.post(f"{url}pause/", {"reason": "药店反映不是本人", "confirm": "on"})
        bound.refresh_from_db()
        assert (bound.state, bound.suspension_reason) == ("SUSPENDED", "MISUSE")
        assert Notice.objects.filter(user=bound.holder.user, code="family_suspended").exists()
        noted = AuditEvent.objects.get(verb="family.binding.suspended").data["note"]
        assert noted == "药店反映不是本人"
        lead.post(f"{url}resume/", {"reason": "核实无误", "confirm": "on"})
        bound.refresh_from_db()
        assert bound.state == "ACTIVE"

    def test_stop_for_misuse(self, console, bound):
        url = f"/admin/family/binding/{bound.pk}/do/end/"
        console.browser("lead").post(url, {"reason": "冒用他人医保码", "confirm": "on"})
        bound.refresh_from_db()
        assert (bound.state, bound.ending) == ("CLOSED", "MISUSE")
        assert bound.place.released_at is not None
