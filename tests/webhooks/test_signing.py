"""Signatures of Standard Webhooks (T79)."""

import pytest

from tests.factories.receiver import is_signed
from yibao.webhooks.services import signing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
HEADERS = {
    "webhook-id": MESSAGE[0],
    "webhook-timestamp": str(MESSAGE[1]),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def signed(*secrets: str) -> dict[str, str]:
    message_id, timestamp, body = MESSAGE
    return signing.headers(list(secrets), message_id=message_id, timestamp=timestamp, body=body)


class TestSignature:
    def test_is_that_of_the_published_example(self):
        assert signed(SECRET) == HEADERS

    def test_of_both_secrets_stands_while_they_change(self):
        new = signing.new_secret()
        headers = signed(new, SECRET)
        for secret in (new, SECRET):
            assert is_signed(headers, MESSAGE[2], secret, now=MESSAGE[1])

    def test_secrets_are_long_and_never_the_same(self):
        made = {signing.new_secret() for _ in range(50)}
        assert len(made) == 50 and all(len(one) == len("whsec_") + 44 for one in made)

    @pytest.mark.parametrize("late", [-361, 361])
    def test_is_refused_by_a_careful_receiver_when_old_or_early(self, late):
        assert not is_signed(signed(SECRET), MESSAGE[2], SECRET, now=MESSAGE[1] + late)

    @pytest.mark.parametrize(
        "change",
        [{"webhook-id": "msg_other"}, {"webhook-timestamp": "1614265331"}],
        ids=str,
    )
    def test_covers_id_time_and_body(self, change):
        headers = {**signed(SECRET), **change}
        assert not is_signed(headers, MESSAGE[2], SECRET, now=MESSAGE[1])
        assert not is_signed(signed(SECRET), b"{}", SECRET, now=MESSAGE[1])
