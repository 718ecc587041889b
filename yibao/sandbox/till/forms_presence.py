"""Forms of the till where a relative shows the code."""

from typing import Any

from django import forms

from yibao.kernel.formwords import PlainForm


class PresenceForm(PlainForm):
    """Who is there where a relative shows the code (P90)."""

    presence = forms.ChoiceField(
        label="谁在窗口",
        choices=(
            ("patient_present", "患者本人在场"),
            ("authorised_purchase", "替患者办，已看患者和代办人两个人的身份证"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "请看一看谁在窗口，再选一项。"},
    )
    agent_name = forms.CharField(
        label="代办人姓名", required=False, max_length=50, help_text="患者在场不用填。"
    )
    agent_certno = forms.CharField(
        label="代办人身份证号", required=False, max_length=18, help_text="照着身份证录。"
    )

    def clean(self) -> dict[str, Any]:
        """An agent has a name and a number."""
        data = super().clean() or {}
        if data.get("presence") != "authorised_purchase":
            return data
        for name, words in (("agent_name", "姓名"), ("agent_certno", "身份证号")):
            if name not in self.errors and not data.get(name):
                self.add_error(name, f"请填代办人{words}。")
        return data

    def body(self) -> dict[str, Any]:
        """What goes over the wire."""
        data = self.cleaned_data
        said = {"presence": data["presence"]}
        if data["presence"] == "patient_present":
            return said
        return said | {"agent": {"name": data["agent_name"], "certno": data["agent_certno"]}}


class MismatchForm(PlainForm):
    """The code is not the patient's (P88)."""

    statement = forms.CharField(
        label="当时的情况",
        required=False,
        max_length=200,
        help_text="可以不填，给核查的人看。不要写证件号。",
    )

    def body(self) -> dict[str, Any]:
        """What goes over the wire."""
        return {"statement": self.cleaned_data["statement"]}
