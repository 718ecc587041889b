"""T90: nothing personal is hashed without a key; plain hashes are named with their reason."""

import re

from .sources import files, name_of

# A number of a person is found by trying all of them unless the hash has a secret key.
PLAIN_HASHES = {
    "yibao/kernel/crypto.py": "the keyed hashes themselves",
    "yibao/kernel/locks.py": "names of locks, never stored",
    "yibao/kernel/rest/idempotent.py": "fingerprint of a request, next to its sealed answer",
    "yibao/audit/services.py": "the chain of the log, which holds ids only",
    "yibao/webhooks/services/signing.py": "signature of a message that holds ids only",
    "yibao/gateway/services/authentication.py": "signatures of headers, which hold no person",
    "yibao/gateway/services/files.py": "digest of a file, to know that it is whole",
    "yibao/dev/place.py": "name of a folder",
    "yibao/dev/bootstrap.py": "digest of requirements",
    "yibao/sandbox/bank/oauth.py": "proof of possession of 256 random bits (PKCE)",
    "yibao/sandbox/demo/keys.py": "made-up people",
    "yibao/sandbox/seeding/desk_papers.py": "digest of a drawn specimen",
    "accounts/rest/authentication.py": "256 random bits, as the OAuth library stores them",
    "accounts/selectors/calling.py": "256 random bits, as the OAuth library stores them",
    "accounts/services/client_keys.py": "keys of clients, each 192 random bits",
    "yibao/portal/services/team.py": "words of invitations, each 256 random bits",
    "accounts/data.py": "digest of a public text",
    "accounts/services/consents.py": "digest of a public text",
    "family/data/consent_text.py": "digest of a public text",
    "accounts/selectors/face_handovers.py": "secrets of two browsers, each 128 random bits",
    "accounts/services/face_tokens.py": "a session's secret inside a signed word of five minutes",
    "accounts/gateways/face_engine/weights.py": "digest of a model file",
    "accounts/services/register_import.py": "digest of a file, to know it again",
    "accounts/gateways/register_files.py": "digest of a file, to know it again",
    "yibao/kernel/sealedshelf.py": "digest of a picture, to know that it is whole",
    "settlement/services/doubt_papers.py": "digest of a picture, to know the same one again",
    "family/services/documents.py": "digest of a picture, to know the same one again",
    "settlement/services/refund_windows.py": "what a refund asks for, beside the refund itself",
    "settlement/services/offline_intake.py": "a signed bill, beside the bill, to know a repeat",
    "settlement/services/allotments.py": "digest of a file of account money, to know it again",
    "settlement/services/packs.py": "digest of a policy",
    "settlement/services/calculation.py": "digest of fee lines",
    "settlement/data/aid_agreement.py": "digest of a public text",
    "settlement/services/clearing.py": "digest of the bills of a month, by number and amount",
    "settlement/selectors/printouts.py": "digest of printed amounts, to see a later change",
    "settlement/rules/pack_cases.py": "digest of a policy and its cases",
    "settlement/services/detail_uploads.py": "digest of a file of amounts",
}
_PLAIN = re.compile(r"\b(hashlib|sha(1|224|256|384|512)|md5|blake2[bs])\b(?!_)")
_IMPORT = re.compile(r"^\s*(from|import) .*hashlib", re.MULTILINE)


class TestPlainHashes:
    def test_stand_only_where_nothing_personal_goes_in(self):
        found = {name_of(path) for path in files() if _IMPORT.search(path.read_text("utf-8"))}
        assert found - set(PLAIN_HASHES) == set()

    def test_are_listed_only_where_there_are_any(self):
        found = {name_of(path) for path in files() if _PLAIN.search(path.read_text("utf-8"))}
        assert set(PLAIN_HASHES) <= found

    def test_of_people_s_numbers_are_keyed_on_every_look_up_column(self):
        """Whatever ends in ``_index`` is filled by ``crypto.blind_index`` or ``keyed_hash``."""
        pattern = re.compile(r"_index\s*=\s*(?!models\.|None|\"\"|user\.phone_index)([a-z_.]+)\(")
        calls = {call for path in files() for call in pattern.findall(path.read_text("utf-8"))}
        assert calls <= {"crypto.blind_index", "blind_index", "crypto.keyed_hash"}, calls
