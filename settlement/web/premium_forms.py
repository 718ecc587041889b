"""Forms of premiums: for whom, and somebody by name and number (P172)."""

from typing import Any

from django import forms

from .aid_forms import AidForm
from .aid_person_form import OtherForm

SELF = "self"


class ForWhomForm(AidForm):
    """Oneself or a bound relative; values are references, never numbers of certificates."""

    who = forms.ChoiceField(
        label="给谁缴",
        widget=forms.RadioSelect,
        error_messages={"required": "请选给谁缴。", "invalid_choice": "请从下面选一位。"},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people


class NamedForm(OtherForm):
    """Anybody by name and number; no relation is asked, because no right comes of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, relations=(), **kwargs)
        del self.fields["relation"]
        self.fields["name"].label = "姓名"
        self.fields["name"].error_messages["required"] = "请填姓名。"
        self.fields["certno"].label = "身份证号"
        self.fields["certno"].error_messages["required"] = "请填身份证号。"
