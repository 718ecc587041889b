"""The photo of a face check: one form for the real-name pages and for the password's."""

from typing import Any

from django import forms

from .formwords import PlainForm

_PHOTO_TYPES = "image/jpeg,image/png,image/webp"


def consent_field() -> forms.BooleanField:
    """The box of the separate consent to a face check (T21)."""
    return forms.BooleanField(
        label="我已看过，同意这次刷脸",
        error_messages={"required": "请先勾选“同意”。不同意可以去窗口办。"},
    )


class PhotoForm(PlainForm):
    """A photo of the face, or in a sandbox a chosen outcome."""

    photo = forms.FileField(
        label="拍一张正面照片",
        allow_empty_file=True,
        error_messages={"required": "请先拍一张照片。"},
        widget=forms.FileInput(attrs={"accept": _PHOTO_TYPES, "capture": "user"}),
    )

    def __init__(self, *args: Any, outcomes: tuple[tuple[str, str], ...] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not outcomes:
            return
        self.fields["photo"].required = False
        self.fields["photo"].label = "也可以拍一张照片试试"
        self.fields["photo"].help_text = "照片不会保存，也不会真的比对"
        self.fields["acted"] = forms.ChoiceField(
            label="演示环境没有真的比对人脸，请选一个结果",
            choices=outcomes,
            initial=outcomes[0][0],
            required=False,
            widget=forms.RadioSelect,
        )
        self.order_fields(["acted", "photo"])

    @property
    def frame(self) -> bytes | None:
        """The photo's bytes, in memory only."""
        photo = self.cleaned_data.get("photo")
        return photo.read() if photo else None

    @property
    def acted(self) -> str:
        """The chosen outcome of the sandbox; a photo goes before it."""
        return "" if self.cleaned_data.get("photo") else self.cleaned_data.get("acted", "")
