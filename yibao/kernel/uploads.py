"""Uploads that never touch a disk as they are: pictures stay in memory (T21)."""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

PREFIX = "face_"
MOST_BYTES = 5 * 1024 * 1024


class PicturesInMemory(FileUploadHandler):
    """Takes every file field whose name begins with ``prefix``; all others go the usual way.

    Django's own handlers write files of more than 2.5 MB into the temporary folder. A picture over
    ``most_bytes`` arrives empty, so that its form refuses it; with ``tells_size`` it still says how
    large it was.
    """

    prefix = PREFIX
    most_bytes = MOST_BYTES
    tells_size = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Claim the field, and keep the handlers behind this one away from it."""
        super().new_file(*args, **kwargs)
        self._taken: io.BytesIO | None = None
        if (self.field_name or "").startswith(self.prefix):
            self._taken = io.BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk; what is too large is dropped."""
        if self._taken is None:
            return raw_data
        if start + len(raw_data) > self.most_bytes:
            self._taken.seek(0)
            self._taken.truncate()
        elif self._taken.tell() == start:
            self._taken.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """Hand the picture over."""
        if self._taken is None:
            return None
        size = file_size if self.tells_size else self._taken.tell()
        self._taken.seek(0)
        return InMemoryUploadedFile(
            file=self._taken,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


class DocumentsInMemory(PicturesInMemory):
    """File fields that begin with ``document``."""

    prefix = "document"
    tells_size = True

    @property
    def most_bytes(self) -> int:  # type: ignore[override]
        """As much as one file may have."""
        return settings.UPLOAD_FILE_BYTES
