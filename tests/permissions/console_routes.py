"""Addresses of the console beyond those that every list has: which ones there are."""

from django.contrib import admin
from django.urls import URLResolver, get_resolver

#: What the framework's site has by itself.
SITE = {
    "admin/",
    "admin/login/",
    "admin/logout/",
    "admin/password_change/",
    "admin/password_change/done/",
    "admin/autocomplete/",
    "admin/jsi18n/",
    "admin/r/<path:content_type_id>/<path:object_id>/",
}
#: What every list has: see ``tests.admin.pages.SEEN_BY`` and ``BUTTONS``.
OF_A_LIST = (
    "",
    "add/",
    "<path:object_id>/change/",
    "<path:object_id>/delete/",
    "<path:object_id>/history/",
    "<path:object_id>/",
    "<path:object_id>/do/<slug:action>/",
)


def walk(patterns, prefix=""):
    """Every address below a list of patterns."""
    for one in patterns:
        text = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, text)
        else:
            yield text


def of_lists() -> set[str]:
    """Addresses of the registered lists."""
    labels = [model._meta.label_lower.replace(".", "/") for model in admin.site._registry]
    return {f"admin/{label}/{end}" for label in labels for end in OF_A_LIST}


def own_pages() -> set[str]:
    """Addresses that a person wrote: each stands in ``tests.admin.pages.PAGES``."""
    every = {text for text in walk(get_resolver().url_patterns) if text.startswith("admin/")}
    return {text for text in every - SITE - of_lists() if "(?P<" not in text}
