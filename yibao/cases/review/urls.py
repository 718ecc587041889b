"""Addresses of the review console, below ``/admin/review/``."""

from . import case_urls, look_urls, queue_urls, reason_urls

app_name = "review"

urlpatterns = [
    *queue_urls.urlpatterns,
    *look_urls.urlpatterns,
    *reason_urls.urlpatterns,
    *case_urls.urlpatterns,
]
