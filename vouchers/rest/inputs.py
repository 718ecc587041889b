"""Input shape of a scan (T12): strict grammar first; nothing here asks the database."""

import re
from typing import Any

from rest_framework import serializers

from yibao.kernel import idcard, names
from yibao.kernel.rest import StrictSerializer, StrictTextField

from ..data import PresenceAsk, ScanAsk
from ..rules import is_code

# What each medium must bring; everything else of these is refused, not ignored.
NEEDED = {
    "code": {"code"},
    "social_card": {"card_no"},
    "id_card": {"certno", "name"},
    "offline_code": {"code"},
}
PRESENCES = ["authorised_purchase", "patient_present"]
PRESENCE_HELP = (
    "窗口确认：patient_present 患者在场，authorised_purchase 受托代办（要填 agent）；"
    "家人出示的码要确认了才能结算"
)
_CREDENTIALS = ("code", "card_no", "certno", "name")


class PatternField(StrictTextField):
    """Text of one ASCII pattern, kept exactly as it came."""

    def __init__(self, pattern: str, message: str, **kwargs: Any) -> None:
        self.pattern = re.compile(pattern, re.ASCII)
        self.message = message
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not self.pattern.fullmatch(text):
            raise serializers.ValidationError(self.message, code="invalid")
        return text


class CertnoField(StrictTextField):
    """An identity number that can exist (T18)."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return idcard.parse_certno(super().to_internal_value(data))
        except idcard.NotACertNo as wrong:
            raise serializers.ValidationError(wrong.message, code=wrong.reason) from wrong


class NameField(StrictTextField):
    """A person's name (T19)."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return names.parse_name(super().to_internal_value(data))
        except names.NotAName as wrong:
            raise serializers.ValidationError(wrong.message, code=wrong.reason) from wrong


class OperatorInput(StrictSerializer):
    """Who scans."""

    id = StrictTextField(max_length=20)
    name = StrictTextField(max_length=40, required=False, default="", allow_blank=True)


class DeptInput(StrictSerializer):
    """In which department."""

    id = StrictTextField(max_length=30)
    name = StrictTextField(max_length=60, required=False, default="", allow_blank=True)


class AgentInput(StrictSerializer):
    """Who buys for the patient (P90)."""

    certno = CertnoField()
    name = NameField()


class ScanInput(StrictSerializer):
    """One presentation at a counter."""

    medium = serializers.ChoiceField(choices=sorted(NEEDED))
    code = PatternField(
        r"[0-9A-Za-z._~:/+=-]{1,2000}", "码里有不能用的字符。", required=False, max_length=2000
    )
    card_no = PatternField(
        r"[0-9A-Z]{6,32}", "社保卡号应为 6–32 位数字或大写字母。", required=False
    )
    certno = CertnoField(required=False)
    name = NameField(required=False)
    business_type = PatternField(r"[0-9]{5}", "业务类型应为 5 位数字。")
    terminal = PatternField(r"[\x21-\x7e]{1,20}", "终端号应为 1–20 个可见 ASCII 字符。")
    operator = OperatorInput()
    dept = DeptInput(required=False, allow_null=True)
    purpose = serializers.ChoiceField(choices=["patient", "payer"], required=False)
    visit_id = StrictTextField(max_length=40, required=False)
    agent = AgentInput(required=False, allow_null=True)
    presence = serializers.ChoiceField(choices=PRESENCES, required=False, help_text=PRESENCE_HELP)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Exactly the fields of the medium; a payer names the visit (P113)."""
        faults = _credential_faults(data) | _purpose_faults(data) | _presence_faults(data)
        if data["medium"] == "code" and "code" in data and not is_code(data["code"]):
            faults["code"] = "医保码是 28 位数字，请整段提交。"
        if faults:
            raise serializers.ValidationError(faults)
        return data


class PresenceInput(StrictSerializer):
    """Who is there, said after the scan (P90)."""

    presence = serializers.ChoiceField(choices=PRESENCES, help_text=PRESENCE_HELP)
    agent = AgentInput(required=False, allow_null=True)
    operator = OperatorInput()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """An agent where one bought, none where the patient is there."""
        faults = _presence_faults(data)
        if faults:
            raise serializers.ValidationError(faults)
        return data


class MismatchInput(StrictSerializer):
    """The code is not the patient's (P88)."""

    operator = OperatorInput()
    statement = StrictTextField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="当时的情况，给核查的人看；不要写证件号",
    )


def _credential_faults(data: dict[str, Any]) -> dict[str, str]:
    needed = NEEDED[data["medium"]]
    missing = {name: "这种介质要填这一项。" for name in needed if name not in data}
    strange = {
        name: "这种介质不用填这一项。"
        for name in _CREDENTIALS
        if name in data and name not in needed
    }
    return missing | strange


def _purpose_faults(data: dict[str, Any]) -> dict[str, str]:
    is_payer = data.get("purpose") == "payer"
    if is_payer and "visit_id" not in data:
        return {"visit_id": "付款人扫码要填就诊号。"}
    if not is_payer and "visit_id" in data:
        return {"visit_id": "只有付款人扫码才填就诊号。"}
    return {}


def _presence_faults(data: dict[str, Any]) -> dict[str, str]:
    """Who is said to be there and whether an agent is named fit together (P90)."""
    said, has_agent = data.get("presence"), bool(data.get("agent"))
    if said == "authorised_purchase" and not has_agent:
        return {"agent": "受托代办要填代办人的姓名和身份证号。"}
    if said == "patient_present" and has_agent:
        return {"agent": "患者在场不用填代办人。"}
    return {}


def ask_of(data: dict[str, Any]) -> ScanAsk:
    """The checked input as the service wants it."""
    dept, agent = data.get("dept") or {}, data.get("agent") or {}
    return ScanAsk(
        medium=data["medium"],
        business_type=data["business_type"],
        terminal=data["terminal"],
        operator_code=data["operator"]["id"],
        operator_name=data["operator"]["name"],
        dept_code=dept.get("id", ""),
        dept_name=dept.get("name", ""),
        purpose=data.get("purpose", "patient"),
        visit_id=data.get("visit_id", ""),
        agent_certno=agent.get("certno", ""),
        agent_name=agent.get("name", ""),
        presence=data.get("presence") or ("authorised_purchase" if agent else ""),
        **{name: data[name] for name in _CREDENTIALS if name in data},
    )


def presence_of(data: dict[str, Any]) -> PresenceAsk:
    """The checked confirmation as the service wants it."""
    agent = data.get("agent") or {}
    return PresenceAsk(
        presence=data["presence"],
        operator_code=data["operator"]["id"],
        operator_name=data["operator"]["name"],
        agent_certno=agent.get("certno", ""),
        agent_name=agent.get("name", ""),
    )
