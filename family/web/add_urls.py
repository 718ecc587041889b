"""Addresses of adding a relative, below /family/add/."""

from django.urls import path

from .views.add import check, documents, member, newborn, promise, start

urlpatterns = [
    path("", start.start, name="add"),
    path("notice/", start.notice, name="add-notice"),
    path("face/", start.holder_face, name="add-face"),
    path("id/", member.member, name="add-member"),
    path("id/other/", member.other_document, name="add-other"),
    path("id/newborn/", newborn.newborn, name="add-newborn"),
    path("mother/", newborn.mother_face, name="add-mother"),
    path("place/", member.place, name="add-place"),
    path("method/", documents.method, name="add-method"),
    path("documents/", documents.task_list, name="add-documents"),
    path("documents/done/", documents.done, name="add-documents-done"),
    path("documents/<str:slot>/", documents.slot, name="add-slot"),
    path("promise/", promise.promise, name="add-promise"),
    path("promise/done/", promise.done, name="add-promise-done"),
    path("promise/letter/", promise.letter, name="add-promise-letter"),
    path("promise/typed/", promise.typed, name="add-promise-typed"),
    path("promise/printed/", promise.printed, name="add-promise-printed"),
    path("promise/printed/photo/", promise.photo, name="add-promise-photo"),
    path("check/", check.check, name="add-check"),
    path("done/<str:ref>/", check.done, name="add-done"),
    path("discard/", start.discard, name="add-discard"),
]
