"""Two people of finance and a file."""

import pytest

from settlement.services import allotment_work, allotments
from tests.factories import world


@pytest.fixture
def city(tenant):
    """Pack and catalogue."""
    world.active_pack(tenant)
    world.catalogue()
    return tenant


@pytest.fixture
def till(city):
    """The till of a 三级 hospital."""
    return world.Till(world.institution(city))


@pytest.fixture
def finance(tenant, django_user_model):
    """Who uploads, and who approves."""
    make = django_user_model.objects.create_staff
    return [make(tenant=tenant, username=name, password="x" * 12) for name in ("cai", "wu")]


@pytest.fixture
def bring(finance):
    """A file is uploaded and checked."""

    def work(*rows, kind="MONTHLY"):
        text = "\n".join(["人员编号,月份,金额", *rows]).encode()
        ask = allotments.FileAsk(kind, "file.csv", [text[:7], text[7:]])
        row = allotments.upload(by=finance[0], ask=ask)
        allotment_work.check_next(by=None)
        row.refresh_from_db()
        return row

    return work
