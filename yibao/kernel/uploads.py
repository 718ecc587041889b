"""Uploads that must never touch a disk: pictures of faces stay in memory (T21)."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

PREFIX = "face_"
MOST_BYTES = 5 * 1024 * 1024


class PicturesInMemory(FileUploadHandler):
    """Takes every file field whose name begins with ``face_``; all others go the usual way.

    Django's own handlers write files of more than 2.5 MB into the temporary folder. A picture over
    ``MOST_BYTES`` arrives empty, so that its form refuses it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Claim the field, and keep the handlers behind this one away from it."""
        super().new_file(*args, **kwargs)
        self._taken: io.BytesIO | None = None
        if (self.field_name or "").startswith(PREFIX):
            self._taken = io.BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk; what is too large is dropped."""
        if self._taken is None:
            return raw_data
        if start + len(raw_data) > MOST_BYTES:
            self._taken.seek(0)
            self._taken.truncate()
        elif self._taken.tell() == start:
            self._taken.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """Hand the picture over."""
        if self._taken is None:
            return None
        size = self._taken.tell()
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
