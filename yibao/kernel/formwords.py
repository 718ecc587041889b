"""Short Chinese sentences for what Django's form fields refuse (P194)."""

from typing import Any

from django import forms

_WORDS = {
    "max_length": "最多 %(limit_value)d 个字，现在是 %(show_value)d 个。",
    "min_length": "至少 %(limit_value)d 个字，现在是 %(show_value)d 个。",
    "null_characters_not_allowed": "里面有看不见的字符，请删掉重填。",
}


class PlainForm(forms.Form):
    """A form whose refusals are short sentences; what a field says itself comes first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)


def say_plainly(field: forms.Field) -> None:
    """Replace the framework's sentences of one field, except those it was given itself."""
    wrong = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = f"{wrong}{field.label or '这一项'}。"
    for code, words in _WORDS.items():
        field.error_messages.setdefault(code, words)
