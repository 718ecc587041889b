"""核对打印件: anybody who holds a printed bill asks whether it is genuine and still true."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ...rules import check_codes
from ...services import printouts
from ..card_forms import CardForm

_WRONG = "核对码是 16 位字母和数字，请照打印件再看一遍。"


class CodeForm(CardForm):
    """The code as it stands on the paper; gaps are forgiven."""

    code = forms.CharField(
        label="核对码",
        max_length=40,
        help_text="打印件最下面，16 位字母和数字，空格可以不写。",
        error_messages={"required": "请填核对码。", "max_length": _WRONG},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Tidied; what cannot be a code is said at once."""
        code = check_codes.tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_WRONG)
        return code


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Type the code; a scanned one leads straight to the answer."""
    form = CodeForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("settlement:verify", form.cleaned_data["code"])
    return render(request, "settlement/verify.html", {"form": form})


@login_not_required
@require_safe
def result(request: HttpRequest, code: str) -> HttpResponse:
    """Genuine, changed since, undone, or not ours; the same page for everybody."""
    by = request.user if request.user.is_authenticated else None
    found = printouts.check(by=by, code=code, source=request.META.get("REMOTE_ADDR", ""))
    response = render(request, "settlement/verify_result.html", {"found": found})
    response["X-Robots-Tag"] = "noindex"
    return response
