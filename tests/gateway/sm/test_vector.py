"""The shared message of mobile payment: what others sign we open, what we seal others open."""

import base64
import json
from pathlib import Path

import gmalg
import pytest

from yibao.gateway.sm import (
    EnvelopeRefused,
    KeyPair,
    LeafValues,
    Suite,
    UserId,
    canonical,
    cipher,
    derive_key,
    signing,
)

VECTOR = json.loads(
    (Path(__file__).parents[1] / "recorded" / "mobile-6201-sm2-sm4-vector.json").read_text("utf-8")
)
PARAMETERS, REQUEST, RESPONSE = VECTOR["parameters"], VECTOR["request"], VECTOR["response"]
LEAVES = {"as JSON": LeafValues.JSON, "stringified": LeafValues.TEXT}
USERS = {"default": UserId.DEFAULT, "appSecret": UserId.SECRET}


def base(hex_text: str) -> str:
    return base64.b64encode(bytes.fromhex(hex_text)).decode()


HOSPITAL = KeyPair.parse(
    private=base(PARAMETERS["hospital_private_key_hex"]),
    public=base(PARAMETERS["hospital_public_key_hex_xy"]),
)
PLATFORM = KeyPair.parse(
    private=base(PARAMETERS["platform_private_key_hex"]),
    public=base(PARAMETERS["platform_public_key_hex_xy"]),
)


def suite(own: KeyPair, peer: KeyPair, **ways) -> Suite:
    return Suite(
        app_id=PARAMETERS["appId"],
        app_secret=PARAMETERS["appSecret"],
        own=own,
        peer_public=peer.public,
        **ways,
    )


def ways_of(variant: dict) -> dict:
    return {
        "leaf_values": LEAVES[variant["leaf_values"]],
        "user_id": USERS[variant["sm2_user_id"]],
    }


class TestKey:
    def test_is_derived_as_both_sides_do(self):
        key = derive_key(app_id=PARAMETERS["appId"], app_secret=PARAMETERS["appSecret"])
        assert key.decode() == PARAMETERS["derived_sm4_key_ascii"]

    def test_decrypts_and_encrypts_the_wire(self):
        key = PARAMETERS["derived_sm4_key_ascii"].encode()
        wire = REQUEST["wire"]["encData"]
        assert cipher.decrypt(key, wire).decode() == REQUEST["encrypted_plaintext"]
        assert cipher.encrypt(key, REQUEST["encrypted_plaintext"].encode()) == wire


class TestText:
    @pytest.mark.parametrize("variant", REQUEST["signature_variants"], ids=str)
    def test_that_is_signed_is_the_same(self, variant):
        data = canonical.loads(json.dumps(REQUEST["plaintext_data"], ensure_ascii=False))
        source = canonical.sign_source(
            REQUEST["wire"],
            data,
            secret=PARAMETERS["appSecret"],
            as_text=variant["leaf_values"] == "stringified",
        )
        assert source == variant["sign_source"]

    def test_keeps_the_digits_of_numbers(self):
        data = canonical.loads('{"b":4.520,"a":1e2,"c":[1,true,null]}')
        assert canonical.compact(data) == '{"a":1e2,"b":4.520,"c":[1,true,null]}'
        assert (
            canonical.compact(data, as_text=True) == '{"a":"1e2","b":"4.520","c":["1","true",null]}'
        )

    def test_refuses_what_is_not_a_number(self):
        with pytest.raises(ValueError):
            canonical.loads('{"a":NaN}')


