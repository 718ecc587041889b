"""Consents, face checks and register imports: read only."""

from typing import Any

from django.contrib import admin

from accounts.models import Consent, FaceCheck, RegisterImport
from accounts.rules import face_words
from accounts.selectors import consent_kinds
from yibao.kernel.console import ReadOnlyAdmin, person_link, since


@admin.register(FaceCheck)
class FaceCheckAdmin(ReadOnlyAdmin):
    """Face checks with their results; there are no pictures to show (T20, T21)."""

    list_display = ("ref", "person_link", "purpose", "outcome", "engine", "began_at", "ended_at")
    list_filter = ("outcome", "purpose", since("began_at"))
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("ref", "person__psn_no")
    fields = (
        "ref", "person_link", "purpose", "outcome", "engine", "score", "liveness", "worth",
        "shown_challenge", "shown_reasons", "quality", "began_at", "ended_at", "used_at",
        "consent_version", "consented_at",
    )  # fmt: skip

    @admin.display(description="参保人")
    def person_link(self, row: FaceCheck) -> str:
        return person_link(row.person)

    @admin.display(description="活体能证明什么")
    def worth(self, row: FaceCheck) -> str:
        return face_words.WORTH

    @admin.display(description="要求的动作")
    def shown_challenge(self, row: FaceCheck) -> str:
        return "；".join(face_words.STEP_WORDS.get(step, step) for step in row.challenge) or "—"

    @admin.display(description="原因")
    def shown_reasons(self, row: FaceCheck) -> str:
        return "".join(said for said, _ in face_words.said(row.reasons)) or "—"


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """What was agreed to, in which version."""

    list_display = ("shown_kind", "version", "person_link", "given_at", "withdrawn_at")
    list_filter = (since("given_at"), ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("user__person",)
    ordering = ("-pk",)
    tenant_path = "user__tenant"
    exact_search = ("user__person__psn_no",)
    fields = ("shown_kind", "version", "text_sha256", "person_link", "given_at", "withdrawn_at")

    @admin.display(description="种类", ordering="kind")
    def shown_kind(self, row: Consent) -> str:
        known = consent_kinds.one(row.kind)
        return known.title if known else row.kind

    @admin.display(description="参保人")
    def person_link(self, row: Consent) -> Any:
        person = row.user.person
        return person_link(person) if person else "未实名"


@admin.register(RegisterImport)
class RegisterImportAdmin(ReadOnlyAdmin):
    """Runs of the register import."""

    list_display = ("file_name", "rows_done", "rows_failed", "started_at", "finished_at")
    ordering = ("-pk",)
    exact_search = ("sha256", "file_name")
    fields = ("file_name", "sha256", "rows_done", "rows_failed", "started_at", "finished_at")
