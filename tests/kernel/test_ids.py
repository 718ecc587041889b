"""Identifiers."""

import time
import uuid

import pytest

from yibao.kernel import ids


class TestNewId:
    def test_is_a_version_7_of_the_usual_variant(self):
        made = ids.new_id()
        assert made.version == 7
        assert made.variant == uuid.RFC_4122

    def test_carries_the_time_of_making(self):
        before = time.time_ns() // 1_000_000
        made = ids.new_id()
        assert before <= made.int >> 80 <= time.time_ns() // 1_000_000

    def test_sorts_by_time_and_never_repeats(self):
        made = []
        for _ in range(200):
            made.append(ids.new_id())
            time.sleep(0.000_002)
        assert made == sorted(made)
        assert len({ids.new_id() for _ in range(20_000)}) == 20_000


class TestNewRef:
    def test_is_opaque_and_safe_to_read_out(self):
        refs = {ids.new_ref("pay_") for _ in range(2000)}
        assert len(refs) == 2000
        for ref in refs:
            assert ref.startswith("pay_")
            assert len(ref) == 28
            assert not set(ref[4:]) & set("01AEIOULabc")

    @pytest.mark.parametrize("prefix", ["", "1a", "付", "a b", "a" * 13, "a__", "a\n"])
    def test_refuses_a_prefix_that_is_no_word(self, prefix):
        with pytest.raises(ValueError, match="prefix"):
            ids.new_ref(prefix)
