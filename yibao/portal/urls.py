"""Addresses of the open platform, mounted at ``/dev/``.

Each part has a file of its own; every page is either for everybody (``login_not_required``) or
for members (``guards.with_member``), and stands in the table of permissions.
"""

from .conformance_urls import urlpatterns as conformance
from .docs_urls import urlpatterns as docs
from .hook_urls import urlpatterns as hooks
from .log_urls import urlpatterns as logs
from .member_urls import urlpatterns as members
from .sandbox_urls import urlpatterns as sandbox
from .try_urls import urlpatterns as trying

app_name = "portal"

urlpatterns: list = [*members, *docs, *logs, *hooks, *sandbox, *trying, *conformance]
