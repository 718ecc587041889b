"""Judging a 断网码 without a network, as a till does: the lists were fetched before."""

import base64
import binascii
import json
import re
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

AUDIENCE = "yibao.offline"
_FORM = re.compile(r"YBO1\.[A-Za-z0-9_-]{40,480}\.[A-Za-z0-9_-]{86}", re.ASCII)


class PassRefused(ValueError):
    """The text is not taken; the message is for the clerk."""


def judge(text: str, *, keys: list[dict[str, Any]], revoked: list[str], now: int) -> dict[str, Any]:
    """The content of a pass that may be taken (``now`` in epoch seconds). Raises ``PassRefused``.

    First the form, then the signature, only then the content.
    """
    if not _FORM.fullmatch(text):
        raise PassRefused("这不是断网码，它应以 YBO1. 开头，整段打完。")
    signed, _, signature = text.rpartition(".")
    facts = _facts(signed)
    key = next((one for one in keys if one["kid"] == facts.get("kid")), None)
    if key is None or key["state"] == "compromised":
        raise PassRefused("签这张码的密钥不在公钥列表里，或者已经作废，不能收。")
    try:
        public = Ed25519PublicKey.from_public_bytes(_decode(key["public_key"]))
        public.verify(_decode(signature), signed.encode())
    except InvalidSignature as failure:
        raise PassRefused("签名不对，不能收。") from failure
    if facts.get("aud") != AUDIENCE:
        raise PassRefused("这张码不是断网时用的。")
    if not facts["iat"] <= now < facts["exp"]:
        raise PassRefused("断网码过期了，或者还没到时间，不能收。")
    if facts["serial"] in revoked:
        raise PassRefused("这张断网码已经作废，不能收。")
    return facts


def _facts(signed: str) -> dict[str, Any]:
    try:
        facts = json.loads(_decode(signed.partition(".")[2]))
    except (ValueError, RecursionError) as failure:
        raise PassRefused("码里的内容读不出来，不能收。") from failure
    if not isinstance(facts, dict):
        raise PassRefused("码里的内容读不出来，不能收。")
    return facts


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as failure:
        raise PassRefused("码里的内容读不出来，不能收。") from failure
