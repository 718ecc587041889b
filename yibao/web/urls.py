"""Addresses of the shared pages."""

from django.urls import path

from . import (
    catalogue,
    display,
    family_why,
    feedback,
    help,
    home,
    offline,
    pages,
    reference,
    why,
)

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.me, name="me"),
    path("me/todos/", home.todo_list, name="todos"),
    path("me/display/", display.settings_page, name="display"),
    path("help/", help.index, name="help"),
    path("help/contacts/", pages.contacts, name="contacts"),
    path("help/face/", help.face, name="help-face"),
    path("help/card-or-code/", help.card_or_code, name="card-or-code"),
    path("help/code-not-working/", why.page, name="why"),
    path("help/binding-not-working/", family_why.page, name="family-why"),
    path("help/counter/", help.counter, name="counter"),
    path("help/forms/<str:code>/", help.form, name="form"),
    path("help/<str:topic>/", help.topic, name="topic"),
    path("offline/", offline.page, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("feedback/", feedback.page, name="feedback"),
    path("privacy/", pages.privacy, name="privacy"),
    path("terms/", pages.terms, name="terms"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("dev/reference/", reference.page, name="reference"),
    path("dev/errors/", catalogue.error_list, name="errors"),
    path("dev/errors/<str:code>/", catalogue.error_detail, name="error"),
]
