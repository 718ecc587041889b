"""The city of the settlement tests, with folders of its own for files."""

import pytest

from tests.factories import world


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Copies and the list of closed accounts of this test only."""
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")


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
