"""The pictures of a face check: one form for every page that asks for a face.

File fields begin with ``face_``, so that they stay in memory (``yibao.kernel.uploads``).
"""

from typing import Any

from django import forms

from .formwords import PlainForm

MOST_FRAMES = 4
_PHOTO_TYPES = "image/jpeg,image/png,image/webp"
_ACTED_ONLY = "演示环境没有真的比对人脸，请选一个结果"
_ACTED_TOO = "演示：不拍照，直接选一个结果"


def consent_field(whose: str = "") -> forms.BooleanField:
    """The box of the separate consent to a face check (T21); ``whose`` names somebody else than
    the one whose phone it is: only that person may tick it."""
    return forms.BooleanField(
        label=f"我已看过，同意这次刷脸（我是{whose}本人）" if whose else "我已看过，同意这次刷脸",
        error_messages={"required": "请先勾选“同意”。不同意可以去窗口办。"},
    )


class PhotoForm(PlainForm):
    """Frames from the camera; where a sandbox allows it a single photo or a chosen outcome.

    ``outcomes`` are the choices of a sandbox, ``compares`` says whether photos are really compared,
    ``takes_photo`` whether a single photo will do, ``has_consent`` drops the box of the consent,
    ``whose`` names somebody else whose face it is.
    A form that only starts the camera (``is_start``), asks for a link to another phone
    (``is_handover``) or for what came of it (``is_fetch``) needs nothing else.
    """

    face_photo = forms.FileField(
        label="拍一张正面照片",
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput(attrs={"accept": _PHOTO_TYPES, "capture": "user"}),
    )

    def __init__(
        self,
        *args: Any,
        outcomes: tuple[tuple[str, str], ...] = (),
        compares: bool = False,
        takes_photo: bool = True,
        has_consent: bool = True,
        whose: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not has_consent:
            self.fields["agree"] = consent_field(whose)
        if not takes_photo:
            del self.fields["face_photo"]
        elif outcomes:
            self._offer(outcomes, compares)
        self.order_fields(["agree", "acted", "face_photo"])

    @property
    def is_start(self) -> bool:
        """Whether only the camera is to be opened."""
        return bool(self.data.get("start"))

    @property
    def is_handover(self) -> bool:
        """Whether another phone is to do it."""
        return bool(self.data.get("other_phone"))

    @property
    def is_fetch(self) -> bool:
        """Whether another phone is said to have done it."""
        return bool(self.data.get("fetch"))

    @property
    def frames(self) -> tuple[bytes, ...]:
        """The camera's pictures in order, in memory only."""
        names = (f"face_frame_{number}" for number in range(MOST_FRAMES))
        return tuple(self.files[name].read() for name in names if name in self.files)

    @property
    def frame(self) -> bytes | None:
        """The single photo's bytes, in memory only."""
        photo = self.cleaned_data.get("face_photo")
        return photo.read() if photo else None

    @property
    def acted(self) -> str:
        """The chosen outcome of the sandbox; a picture goes before it."""
        cleaned = getattr(self, "cleaned_data", {})
        if cleaned.get("face_photo") or "face_frame_0" in self.files:
            return ""
        return cleaned.get("acted", "")

    def clean(self) -> dict[str, Any]:
        """Something to look at must be there."""
        cleaned = super().clean() or self.cleaned_data
        is_button = self.is_start or self.is_handover or self.is_fetch
        is_sent = is_button or "face_frame_0" in self.files or "acted" in self.fields
        if is_sent or self.files.get("face_photo") is not None:
            return cleaned
        field = "face_photo" if "face_photo" in self.fields else None
        self.add_error(field, "请先拍一张照片。" if field else "请先打开摄像头，按提示拍照。")
        return cleaned

    def _offer(self, outcomes: tuple[tuple[str, str], ...], compares: bool) -> None:
        photo = self.fields["face_photo"]
        photo.label = "也可以选一张照片真的比对" if compares else "也可以拍一张照片试试"
        photo.help_text = "照片不会保存" if compares else "照片不会保存，也不会真的比对"
        self.fields["acted"] = forms.ChoiceField(
            label=_ACTED_TOO if compares else _ACTED_ONLY,
            choices=outcomes,
            initial=outcomes[0][0],
            required=False,
            widget=forms.RadioSelect,
        )
