"""Console pages of notices."""

from . import banners, inbox, messages, templates

__all__ = ["banners", "inbox", "messages", "templates"]
