"""The news of the platform for readers that ask by themselves (Atom)."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from ..reading import news


class NewsFeed(Feed):
    """Changes of the interface and announcements, the newest first."""

    feed_type = Atom1Feed
    title = "医保开放平台：接口更新和运行公告"
    link = reverse_lazy("portal:changelog")
    item_guid_is_permalink = False

    def items(self) -> list[news.Item]:
        """All of them: a handful in a month."""
        return news.items()

    def item_title(self, item: news.Item) -> str:
        """What it is about."""
        return item.title

    def item_description(self, item: news.Item) -> str:
        """The whole text; readers take it for HTML."""
        return escape(item.text)

    def item_link(self, item: news.Item) -> str:
        """The page that has it."""
        is_change = item.key.startswith(news.CHANGE)
        return reverse("portal:changelog" if is_change else "portal:status")

    def item_guid(self, item: news.Item) -> str:
        """What a reader knows it by."""
        return item.key

    def item_pubdate(self, item: news.Item) -> datetime:
        """When it was said."""
        return item.at

    def item_updateddate(self, item: news.Item) -> datetime:
        """The same: an announcement that ends early comes once more."""
        return item.at


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """订阅更新和公告."""
    return NewsFeed()(request)
