"""T92: the copy of the own data holds every row of that person and none of anybody else."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps

from accounts.errors import ExportGone, ExportInWork, ExportTooOften
from accounts.models import DataExport, PhoneChange
from accounts.selectors import own_data
from accounts.services import exports, phone_change
from tests.factories import world
from tests.privacy import lives
from yibao.kernel import clock, outbox, sealedfiles
from yibao.kernel.crypto import SealBroken
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db

OWN = ("yibao", "accounts", "vouchers", "family", "settlement")
#: Tables with a way to a person that no copy holds, each with its reason.
LEFT_OUT = {
    "accounts.Erasure": "written when the account is gone",
    "accounts.RegisterImport": "what staff did",
    "family.BirthRecord": "book of a simulated register",
    "family.UploadRoom": "a count of bytes",
    "settlement.PackCase": "made up by staff",
    "settlement.PackRun": "sums over everybody; who started it is staff",
    "settlement.PolicyPack": "what staff approved",
    "settlement.Posting": "told with its entries",
    "settlement.AllotmentFile": "sums over many; who uploaded and approved is staff",
    "settlement.AllotmentRow": "what came in stands in the account's entries",
    "settlement.ProofRun": "sums over everybody; who asked is staff",
    "settlement.Clearing": "an institution's month; who audited and paid is staff",
    "settlement.Difference": "of an institution's file; the bill itself is told",
    "settlement.Reconciliation": "sums of an institution",
    "settlement.ReconciliationRow": "an institution's file, gone when it is compared",
    "settlement.SettlementAttempt": "calls of tills; what came of them is the bill",
    "accounts.Authenticator": "of staff",
    "accounts.FaceHandover": "a link of five minutes; the face check is told",
    "accounts.PartnerClient": "a program of an institution",
    "notices.NoticeTemplate": "what staff wrote",
    "notices.Banner": "what staff wrote",
    "vouchers.Channel": "belongs to a program",
    "vouchers.ChannelPath": "belongs to a channel",
    "vouchers.ChannelRegion": "belongs to a channel",
    "audit.AuditSeal": "the chain of the log",
    "vouchers.SigningKey": "no person",
    "cases.Barred": "hashes that keep officers from own matters",
    "accounts.OddAccess": "what leads ask of staff; who looked stands in the person's own log",
    "audit.GlassSession": "what staff did",
    "cases.Bulk": "what staff did",
    "cases.BulkItem": "what staff did",
    "cases.Decision": "what officers wrote; the person has the words as a message",
    "cases.Declaration": "of staff",
    "cases.Draft": "unfinished words of staff",
    "cases.Lease": "who of the staff works on a case now",
    "cases.Reason": "sentences for everybody; who wrote and activated them is staff",
    "cases.ReasonUse": "counts of reasons; the person has the words as a message",
    "cases.SavedView": "of staff",
    "cases.SecondLook": "how staff judge each other's work; it changes nothing for the person",
    "cases.Skip": "what staff did",
    "cases.WorkArea": "of staff",
    "gateway.GatewayAccess": "keys of a partner's system",
    "gateway.GatewayMessage": "what a partner sent, masked; the bills themselves are given",
    "gateway.GatewayNonce": "random words of a partner's system",
    "gateway.MobileApp": "keys of a partner's system",
    "gateway.MobileCallback": "messages to an institution; the bills are given",
    "gateway.MobileKey": "keys of a partner's system",
    "gateway.MobileConfirmation": "a yes or no to a bill; the bills are given",
    "gateway.MobileOrder": "a number of the institution for a visit; the bills are given",
    "accounts.ClientKey": "keys of a partner's system",
    "accounts.KeyToken": "keys of a partner's system",
    "portal.Member": "of software makers",
    "portal.RequestRecord": "what a partner's system called, masked; the bills are given",
    "webhooks.Attempt": "what a partner's address answered",
    "webhooks.Delivery": "ids sent to a partner's address; the bills themselves are given",
    "webhooks.Endpoint": "addresses of partners",
    "cases.WorkProfile": "of staff",
}


def _has_way_to_a_person(model, seen=frozenset()) -> bool:
    if model._meta.label in ("accounts.Person", "accounts.User"):
        return True
    return any(
        _has_way_to_a_person(field.related_model, seen | {model})
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model not in seen and field.related_model != model
    )


@pytest.fixture
def relative(city):
    return world.insured(city)


@pytest.fixture
def who(city, till, relative):
    return lives.full(city, till, relative)


def _copy(user) -> dict:
    with zipfile.ZipFile(io.BytesIO(exports.pack(by=None, user=user))) as archive:
        return json.loads(archive.read("data.json"))


def _rows(user) -> set[tuple[str, str]]:
    return {
        (part.model, str(row["id"]))
        for part in own_data.sections_of(user)
        for row in part.rows
        if "id" in row
    }


class TestCompleteness:
    def test_every_table_with_a_way_to_a_person_contributes_or_is_left_out_with_a_reason(self, who):
        contributing = {part.model for part in own_data.sections_of(who.user)}
        owned = {
            model._meta.label
            for model in apps.get_models()
            if model.__module__.split(".")[0] in OWN and _has_way_to_a_person(model)
        }
        assert owned - contributing == set(LEFT_OUT) & owned

    def test_codes_of_parts_are_unique(self, who):
        codes = [part.code for part in own_data.sections_of(who.user)]
        assert len(codes) == len(set(codes))

    def test_holds_what_the_person_has_in_the_tables(self, who):
        copy = _copy(who.user)["sections"]
        assert copy["person"]["rows"][0]["certno"] == who.person.certno
        assert copy["account"]["rows"][0]["phone"] == who.user.phone
        for code in (
            "bills", "bill_lines", "bill_parts", "refunds", "refund_parts", "visits", "fee_lines",
            "scans", "codes", "voucher", "accounts", "account_entries", "consents", "notices",
            "text_messages", "face_checks", "grants", "log", "enrolments",
        ):  # fmt: skip
            assert copy[code]["rows"], code

    def test_counts_every_row_with_the_person_in_it(self, who):
        """By brute force: whatever row names the person directly is in the copy."""
        rows = _rows(who.user)
        missing = []
        for model in apps.get_models():
            label = model._meta.label
            if model.__module__.split(".")[0] not in OWN or label in LEFT_OUT:
                continue
            for field in model._meta.concrete_fields:
                if not field.is_relation or field.related_model._meta.label not in (
                    "accounts.Person", "accounts.User",
                ):  # fmt: skip
                    continue
                mine = who.person.pk if field.related_model._meta.label.endswith(
                    "Person"
                ) else who.user.pk  # fmt: skip
                for pk in model._base_manager.filter(**{field.attname: mine}).values_list(
                    "pk", flat=True
                ):
                    if (label, str(pk)) not in rows:
                        missing.append((label, field.name))
        assert missing == []


class TestNobodyElse:
    def test_shares_no_row_with_a_stranger(self, who, city, till):
        stranger = lives.full(city, till)
        assert _rows(who.user) & _rows(stranger.user) == set()
        text = json.dumps(_copy(who.user), ensure_ascii=False)
        for canary in (stranger.user.phone, stranger.person.certno, stranger.person.psn_no,
                       stranger.person.card_no, str(stranger.person.pk)):  # fmt: skip
            assert canary not in text

    def test_holds_no_message_to_a_former_owner_of_the_number_t16(self, who, relative):
        """A number comes back into use: what was sent there before is not the new owner's."""
        earlier = notices.owe_sms("login_code", by=None, phone="13911118888", text="给以前的机主")
        phone_change.change(
            by=None, user=who.user, new_phone="13911118888", way=PhoneChange.Way.COUNTER
        )
        who.user.refresh_from_db()
        texts = _copy(who.user)["sections"]["text_messages"]["rows"]
        assert str(earlier.pk) not in {row["id"] for row in texts}
        assert any("phone_changed" == row["code"] for row in texts)

    def test_shows_a_relative_masked(self, who, relative):
        text = json.dumps(_copy(who.user), ensure_ascii=False)
        assert relative.person.masked_name in text
        assert relative.person.certno not in text and relative.user.phone not in text

    def test_holds_no_secret(self, who):
        text = json.dumps(_copy(who.user)).lower()
        assert "pin_hash" not in text and "code_hash" not in text and "argon2" not in text
        assert "token" not in set(_names(_copy(who.user)))


