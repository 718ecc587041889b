"""Everything that is kept about one person, for the copy that the law gives them (PIPL 45, T92).

Each app answers for its own tables (``events.export_wanted``); this one also for the shared ones
below it: notices, text messages, cases, the audit log.
"""

from datetime import datetime
from itertools import chain

from django.db.models import Q
from oauth2_provider.models import get_access_token_model

from accounts.events import export_wanted
from accounts.models import (
    Consent,
    Contribution,
    DataExport,
    Enrolment,
    FaceCheck,
    FaceReference,
    Passkey,
    Person,
    PhoneChange,
    RealNameAttempt,
    SignIn,
    User,
)
from accounts.rules import looks as look_rules
from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.cases.models import Case, CaseEvent
from yibao.kernel.portable import Section, section
from yibao.notices.models import Notice, SmsMessage
from yibao.notices.selectors import messages_to

_STAFF = ("password", "is_superuser", "is_staff", "username", "groups", "proof_epoch")


def sections_of(user: User) -> list[Section]:
    """All parts of the copy; made inside one transaction, so that they fit together."""
    above = export_wanted.send(sender=User, user=user, person=user.person)
    return [
        *_account(user),
        *(_register(user.person) if user.person_id else []),
        *_messages(user),
        *_cases(user),
        *_log(user),
        *chain.from_iterable(parts for _, parts in above),
    ]


def _account(user: User) -> list[Section]:
    tokens = get_access_token_model().objects.filter(user=user)
    return [
        section("account", "账号", User.objects.filter(pk=user.pk), leave_out=_STAFF),
        section("consents", "授权", Consent.objects.filter(user=user)),
        section("sign_ins", "登录", SignIn.objects.filter(user=user), leave_out=["user"]),
        section("passkeys", "通行密钥", Passkey.objects.filter(user=user), leave_out=["user"]),
        section("phone_changes", "换手机号", PhoneChange.objects.filter(user=user)),
        section("real_name", "实名核对", RealNameAttempt.objects.filter(user=user)),
        section("face_checks", "刷脸记录", FaceCheck.objects.filter(user=user)),
        section(
            "copies", "申请过的信息副本", DataExport.objects.filter(user=user),
            leave_out=["file_key"],
        ),
        section(
            "app_tokens", "授权给其他应用", tokens,
            leave_out=["token", "token_checksum", "id_token", "source_refresh_token"],
        ),
    ]  # fmt: skip


def _register(person: Person) -> list[Section]:
    return [
        section("person", "参保人", Person.objects.filter(pk=person.pk)),
        section("enrolments", "参保关系", Enrolment.objects.filter(person=person)),
        section("contributions", "缴费记录", Contribution.objects.filter(person=person)),
        # The numbers of the face serve the comparing engine only; that they are kept is told.
        section(
            "face_reference", "人脸比对特征", FaceReference.objects.filter(person=person),
            leave_out=["template", "model_digest"],
        ),
    ]  # fmt: skip


def _messages(user: User) -> list[Section]:
    sent = SmsMessage.objects.none()
    if user.phone_index:
        # Before that the number was somebody else's: what went there is theirs (T16, T92).
        since = _number_since(user)
        sent = messages_to(user.phone_index, user.tenant_id).filter(created_at__gte=since)
    notices = Notice.objects.filter(user=user).order_by("created_at")
    return [
        section("notices", "站内消息", notices, leave_out=["user", "key"]),
        section("text_messages", "短信", sent, leave_out=["resent_from", "tenant"]),
    ]


def _number_since(user: User) -> datetime:
    """When the account got its present number."""
    newest = PhoneChange.objects.filter(user=user).order_by("-changed_at").first()
    return newest.changed_at if newest else user.joined_at


def _cases(user: User) -> list[Section]:
    mine = Case.objects.filter(applicant=user)
    return [
        section("cases", "提交的事项", mine, leave_out=["applicant", "reviewer", "subject"]),
        section("case_events", "事项经过", CaseEvent.objects.filter(case__in=mine),
                leave_out=["actor"]),
    ]  # fmt: skip


def _log(user: User) -> list[Section]:
    """What the person did, and when staff looked; who exactly looked stays inside."""
    rows = Q(actor=audit.actor_of(user))
    if user.person_id:
        rows |= Q(subject=audit.subject_of(user.person), verb__in=look_rules.LOOKS)
    return [
        section(
            "log", "操作和查看记录", AuditEvent.objects.filter(rows).order_by("at"),
            leave_out=["tenant_id", "actor", "trace_id"],
        ),
    ]  # fmt: skip
