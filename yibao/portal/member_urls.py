"""Addresses of the portal: into it, and what members do there."""

from django.conf import settings
from django.urls import path

from .web import entrance, members

urlpatterns: list = [
    path("", entrance.start, name="start"),
    path("login/", entrance.login, name="login"),
    path("logout/", entrance.logout, name="logout"),
    path("second-factor/", entrance.second_factor, name="second-factor"),
    path("join/<str:word>/", entrance.join, name="join"),
    path("console/", members.console, name="console"),
    path("keys/", members.keys, name="keys"),
    path("keys/new/", members.key_new, name="key-new"),
    path("keys/<str:ref>/revoke/", members.key_revoke, name="key-revoke"),
    path("terminals/", members.terminals, name="terminals"),
    path(
        "terminals/<str:kind>/<str:number>/switch/",
        members.terminal_switch,
        name="terminal-switch",
    ),
    path("team/", members.members, name="team"),
    path("team/<str:key>/", members.member_change, name="member-change"),
    path("go-live/", members.go_live, name="go-live"),
]
if settings.SANDBOX_ENABLED:
    urlpatterns.append(path("register/", entrance.register, name="register"))
