"""Where the sealed photos of doubts lie (T54); a folder of their own beside those of requests."""

from pathlib import Path

from django.conf import settings

from yibao.kernel.sealedshelf import Shelf

shelf = Shelf(lambda: Path(settings.DOCUMENT_DIR) / "doubts")
