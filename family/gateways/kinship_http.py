"""Production adapter: JSON over HTTPS to the data exchange that knows kinship and births."""

from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yibao.kernel.ids import new_ref

from ..data.kinship import Birth
from .kinship_port import KinshipAway, read_birth, read_relation

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5


class HttpKinshipGateway:
    """Posts to ``{KINSHIP_HTTP_URL}/relation`` and ``/birth`` with a bearer token.

    ``relation``: ``{reference, holder_certno, member_certno}`` → ``{reference, relation}``, the
    relation empty where none is on record. ``birth``: ``{reference, certificate_no, mother_name,
    mother_certno}`` → ``{reference, found}``, and where found the asked fields with
    ``child_certno`` and perhaps ``father_certno``. Anything but 200 counts as no answer.
    """

    def __init__(self) -> None:
        if not settings.KINSHIP_HTTP_URL or not settings.KINSHIP_HTTP_TOKEN:
            raise ImproperlyConfigured(
                "KINSHIP_HTTP_URL 和 KINSHIP_HTTP_TOKEN 没有配置，不能核对亲属关系。"
            )

    def relation(self, *, holder_certno: str, member_certno: str) -> str:
        """Ask once."""
        reference = new_ref("kin")
        said = self._post(
            "relation",
            {
                "reference": reference,
                "holder_certno": holder_certno,
                "member_certno": member_certno,
            },
        )
        return read_relation(said, reference=reference)

    def birth(self, *, certificate_no: str, mother_name: str, mother_certno: str) -> Birth | None:
        """Ask once."""
        reference = new_ref("kin")
        asked = {
            "certificate_no": certificate_no,
            "mother_name": mother_name,
            "mother_certno": mother_certno,
        }
        said = self._post("birth", {"reference": reference, **asked})
        return read_birth(said, reference=reference, **asked)

    def _post(self, call: str, body: dict[str, Any]) -> Any:
        try:
            answer = requests.post(
                f"{settings.KINSHIP_HTTP_URL.rstrip('/')}/{call}",
                json=body,
                headers={"Authorization": f"Bearer {settings.KINSHIP_HTTP_TOKEN}"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise KinshipAway(type(failure).__name__) from failure
        if answer.status_code != 200:
            raise KinshipAway(str(answer.status_code))
        try:
            return answer.json()
        except ValueError as broken:
            raise KinshipAway("unreadable answer") from broken
