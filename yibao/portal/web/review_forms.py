"""Forms of the review room: what is to be mended, or why it is refused."""

from typing import Any

from django import forms

from yibao.cases.dossiers import Dossier, ReasonChoice

from .forms import PortalForm


class WordForm(PortalForm):
    """What a person is told beside the word itself; ``kind`` is of ``Decision.Kind``."""

    kind = ""
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.kind.lower(), **kwargs)
        self.reasons = [one for one in dossier.reasons if one.kind == self.kind]
        field = self.fields["text"]
        field.label, field.max_length = dossier.text_words, dossier.text_most
        field.required = self.kind in dossier.text_for
        field.error_messages["required"] = f"请填写{dossier.text_words}。"

    @property
    def said(self) -> dict[str, Any]:
        """The words of a valid form, as ``room.word_of`` takes them."""
        return self.cleaned_data


class ApproveForm(WordForm):
    """Nothing to fill in."""

    kind = "APPROVE"
    text = None

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        PortalForm.__init__(self, *args, prefix="approve", **kwargs)


class ReturnForm(WordForm):
    """Places and what is wrong there, all at once (P177)."""

    kind = "RETURN"
    field_order = ("wants", "text")
    wants = forms.MultipleChoiceField(
        label="要补什么",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一处要补的。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wants"].choices = [(one.key, _label(one)) for one in self.reasons]


class RejectForm(WordForm):
    """One reason from the table, where the kind of matter has such a table."""

    kind = "REJECT"
    field_order = ("refusal", "text")
    refusal = forms.ChoiceField(
        label="理由",
        widget=forms.RadioSelect,
        error_messages={"required": "请选不通过的理由。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refusal"].choices = [(one.code, _label(one)) for one in self.reasons]
        if not self.reasons:
            del self.fields["refusal"]


def _label(one: ReasonChoice) -> str:
    place = f"{one.slot_title}：" if one.slot_title else ""
    return f"{place}{one.label}（{one.code}）"


FORMS = {form.kind: form for form in (ApproveForm, ReturnForm, RejectForm)}
