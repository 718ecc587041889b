"""Addresses of the portal: the vendor's sandbox, only where there are sandboxes."""

from django.conf import settings
from django.urls import path

from .web import clock, people, review, sandbox

urlpatterns: list = []
if settings.SANDBOX_ENABLED:
    urlpatterns += [
        path("sandbox/data/", sandbox.data, name="sandbox"),
        path("sandbox/data/reset/", sandbox.reset, name="sandbox-reset"),
        path("sandbox/data/<str:key>/code/", sandbox.code, name="person-code"),
        path("sandbox/data/<str:key>/phone/", sandbox.phone, name="person-phone"),
        path("sandbox/people/new/", people.new, name="person-new"),
        path("sandbox/enter/<str:word>/", sandbox.enter, name="phone"),
        path("sandbox/review/", review.waiting, name="review"),
        path("sandbox/review/<str:ref>/", review.matter, name="review-matter"),
        path("sandbox/review/<str:ref>/say/", review.say, name="review-say"),
        path("sandbox/clock/", clock.page, name="clock"),
        path("sandbox/clock/move/", clock.move, name="clock-move"),
    ]
