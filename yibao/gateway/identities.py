"""Names and numbers as this client may see them: whole with ``persons:identity``, else masked."""

from typing import Any

from yibao.kernel import clock, masking

IDENTITY_SCOPE = "persons:identity"
_SEX = {"1": "男", "2": "女"}


def name_of(*, by: Any, person: Any) -> str:
    """The name, whole or masked."""
    return person.name if IDENTITY_SCOPE in by.allowed_scopes else person.masked_name


def certno_of(*, by: Any, person: Any) -> str:
    """The number, whole or masked."""
    is_whole = IDENTITY_SCOPE in by.allowed_scopes
    return person.certno if is_whole else masking.mask_certno(person.certno)


def base_of(*, by: Any, person: Any) -> dict[str, Any]:
    """The fields that every answer about a person begins with."""
    return {
        "psn_no": person.psn_no,
        "psn_cert_type": "01",
        "certno": certno_of(by=by, person=person),
        "psn_name": name_of(by=by, person=person),
        "gend": person.gend,
        "naty": "",
        "brdy": person.birth_date if IDENTITY_SCOPE in by.allowed_scopes else None,
        "age": person.age_on(clock.today(person.tenant)),
    }


def of_library(*, by: Any, person: Any, enrolment: Any) -> dict[str, Any]:
    """The fields of a decoded code."""
    is_whole = IDENTITY_SCOPE in by.allowed_scopes
    return {
        "userName": name_of(by=by, person=person),
        "idNo": certno_of(by=by, person=person),
        "idType": "01",
        "insuOrg": enrolment.insuplc_admdvs,
        "ecIndexNo": "",
        "gender": _SEX.get(person.gend, ""),
        "birthday": f"{person.birth_date:%Y.%m.%d}" if is_whole else "",
        "nationality": "中国",
        "email": "",
        "chnlId": "",
        "ecQrCode": "",
        "authNo": "",
        "extra": "",
    }


def of_payer(*, person: Any, enrolment: Any, state: str) -> dict[str, Any]:
    """The fields of a decoded payer's code: no number, no token, whoever asks (P113)."""
    empty = (
        "idNo", "idType", "ecToken", "ecIndexNo", "gender", "birthday", "nationality", "email",
        "chnlId", "ecQrCode", "authNo",
    )  # fmt: skip
    return {
        **dict.fromkeys(empty, ""),
        "userName": person.masked_name,
        "insuOrg": enrolment.insuplc_admdvs,
        "extra": state,
    }
