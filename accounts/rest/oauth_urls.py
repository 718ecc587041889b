"""The one OAuth address that programs use: ``POST /oauth/token/``.

Nothing else of the provider is reachable: no authorisation pages, no client management.
"""

from django.urls import path

from .oauth import ClientTokenView

app_name = "oauth2_provider"

urlpatterns = [path("token/", ClientTokenView.as_view(), name="token")]