class TestMessage:
    @pytest.mark.parametrize("variant", REQUEST["signature_variants"], ids=str)
    def test_of_each_way_is_opened(self, variant):
        wire = {**REQUEST["wire"], "signData": variant["signData"]}
        for ways in (ways_of(variant), {}):
            opened = suite(PLATFORM, HOSPITAL, **ways).open(wire)
            assert opened.data["medOrgOrd"] == "TEST202501010001"
            assert opened.as_text == (variant["leaf_values"] == "stringified")

    @pytest.mark.parametrize("variant", REQUEST["signature_variants"], ids=str)
    def test_of_another_way_is_refused(self, variant):
        ways = ways_of(variant)
        other = UserId.SECRET if ways["user_id"] == UserId.DEFAULT else UserId.DEFAULT
        wire = {**REQUEST["wire"], "signData": variant["signData"]}
        with pytest.raises(EnvelopeRefused, match="signature"):
            suite(PLATFORM, HOSPITAL, **{**ways, "user_id": other}).open(wire)

    @pytest.mark.parametrize("variant", REQUEST["signature_variants"], ids=str)
    def test_of_ours_is_the_same_on_the_wire_and_opened_by_the_other_side(self, variant):
        fields = {k: v for k, v in REQUEST["wire"].items() if k not in ("encData", "signData")}
        data = canonical.loads(json.dumps(REQUEST["plaintext_data"], ensure_ascii=False))
        sealed = suite(HOSPITAL, PLATFORM, **ways_of(variant)).seal(fields, data)
        assert sealed["encData"] == REQUEST["wire"]["encData"]
        opened = suite(PLATFORM, HOSPITAL, **ways_of(variant)).open(sealed)
        assert opened.data["medfeeSumamt"].text == "4.52"

    def test_answer_of_the_platform_is_opened_and_made(self):
        hospital = suite(HOSPITAL, PLATFORM)
        assert hospital.open(RESPONSE["wire"]).data["ordStas"] == "0"
        fields = {k: v for k, v in RESPONSE["wire"].items() if k not in ("encData", "signData")}
        request = suite(PLATFORM, HOSPITAL).open(REQUEST["wire"])
        made = suite(PLATFORM, HOSPITAL).seal(fields, RESPONSE["plaintext_data"], like=request)
        assert made["encData"] == RESPONSE["wire"]["encData"]
        assert hospital.open(made).data["payOrdId"] == "ORD430100202501010915000000001"

    def test_with_empty_keys_that_were_signed_is_opened(self):
        data = {"diseCodg": "", "diseName": "", "medOrgOrd": "T1"}
        fields = {"appId": PARAMETERS["appId"], "version": "1.0.0"}
        source = canonical.sign_source(
            fields,
            data,
            secret=PARAMETERS["appSecret"],
            as_text=False,
            keep=frozenset({"diseCodg", "diseName"}),
        )
        platform = suite(PLATFORM, HOSPITAL)
        key = PARAMETERS["derived_sm4_key_ascii"].encode()
        wire = {
            **fields,
            "encData": cipher.encrypt(key, canonical.compact(data).encode()),
            "signData": signing.sign(source, pair=HOSPITAL),
        }
        assert platform.open(wire).data == data

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"encData": ""}, "encrypted"),
            ({"encData": None}, "encrypted"),
            ({"encData": "zz"}, "encrypted"),
            ({"encData": "00" * 16}, "encrypted"),
            ({"signData": ""}, "signature"),
            ({"signData": "no base64 §"}, "signature"),
            ({"signData": base("00" * 64)}, "signature"),
            ({"signData": base("11" * 63)}, "signature"),
            ({"timestamp": "20250101091501"}, "signature"),
            ({"surprise": "1"}, "signature"),
        ],
        ids=str,
    )
    def test_that_was_changed_is_refused(self, change, reason):
        with pytest.raises(EnvelopeRefused, match=reason):
            suite(PLATFORM, HOSPITAL).open({**REQUEST["wire"], **change})

    @pytest.mark.parametrize("plain", ["[]", "1", '{"a":NaN}', "{", "\ufeff{}"])
    def test_whose_data_is_no_object_is_refused(self, plain):
        key = PARAMETERS["derived_sm4_key_ascii"].encode()
        wire = {**REQUEST["wire"], "encData": cipher.encrypt(key, plain.encode())}
        with pytest.raises(EnvelopeRefused, match="data"):
            suite(PLATFORM, HOSPITAL).open(wire)


class TestKeys:
    def test_are_given_as_text_and_read_again(self):
        pair = signing.generate()
        private, public = pair.texts()
        assert KeyPair.parse(private=private, public=public) == pair

    @pytest.mark.parametrize(
        ("private", "public"),
        [
            ("", ""),
            ("§", "§"),
            (base("01" * 31), base("01" * 64)),
            (base("01" * 32), base("01" * 64)),
        ],
    )
    def test_that_are_none_are_refused(self, private, public):
        with pytest.raises(signing.KeyRefused):
            KeyPair.parse(private=private, public=public)

    def test_that_do_not_belong_together_are_refused(self):
        private, _ = signing.generate().texts()
        _, public = signing.generate().texts()
        with pytest.raises(signing.KeyRefused, match="together"):
            KeyPair.parse(private=private, public=public)


class TestSecondOpinion:
    """An independent implementation agrees in both directions."""

    def test_verifies_what_we_sign(self):
        pair = signing.generate()
        raw = base64.b64decode(signing.sign("结算", pair=pair, user_id=b"abc"))
        other = gmalg.SM2(pk=b"\x04" + pair.public, uid=b"abc")
        assert other.verify("结算".encode(), raw[:32], raw[32:])

    def test_signs_what_we_verify(self):
        pair = signing.generate()
        other = gmalg.SM2(sk=pair.private, uid=signing.DEFAULT_USER_ID, pk=b"\x04" + pair.public)
        r, s = other.sign("结算".encode())
        # Other libraries leave out leading zeros; the document wants 64 bytes.
        signature = base64.b64encode(r.rjust(32, b"\0") + s.rjust(32, b"\0")).decode()
        assert signing.verify("结算", signature, public=pair.public)
        assert not signing.verify("结账", signature, public=pair.public)
