"""Addresses of the review console: queues, own cases, searching, bulk acts, people."""

from django.urls import path

from . import bulk_views, queue_views, search_views, staff_views

urlpatterns = [
    path("queue/", queue_views.queue, name="queue"),
    path("queue/csv/", queue_views.export, name="queue-csv"),
    path("queue/views/", queue_views.keep_view, name="keep-view"),
    path("queue/views/<uuid:pk>/drop/", queue_views.drop_view, name="drop-view"),
    path("next/", queue_views.take_next, name="next"),
    path("mine/", queue_views.mine, name="mine"),
    path("mine/told/", queue_views.put_away, name="told"),
    path("returned/", queue_views.queue, {"tab": "returned"}, name="returned"),
    path("second/", queue_views.queue, {"tab": "second"}, name="second"),
    path("appeals/", queue_views.queue, {"tab": "appeals"}, name="appeals"),
    path("risk/", queue_views.queue, {"tab": "risk"}, name="risk"),
    path("search/", search_views.search, name="search"),
    path("bulk/", bulk_views.choose, name="bulk"),
    path("bulk/<uuid:pk>/", bulk_views.one, name="bulk-one"),
    path("bulk/<uuid:pk>/do/", bulk_views.carry_out, name="bulk-do"),
    path("bulk/<uuid:pk>/undo/", bulk_views.undo, name="bulk-undo"),
    path("staff/", staff_views.staff, name="staff"),
    path("staff/<uuid:pk>/", staff_views.person, name="staff-one"),
]
