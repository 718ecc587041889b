"""What people say about the service: a rating, words, or both; also without a login (A7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

from yibao.cases import dossiers
from yibao.cases import services as cases
from yibao.kernel import clock, crypto, rates, tenants
from yibao.kernel.formwords import PlainForm

CASE_TYPE = "web.feedback"
RATINGS = {"5": "很好用", "4": "好用", "3": "一般", "2": "不好用", "1": "很不好用"}
LONGEST = 500
HOUR = 3600
MOST_AN_HOUR = 5
SAME_SECONDS = 600


class FeedbackForm(PlainForm):
    """A rating, words, and which page they are about."""

    rating = forms.ChoiceField(
        label="用着怎么样", required=False, choices=list(RATINGS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="想说的话",
        required=False,
        max_length=LONGEST,
        help_text="最多 500 字。请不要写身份证号、手机号和病情。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_page(self) -> str:
        """The kind of page; anything that is no page of ours counts as none."""
        return kind_of_page(self.cleaned_data["page"])

    def clean(self) -> dict[str, Any]:
        """One of the two is enough."""
        given = super().clean()
        if not self.errors and not given.get("rating") and not given.get("text"):
            self.add_error("text", "请选一个，或者写几句。")
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Say something; the answer names the number and by when somebody reads it."""
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid() and _is_within_limit(request, form):
            _keep(request, form.cleaned_data)
            return redirect("web:feedback")
    else:
        form = FeedbackForm(initial={"page": request.GET.get("page", "")[:200]})
    about = kind_of_page(form["page"].value() or "")
    return render(request, "web/feedback.html", {"form": form, "about": about})


def kind_of_page(address: str) -> str:
    """``/bills/J123/`` → ``bills/<str:no>/``: which page, never whose (T31); help pages whole."""
    if not address.startswith("/"):
        return ""
    try:
        route = resolve(address).route
    except Resolver404:
        return ""
    return address[1:60] if route.startswith("help/") else route


def _is_within_limit(request: HttpRequest, form: FeedbackForm) -> bool:
    """A few an hour from one place (T78); more is said on the form, with the words kept."""
    source = crypto.blind_index(request.META.get("REMOTE_ADDR", ""), "source")
    if rates.hit(f"web.feedback:{source}", seconds=HOUR) <= MOST_AN_HOUR:
        return True
    minutes = rates.seconds_left(HOUR) // 60 + 1
    form.add_error(None, f"这一小时提得太多了，请 {minutes} 分钟后再提，或拨 12393。")
    return False


def _keep(request: HttpRequest, said: dict[str, str]) -> None:
    """One case a saying, also when the button was pressed twice."""
    words = "\n".join((request.META.get("REMOTE_ADDR", ""), *sorted(said.values())))
    mark = crypto.blind_index(words, "feedback")
    if rates.hit(f"web.feedback.same:{mark}", seconds=SAME_SECONDS) > 1:
        messages.success(request, "已经收到了，谢谢您。")
        return
    case = send(by=request.user if request.user.is_authenticated else None, said=said)
    due = clock.local(case.due_at)
    messages.success(
        request,
        f"收到了，谢谢您。编号 {case.ref}，最迟 {due.month} 月 {due.day} 日 {due:%H:%M} 有人看。",
    )


def send(*, by: Any, said: dict[str, str]) -> Any:
    """Open the case; the words are sealed, the summary holds none of them."""
    rating = RATINGS.get(said["rating"], "没有评分")
    about = said["page"]
    return cases.open_case(
        by=by,
        tenant_id=tenants.default().pk,
        case_type=CASE_TYPE,
        subject=f"page:{about}"[:100],
        summary=f"意见：{rating}" + (f"；页面 /{about}" if about else ""),
        statement=said["text"],
        applicant=by if by is not None and not by.is_staff else None,
    )


dossiers.register(dossiers.Kind(case_type=CASE_TYPE, label="意见", queue="other"))
