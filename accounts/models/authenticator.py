"""The second factor of staff: one-time passwords by time, their secret stored sealed (T25)."""

import secrets
from base64 import b32encode
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from yibao.kernel import clock
from yibao.kernel.fields import EncryptedTextField

STEP_SECONDS, DIGITS, TOLERANCE_STEPS = 30, 6, 1


def device_number() -> int:
    """A key that is known before the row is written: the secret is sealed to it."""
    return secrets.randbits(62)


def new_key() -> str:
    """A secret of 20 random bytes, hex."""
    return secrets.token_hex(20)


class Authenticator(TimestampMixin, ThrottlingMixin, Device):
    """One authenticator app of a member of staff.

    ``last_t`` is the time step of the last token that was taken: none counts twice. ``drift`` is
    how many steps the app is known to be off. Wrong tokens make the next try wait longer.
    """

    id = models.BigIntegerField(primary_key=True, default=device_number, editable=False)
    key = EncryptedTextField("口令密钥", default=new_key)
    drift = models.SmallIntegerField("偏差", default=0)
    last_t = models.BigIntegerField("最近一次", default=-1)

    class Meta:
        verbose_name = "口令器"
        verbose_name_plural = "口令器"

    @property
    def bin_key(self) -> bytes:
        """The secret as the arithmetic needs it."""
        return bytes.fromhex(self.key)

    @property
    def config_url(self) -> str:
        """What an authenticator app reads to take the secret in."""
        issuer, name = settings.OTP_TOTP_ISSUER, str(self.user.get_username())
        secret = b32encode(self.bin_key).decode()
        query = {"secret": secret, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
        label = quote(f"{issuer}:{name}")
        return f"otpauth://totp/{label}?{urlencode(query | {'issuer': issuer})}"

    def verify_token(self, token: Any) -> bool:
        """Whether this is the token of now, not seen before; a wrong one is counted."""
        if not self.verify_is_allowed()[0]:
            return False
        if not self._fits(str(token)):
            self.throttle_increment(commit=True)
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def _fits(self, token: str) -> bool:
        if not (token.isascii() and token.isdecimal()):
            return False
        source = TOTP(self.bin_key, STEP_SECONDS, 0, DIGITS, self.drift)
        source.time = clock.now().timestamp()
        if not source.verify(int(token), TOLERANCE_STEPS, self.last_t + 1):
            return False
        self.last_t, self.drift = source.t(), source.drift
        return True

    def get_throttle_factor(self) -> int:
        """Seconds of the first wait; each further one is doubled."""
        return 1