def _names(copy):
    for part in copy["sections"].values():
        yield from part["labels"]


class TestLife:
    def _ready(self, user) -> DataExport:
        made = exports.request(by=user)
        lives.work_off()
        made.refresh_from_db()
        return made

    def test_is_made_by_the_outbox_and_told(self, who, settings, tmp_path):
        made = self._ready(who.user)
        assert made.state == "READY" and made.expires_at - made.ready_at == timedelta(days=7)
        assert Notice.objects.filter(user=who.user, code="export_ready").count() == 1
        assert SmsMessage.objects.filter(code="export_ready").count() == 1
        plain = exports.fetch(by=who.user, ref=made.ref)
        assert sorted(zipfile.ZipFile(io.BytesIO(plain)).namelist()) == ["data.json", "index.html"]

    def test_lies_sealed_on_the_disk(self, who, tmp_path):
        made = self._ready(who.user)
        raw = (tmp_path / "exports" / made.file_token).read_bytes()
        assert b"PK" not in raw[:4] and who.person.certno.encode() not in raw
        other = sealedfiles.write(tmp_path / "exports", b"x")
        (tmp_path / "exports" / other.token).write_bytes(raw)
        with pytest.raises(SealBroken):
            wrong = sealedfiles.SealedFile(other.token, made.file_key)
            sealedfiles.read(tmp_path / "exports", wrong)

    def test_is_readable_for_people(self, who):
        with zipfile.ZipFile(io.BytesIO(exports.pack(by=None, user=who.user))) as archive:
            page = archive.read("index.html").decode()
        assert who.person.name in page and "结算单" in page and "<script" not in page

    def test_is_nobody_else_s(self, who, relative):
        made = self._ready(who.user)
        with pytest.raises(NotFound):
            exports.fetch(by=relative.user, ref=made.ref)

    def test_ends_after_seven_days_with_file_and_key(
        self, who, tmp_path, django_capture_on_commit_callbacks
    ):
        made = self._ready(who.user)
        with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
            with pytest.raises(ExportGone):
                exports.fetch(by=who.user, ref=made.ref)
            with django_capture_on_commit_callbacks(execute=True):
                assert exports.end_overdue(by=None) == 1
        made.refresh_from_db()
        assert (made.state, made.file_token, made.file_key) == ("EXPIRED", "", None)
        assert list((tmp_path / "exports").iterdir()) == []

    def test_a_new_one_ends_the_old_one(self, who, django_capture_on_commit_callbacks, tmp_path):
        old = self._ready(who.user)
        with django_capture_on_commit_callbacks(execute=True):
            new = self._ready(who.user)
        old.refresh_from_db()
        assert (old.state, new.state) == ("EXPIRED", "READY")
        assert [one.name for one in (tmp_path / "exports").iterdir()] == [new.file_token]

    def test_is_one_at_a_time_and_three_a_day(self, who):
        exports.request(by=who.user)
        with pytest.raises(ExportInWork):
            exports.request(by=who.user)
        lives.work_off()
        self._ready(who.user)
        self._ready(who.user)
        with pytest.raises(ExportTooOften):
            exports.request(by=who.user)

    def test_that_cannot_be_made_is_given_up_after_a_day(self, who):
        made = exports.request(by=who.user)
        with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
            exports.end_overdue(by=None)
        made.refresh_from_db()
        assert made.state == "FAILED"

    def test_making_twice_makes_one(self, who):
        made = self._ready(who.user)
        exports.make(by=None, export_id=str(made.pk))
        assert Notice.objects.filter(user=who.user, code="export_ready").count() == 1

    def test_outbox_row_holds_ids_only(self, who):
        made = exports.request(by=who.user)
        row = outbox.OutboxMessage.objects.get(topic=exports.TOPIC)
        assert row.payload == {"export": str(made.pk)}
