"""One post to the bureau's message platform: what its answers mean to a sender."""

from typing import Any

import requests

from .port import SmsRefused, SmsUnavailable


def post(*, url: str, token: str, message: dict[str, Any]) -> None:
    """JSON with a bearer token, no redirects; 200 is taken.

    Raises ``SmsUnavailable`` where a later try may do (no answer, 429, 5xx), else ``SmsRefused``.
    """
    try:
        answer = requests.post(
            url,
            json=message,
            headers={"Authorization": f"Bearer {token}"},
            timeout=(3, 10),
            allow_redirects=False,
        )
    except requests.RequestException as failure:
        raise SmsUnavailable(type(failure).__name__) from failure
    if answer.status_code >= 500 or answer.status_code == 429:
        raise SmsUnavailable(str(answer.status_code))
    if answer.status_code != 200:
        raise SmsRefused(str(answer.status_code))
