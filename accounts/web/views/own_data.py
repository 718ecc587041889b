"""下载我的信息 and 注销账号 (T92, PIPL 45, 47)."""

from typing import Any

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import ClosingHindered, ExportInWork, ExportTooOften, FaceNotValid
from accounts.models import DataExport, FaceCheck
from accounts.selectors import closing as matters
from accounts.services import closing, exports
from accounts.services import face as faces
from accounts.web.forms import PageForm, posted
from yibao.kernel import clock
from yibao.kernel.facestep import FaceStep

from .guards import citizens_only, fresh, still

page = require_http_methods(["GET", "HEAD", "POST"])
STOPS = (
    "手机号和登录马上作废，所有设备退出",
    "医保码注销，所有渠道马上不能扫",
    "给家人的共济授权停止，绑定的银行卡解绑",
    "您给过的授权全部撤回，站内消息和短信记录删掉",
)
KEEPS = (
    "按法律规定，参保信息、账单、个人账户和操作记录要继续保存，但不再和您的账号联系在一起。"
    "实体卡照样能用，医保待遇和账户里的钱不受影响。以后想用，可以重新注册。"
)


@page
@citizens_only
@fresh
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a copy; the one that is ready; the waiting."""
    user: Any = request.user
    form = PageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            exports.request(by=user)
        except (ExportInWork, ExportTooOften) as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已申请，备好会发消息告诉您。")
            return redirect("accounts:export")
    copies = DataExport.objects.filter(user=user).order_by("-requested_at")
    context = {
        "form": form,
        "waiting": copies.filter(state=DataExport.State.REQUESTED).first(),
        "ready": copies.filter(state=DataExport.State.READY, expires_at__gt=clock.now()).first(),
        "failed": copies.first() if _has_failed(copies.first()) else None,
    }
    return render(request, "accounts/export.html", context)


def _has_failed(newest: DataExport | None) -> bool:
    return newest is not None and newest.state == DataExport.State.FAILED


@require_POST
@citizens_only
@fresh
def download(request: HttpRequest, ref: str) -> HttpResponse:
    """The file, once more proved; it stays in no cache (T98)."""
    plain = exports.fetch(by=request.user, ref=ref)
    response = HttpResponse(plain, content_type="application/zip")
    day = clock.today().isoformat()
    response["Content-Disposition"] = f'attachment; filename="yibao-{day}.zip"'
    return response


@page
@citizens_only
@fresh
def close(request: HttpRequest) -> HttpResponse:
    """An interruption: what stops, what the law keeps, what hinders."""
    user: Any = request.user
    found = matters.open_matters(user)
    if request.method == "POST" and not found:
        if user.person_id is not None:
            return redirect("accounts:close-face")
        closing.close(by=user)
        return _left(request)
    context = {
        "matters": found,
        "points": STOPS,
        "keeps": KEEPS,
        "action": "继续，刷脸注销" if user.person_id else "注销账号",
        "busy": "正在注销，请稍等",
        "cancel_url": reverse("accounts:privacy"),
    }
    return render(request, "accounts/close.html", context)


@page
@citizens_only
@still
def close_face(request: HttpRequest) -> HttpResponse:
    """The face that confirms it (P37); the counter is the other way."""
    user: Any = request.user
    if user.person_id is None or matters.open_matters(user):
        return redirect("accounts:close")
    step = FaceStep(request, faces=faces, person=user.person, purpose=FaceCheck.Purpose.CLOSE)
    if step.passed() and _closed(request, step):
        return _left(request)
    return render(request, "accounts/close_face.html", step.context)


def _closed(request: HttpRequest, step: FaceStep) -> bool:
    try:
        closing.close(by=request.user, face_ref=step.token, session=step.session)
    except (ClosingHindered, FaceNotValid) as refused:
        step.form.add_error(None, refused.said)
    return not step.form.errors


def _left(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    response = redirect("accounts:closed")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Good-bye: what is over and what stays."""
    return render(request, "accounts/closed.html", {"keeps": KEEPS})
