"""Where the sealed pictures of requests lie (T54)."""

from pathlib import Path

from django.conf import settings

from yibao.kernel.sealedshelf import Shelf

shelf = Shelf(lambda: Path(settings.DOCUMENT_DIR))
