"""Whose address counts behind a proxy (T14, T78)."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.test import RequestFactory

from yibao.kernel.http import ProxyAddressMiddleware


def address(forwarded=None, remote="127.0.0.1"):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    return ProxyAddressMiddleware(lambda seen: seen.META["REMOTE_ADDR"])(request)


class TestProxyAddress:
    def test_is_not_looked_for_without_a_proxy(self, settings):
        settings.TRUSTED_PROXY_COUNT = 0
        with pytest.raises(MiddlewareNotUsed):
            ProxyAddressMiddleware(lambda request: None)

    def test_is_the_one_that_our_proxy_wrote(self, settings):
        settings.TRUSTED_PROXY_COUNT = 1
        assert address("203.0.113.9") == "203.0.113.9"
        assert address("1.2.3.4, 203.0.113.9") == "203.0.113.9"

    def test_counts_from_the_right(self, settings):
        settings.TRUSTED_PROXY_COUNT = 2
        assert address("1.2.3.4, 203.0.113.9, 10.0.0.1") == "203.0.113.9"

    def test_stays_where_the_header_is_missing_or_short(self, settings):
        settings.TRUSTED_PROXY_COUNT = 2
        assert address() == "127.0.0.1"
        assert address("203.0.113.9") == "127.0.0.1"
        assert address(", 10.0.0.1") == "127.0.0.1"
