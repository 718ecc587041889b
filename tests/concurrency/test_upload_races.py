"""Uploads at the same moment: one id is one upload, the room is never overdrawn (T51)."""

import pytest

from family.errors import UploadRoomFull
from family.gateways.document_files import shelf as files
from family.models import Document, UploadRoom
from tests.concurrency.threads import at_once
from tests.factories import family as make
from tests.factories import papers
from tests.factories.documents import HOME, PAPERS, make_places, put, small_jpeg

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.concurrency,
    pytest.mark.usefixtures("quick_papers"),
]


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def draft(tenant, holder):
    make_places()
    return make.make_draft(holder.person, make.make_member(tenant))


def stored() -> set[str]:
    """Tokens of what is in force; the files must be the same."""
    tokens = set(Document.objects.exclude(file_token="").values_list("file_token", flat=True))
    assert files.names() == tokens
    return tokens


class TestAtOnce:
    def test_one_upload_id_is_one_picture(self, holder, draft):
        """The page's retries may overtake each other."""
        same = [lambda: put(holder, draft, upload_id="upload-00000001")] * 4
        assert len({row.pk for row in at_once(*same)}) == 1
        assert len(stored()) == 1

    def test_one_place_ends_with_one_picture(self, holder, draft):
        works = [lambda n=n: put(holder, draft, data=papers.photo(n)) for n in range(1, 5)]
        at_once(*works)
        rows = Document.objects.filter(slot_code=HOME)
        assert sorted(rows.values_list("version", flat=True)) == [1, 2, 3, 4]
        assert rows.filter(state="STORED").count() == 1 == len(stored())

    def test_the_room_holds(self, holder, draft, settings):
        """T51: the sum is counted under a row lock."""
        settings.UPLOAD_PERSON_BYTES = len(small_jpeg()) * 2

        def fill(page):
            try:
                put(holder, draft, PAPERS, data=papers.photo(page), page=page)
            except UploadRoomFull:
                return False
            return True

        taken = at_once(*(lambda n=n: fill(n) for n in range(1, 5)))
        assert sum(taken) == 2 == len(stored())
        assert UploadRoom.objects.get().bytes_used == settings.UPLOAD_PERSON_BYTES
