"""The site's addresses and the view that the others are measured against."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Institution
from yibao.urls import handler400, handler403, handler404, handler500
from yibao.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class OneRow(APIView):
    """Knows the client by its token and reads one row."""

    required_scopes = {"GET": "settlements:read"}

    def get(self, request: Request) -> Response:
        """The institution's own code."""
        row = Institution.objects.get(pk=request.user.institution.pk)
        return Response({"fixmedins_code": row.fixmedins_code})


urlpatterns = [path("api/v1/bench/one-row/", OneRow.as_view()), *of_the_site]
