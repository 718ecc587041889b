"""Addresses that must not be called (T80)."""

import socket

import pytest

from yibao.webhooks import gateways

INNER = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://0.0.0.0/", "https://[::]/", "https://10.0.0.1/",
    "https://172.16.0.1/", "https://172.31.255.254/", "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://192.0.2.1/",
    "https://198.18.0.1/", "https://203.0.113.9/", "https://224.0.0.1/", "https://240.0.0.1/",
    "https://255.255.255.255/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd12::1]/",
    "https://[ff02::1]/", "https://[fec0::1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/", "https://[2001:db8::1]/", "https://[::127.0.0.1]/",
]  # fmt: skip
CROOKED = [
    "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "//example.com/",
    "https://user:word@example.com/", "https://example.com:22/", "https://example.com:6379/",
    "https://example.com/#piece", "https:///path", "https://", "", "javascript:alert(1)",
    "https://exa mple.com/", "https://example.com/\n", "https://例子.中国/", "https://a\\@b/",
    "https://example.com:99999/", "https://[::1/", "https://" + "a" * 500,
]  # fmt: skip


@pytest.fixture(autouse=True)
def public_only(settings):
    settings.WEBHOOK_ALLOW_NETS = []


def answers(monkeypatch, *addresses):
    """The name server says these addresses."""
    rows = [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443))
        for one in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)


class TestAddress:
    @pytest.mark.parametrize("url", INNER)
    def test_inside_is_never_called(self, url):
        with pytest.raises(gateways.Refused):
            gateways.resolve(url)

    @pytest.mark.parametrize("url", CROOKED)
    def test_written_in_a_crooked_way_is_refused_at_once(self, url):
        assert gateways.refusal_of(url)
        with pytest.raises(gateways.Refused):
            gateways.resolve(url)

    def test_behind_a_public_name_is_judged_each_one(self, monkeypatch):
        answers(monkeypatch, "93.184.216.34", "10.0.0.5")
        with pytest.raises(gateways.Refused, match="内部网络"):
            gateways.resolve("https://example.com/hook")

    def test_that_was_judged_is_the_one_that_is_called(self, monkeypatch):
        answers(monkeypatch, "93.184.216.34")
        target = gateways.resolve("https://example.com:8443/hook?a=1")
        assert (target.address, target.port, target.host) == ("93.184.216.34", 8443, "example.com")
        assert (target.path, target.authority) == ("/hook?a=1", "example.com:8443")

    def test_without_an_answer_of_the_name_server_is_refused(self, monkeypatch):
        def unknown(*_, **__):
            raise socket.gaierror

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(gateways.Refused, match="域名"):
            gateways.resolve("https://example.com/")

    def test_in_an_allowed_network_may_be_called_others_not(self, settings):
        settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
        assert gateways.resolve("http://127.0.0.1:9000/").port == 9000
        with pytest.raises(gateways.Refused):
            gateways.resolve("https://10.0.0.1/")

    def test_outside_an_allowed_network_keeps_its_https(self, settings, monkeypatch):
        settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
        answers(monkeypatch, "93.184.216.34")
        with pytest.raises(gateways.Refused, match="https"):
            gateways.resolve("http://example.com/")


class TestPost:
    def test_to_an_inner_address_opens_no_connection(self, receiver):
        answer = gateways.post(receiver.url, headers={}, body=b"{}")
        assert (answer.failure, answer.status, receiver.got) == ("address", None, [])

    def test_does_not_follow_to_another_place(self, receiver, settings):
        settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
        receiver.answers = [(302, {"Location": receiver.url})]
        answer = gateways.post(receiver.url, headers={}, body=b"{}")
        assert answer.status == 302 and len(receiver.got) == 1

    def test_does_not_wait_for_one_that_speaks_drop_by_drop(self, receiver, settings):
        settings.WEBHOOK_ALLOW_NETS, settings.WEBHOOK_SECONDS = ["127.0.0.0/8"], 1
        receiver.drip.set()
        answer = gateways.post(receiver.url, headers={}, body=b"{}")
        assert answer.failure == "timeout" and answer.ms < 3000

    def test_says_that_nobody_listens(self, settings):
        settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
        answer = gateways.post("http://127.0.0.1:9/", headers={}, body=b"{}")
        assert answer.failure == "connection"

    def test_says_that_the_certificate_is_not_of_the_name(self, receiver, settings):
        settings.WEBHOOK_ALLOW_NETS = ["127.0.0.0/8"]
        url = receiver.url.replace("http://", "https://")
        assert gateways.post(url, headers={}, body=b"{}").failure == "tls"
