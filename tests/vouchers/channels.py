"""Channels for tests: rows as the console would make them, apps with tokens of a person."""

from datetime import timedelta
from itertools import count

from django.utils import timezone
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from accounts.models import PartnerClient
from tests.factories import vouchers as make
from vouchers.models import Channel, Voucher
from vouchers.services import channels

SECRET = "a-channel-secret-for-tests-0123456789"
SCOPES = ["me.profile", "me.voucher", "me.family"]
CALLBACK = "https://bank.example/callback/"
_numbers = count(1)


def make_channel(code="", **more):
    """A channel that may activate and show."""
    code = code or f"C{next(_numbers)}"
    facts = {"name": f"渠道{code}", "kind": "BANK_APP", "can_activate": True} | more
    return Channel.objects.create(code=code, **facts)


def make_app(tenant, *, scopes=None, channel=True, **more):
    """A channel app; ``app.channel`` is its channel."""
    app = PartnerClient.objects.create(
        tenant=tenant,
        kind="CHANNEL_APP",
        name="示例银行",
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=CALLBACK,
        allowed_scopes=SCOPES if scopes is None else scopes,
        **more,
    )
    if channel:
        make_channel(client=app, name="示例银行")
    return app


def user_token(app, user, *, scopes=None, seconds=3600):
    """An access token of the app for one person, with its refresh token."""
    raw = f"user-token-{next(_numbers)}"
    token = get_access_token_model().objects.create(
        application=app,
        user=user,
        token=raw,
        scope=" ".join(scopes or app.allowed_scopes),
        expires=timezone.now() + timedelta(seconds=seconds),
    )
    get_refresh_token_model().objects.create(
        application=app, user=user, token=f"refresh-{raw}", access_token=token
    )
    return raw


def joined(user, channel):
    """The user's voucher is open in the channel."""
    voucher = Voucher.objects.get(person=user.person)
    return channels.join(by=user, voucher=voucher, channel=channel, holder=user, is_own=True)


def bound(voucher, channel, relative=None):
    """A relative's place on the voucher, as a binding will make it."""
    relative = relative or make.make_user(make.make_person(voucher.person.tenant))
    return channels.join(
        by=relative, voucher=voucher, channel=channel, holder=relative, is_own=False
    )
