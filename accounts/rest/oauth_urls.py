"""The OAuth addresses that programs use: ``POST /oauth/token/`` and ``/oauth/revoke_token/``.

The page on which a person agrees is the voucher's (``/oauth/authorize/``). Nothing else of the
provider is reachable: no client management, no introspection.
"""

from django.urls import path

from .oauth import ClientRevokeView, ClientTokenView

app_name = "oauth2_provider"

urlpatterns = [
    path("token/", ClientTokenView.as_view(), name="token"),
    path("revoke_token/", ClientRevokeView.as_view(), name="revoke-token"),
]
