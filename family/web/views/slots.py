"""One place for pictures: choose or photograph, look at it, keep or retake it (ux 6).

The same page serves the wizard, the mending of a returned request, the signed letter and an appeal.
The small script of the page sends the picture with ``Accept: application/json``; without it the
plain form does the same.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.formwords import PlainForm
from yibao.kernel.ids import new_ref

from ...data.photos import ACCEPTED, OTHER_PLACES
from ...errors import UploadMissing, UploadTooManyPages
from ...models import BindingRequest
from ...selectors import documents as found
from ...services import documents

HEADINGS = {"LETTER": "拍签好的承诺书", "APPEAL": "补充复核材料"}


def _question(words: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=words,
        choices=[("yes", "是"), ("no", "不是")],
        error_messages={"required": f"“{words}”还没选。看不清就重拍一张。"},
        widget=forms.RadioSelect,
    )


class LookForm(PlainForm):
    """Three questions: whoever keeps a photo has looked at it."""

    corners = _question("四个角都拍进去了吗？")
    sharp = _question("字都看得清吗？")
    glare = _question("没有反光吧？")

    @property
    def says_no(self) -> bool:
        """Whether one of them was answered with no."""
        return any(self.data.get(name) == "no" for name in self.fields)


class SlotForm(PlainForm):
    """Holds what is wrong with an upload, for the summary and beside the buttons."""

    def refuse(self, refused: DomainError) -> None:
        """The message, then what to do."""
        self.add_error(None, words_of(refused))


def slot_page(
    request: HttpRequest, binding_request: BindingRequest, slot_code: str, back: str
) -> HttpResponse:
    """Show the place and do what was posted; ``back`` is where "就用这张" leads.

    The caller has checked whose request it is. A place that the request does not have is not found.
    """
    page = SlotPage(request, binding_request, slot_code, back)
    return page.act() if request.method == "POST" else page.show()


def words_of(refused: DomainError) -> str:
    """What happened, then what to do."""
    return f"{refused.message}{refused.advice}"


class SlotPage:
    """One request for the page."""

    def __init__(
        self, request: HttpRequest, binding_request: BindingRequest, code: str, back: str
    ) -> None:
        self.request = request
        self.wish = binding_request
        self.kind = code if code in OTHER_PLACES else "PROOF"
        self.slot = found.slot_of(binding_request, code, self.kind)
        if self.slot is None:
            raise NotFound
        self.back = back
        self.is_retake_advised = False
        self.form = SlotForm({} if request.method == "POST" else None)
        is_answered = request.POST.get("action") == "use"
        self.look = LookForm(request.POST if is_answered else None, label_suffix="")

    def act(self) -> HttpResponse:
        """One of the four buttons; an upload where none is named."""
        acts = {"use": self._use, "remove": self._remove, "reuse": self._reuse}
        try:
            return acts.get(self.request.POST.get("action", ""), self._upload)()
        except DomainError as refused:
            return self._refused(refused)

    def show(self, status: int = 200) -> HttpResponse:
        """The page with what lies in the place now."""
        state = found.slot_state(self.wish, self.slot, self.kind)
        old = found.reusable(self.wish, self.slot) if not state.documents else None
        context = {
            "form": self.form if self.form.errors else self.look,
            "state": state,
            "slot": self.slot,
            "heading": HEADINGS.get(self.kind, f"拍{self.slot.title}"),
            "number": self._number(state),
            "has_more": self.slot.max_pages > 1 and len(state.documents) < self.slot.max_pages,
            "upload_id": new_ref("U"),
            "accepted": ACCEPTED,
            "most_bytes": settings.UPLOAD_FILE_BYTES,
            "questions": self.look,
            "is_retake_advised": self.is_retake_advised,
            "reusable": old,
            "back_url": self.back,
            "here": self._here(),
        }
        return render(self.request, "family/slot.html", context, status=status)

    def _upload(self) -> HttpResponse:
        files = [one for one in self.request.FILES.getlist("document") if one.name]
        if not files:
            raise UploadMissing
        state = found.slot_state(self.wish, self.slot, self.kind)
        first = self._number(state)
        if len(files) > self.slot.max_pages - first + 1:
            raise UploadTooManyPages(most=self.slot.max_pages)
        for page, upload in enumerate(files, start=first):
            documents.store(
                by=self.request.user,
                request=self.wish,
                slot_code=self.slot.code,
                upload=upload,
                upload_id=self.request.POST.get("upload_id", ""),
                kind=self.kind,
                page=page,
            )
        return self._done("已上传")

    def _use(self) -> HttpResponse:
        if not self._lying():
            raise UploadMissing
        if self.request.POST.get("anyway") or self.look.is_valid() and not self.look.says_no:
            return redirect(self.back)
        self.is_retake_advised = self.look.says_no
        if self.is_retake_advised:
            self.look = LookForm(label_suffix="")
        return self.show()

    def _remove(self) -> HttpResponse:
        ref = self.request.POST.get("ref", "")
        if ref in {one.ref for one in self._lying()}:
            documents.remove(by=self.request.user, ref=ref)
        return self._done("已删除")

    def _reuse(self) -> HttpResponse:
        documents.reuse(
            by=self.request.user,
            request=self.wish,
            slot_code=self.slot.code,
            upload_id=self.request.POST.get("upload_id", ""),
        )
        return self._done("用了上次的")

    def _done(self, words: str) -> HttpResponse:
        if self._is_script():
            return JsonResponse({"url": self._here()})
        messages.success(self.request, words)
        return redirect(self._here())

    def _refused(self, refused: DomainError) -> HttpResponse:
        if self._is_script():
            said = {"title": refused.title, "words": words_of(refused), "again": refused.retry}
            return JsonResponse(said, status=refused.status)
        self.form.refuse(refused)
        return self.show(status=refused.status)

    def _is_script(self) -> bool:
        return self.request.headers.get("Accept") == "application/json"

    def _lying(self) -> list[Any]:
        return found.slot_state(self.wish, self.slot, self.kind).documents

    def _number(self, state: Any) -> int:
        """The page to fill: the one that was asked for, else the first free one, else the first."""
        asked = self.request.POST.get("page") or self.request.GET.get("page") or ""
        every = range(1, self.slot.max_pages + 1)
        if asked.isascii() and asked.isdigit() and int(asked[:3]) in every:
            return int(asked[:3])
        taken = {one.page for one in state.documents}
        return next((number for number in every if number not in taken), 1)

    def _here(self) -> str:
        """This page without the number that was asked for."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path
