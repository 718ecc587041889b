"""Forged, stolen and hammered signed codes (T05, T06)."""

import base64
import hashlib
import hmac
import json
import string
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from accounts.models import User
from tests.factories import vouchers as make
from vouchers import rules
from vouchers.models import CounterSlip, Scan, SigningKey
from vouchers.services import scans, signing_keys, slips
from yibao.kernel.models import RateCounter

ALPHABET = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def clerks(tenant):
    return [User.objects.create_staff(tenant=tenant, username=f"w{n}", password="x") for n in "12"]


@pytest.fixture
def printed(clerks):
    """Print a code for somebody."""
    return lambda user: slips.issue(by=clerks[0], second=clerks[1], voucher=user.person.voucher)


@pytest.fixture
def redeem(hospital, till):
    def work(text):
        RateCounter.objects.all().delete()  # the counter of guesses has its own test
        ask = make.make_ask(text, medium="offline_code")
        return scans.redeem(by=till, institution=hospital, ask=ask)

    return work


def encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.django_db
class TestForgery:
    def test_t05_no_changed_byte_is_accepted(self, tenant, printed, redeem):
        """T05: every position of some codes, each with a byte that fits the grammar and one not."""
        for number in range(2):
            code = printed(make.make_holder(tenant)).code
            for at, old in enumerate(code):
                fitting = ALPHABET[(ALPHABET.find(old) + 1 + number) % len(ALPHABET)]
                for new in (fitting, "\x00"):
                    outcome = redeem(code[:at] + new + code[at + 1 :])
                    assert outcome.refusal.code == "voucher.code.unknown", (at, new)
        assert not CounterSlip.objects.filter(used_at__isnull=False).exists()

    def test_t05_last_bits_of_the_signature_count_too(self, holder, printed, redeem):
        """T05: base64 has four spare bits at the end; only the very text is accepted."""
        code = printed(holder).code
        others = [last for last in ALPHABET if last != code[-1]]
        assert not any(redeem(code[:-1] + last).is_ok for last in others)
        assert redeem(code).is_ok

    def test_t05_no_header_chooses_algorithm_or_key(self, holder, printed, redeem):
        """T05: none, HS256 with the public key, unknown kid, own key and jku: 0 accepted."""
        true = printed(holder).code
        signed, _ = rules.split_slip(true)
        payload = rules.read_payload(signed)
        public = base64.urlsafe_b64decode(SigningKey.objects.get().public_key)
        own = Ed25519PrivateKey.generate()
        facts = {name: getattr(payload, name) for name in payload.__dataclass_fields__}

        def part(**more):
            return f"YBP1.{encode(json.dumps({**facts, **more}, sort_keys=True).encode())}"

        def by_hmac(text):
            return encode(hmac.new(public, text.encode(), hashlib.sha512).digest())

        forged = [
            f"{part(alg='none')}.",
            f"{part(alg='none')}.{encode(bytes(64))}",
            f"{part(alg='HS256')}.{by_hmac(part(alg='HS256'))}",
            f"{part()}.{by_hmac(part())}",
            f"{part(kid='K-other')}.{encode(own.sign(part(kid='K-other').encode()))}",
            f"{part()}.{encode(own.sign(part().encode()))}",
            f"{part(jku='http://evil')}.{encode(own.sign(part(jku='http://evil').encode()))}",
            f"{part(jwk=encode(public))}.{true.rpartition('.')[2]}",
            true.replace("YBP1", "YBP2"),
            true.replace("YBP1", "eyJhbGciOiJub25lIn0"),
            f"YBP1..{true.rpartition('.')[2]}",
            f"{true}.{true}",
        ]
        for text in forged:
            assert redeem(text).refusal.code == "voucher.code.unknown", text
        assert redeem(true).is_ok

    @pytest.mark.parametrize(
        ("claims", "code"),
        [
            ({"aud": "somebody.else"}, "voucher.code.unknown"),
            ({"kid": "K-other"}, "voucher.code.unknown"),
            ({"exp": 1}, "voucher.code.expired"),
            ({"iat": 4102444800, "exp": 4102448400}, "voucher.code.expired"),
            ({"serial": "P-other"}, "voucher.code.unknown"),
        ],
    )
    def test_t05_a_true_signature_over_wrong_claims_is_refused(
        self, holder, printed, redeem, claims, code
    ):
        """T05: exp, nbf, aud and kid are read after the signature, and they count."""
        signed, _ = rules.split_slip(printed(holder).code)
        facts = rules.read_payload(signed)
        changed = {name: getattr(facts, name) for name in facts.__dataclass_fields__} | claims
        text = rules.signed_part(rules.Payload(**changed))
        key = SigningKey.objects.get()
        forged = rules.compose_slip(text, signing_keys.sign(by=None, key=key, signed=text))
        assert redeem(forged).refusal.code == code

    def test_t05_keys_of_other_algorithms_verify_nothing(self, holder, printed, redeem):
        """T05: the allow-list has one entry."""
        code = printed(holder).code
        SigningKey.objects.all()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("UPDATE vouchers_signingkey SET alg = 'HS256'")
        assert redeem(code).refusal.code == "voucher.code.unknown"


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
class TestStolenKey:
    def test_t06_rotation_during_load_refuses_no_valid_code(self, tenant, printed, hospital, till):
        """T06: codes of the old and the new key, while keys change under them."""
        codes = [printed(make.make_holder(tenant)).code for _ in range(12)]
        started = Event()

        def scan(code):
            try:
                started.wait(timeout=10)
                ask = make.make_ask(code, medium="offline_code")
                return scans.redeem(by=till, institution=hospital, ask=ask).is_ok
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(scan, code) for code in codes]
            started.set()
            for _ in range(3):
                signing_keys.rotate(by=None)
            codes_after = [printed(make.make_holder(tenant)).code for _ in range(2)]
            answers += [pool.submit(scan, code) for code in codes_after]
            assert all(answer.result() for answer in answers)

    def test_t06_the_next_use_of_a_compromised_key_is_refused(
        self, tenant, printed, hospital, till
    ):
        """T06: no cache stands between the command and the next redeem, whichever worker has it."""
        first, second = (printed(make.make_holder(tenant)).code for _ in range(2))

        def scan(code):
            ask = make.make_ask(code, medium="offline_code")
            try:
                return scans.redeem(by=till, institution=hospital, ask=ask)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as worker:
            assert worker.submit(scan, first).result().is_ok  # has read the key already
            signing_keys.compromise(by=None, kid=SigningKey.objects.get().kid)
            refusal = worker.submit(scan, second).result().refusal
        assert refusal.code == "voucher.slip.revoked"
        assert Scan.objects.filter(outcome="ok").count() == 1
