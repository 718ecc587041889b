"""The same addresses at the root of the site, for systems that can name a host only."""

from django.urls import re_path

from .addresses import ROOT
from .views import GatewayView

urlpatterns = [re_path(ROOT, GatewayView.as_view(), name="gateway-root")]
