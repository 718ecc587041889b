"""Error classes: unique codes, words for people, documented pages."""

import re

import pytest

from yibao.kernel.errors import DomainError, registry

ERRORS = list(registry().values())
CODE = re.compile(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+")


def _all(cls: type[DomainError]) -> set[type[DomainError]]:
    found = set()
    for child in cls.__subclasses__():
        found |= {child} | _all(child)
    return found


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
class TestError:
    def test_has_a_dotted_lower_case_code(self, error):
        assert CODE.fullmatch(error.code)

    def test_has_a_short_title_and_a_sentence(self, error):
        """Headings hold 14 characters at most (copy rule 1)."""
        latin = len(re.findall(r"[ -~]", error.title))
        assert 0 < len(error.title) - latin + latin / 2 <= 14
        assert error.detail

    def test_answers_a_client_or_server_status(self, error):
        assert error.status in (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)

    def test_uses_no_word_that_blames_or_shouts(self, error):
        said = error.detail + error.patient_text + error.next_step + error.title
        assert not re.search(r"[!！]|用户(?!协议|名)|系统繁忙|亲，|被绑定人", said)

    def test_says_in_its_docstring_what_happened(self, error):
        assert error.__doc__


class TestAliases:
    def test_are_well_formed(self):
        aliases = {error.alias for error in ERRORS if error.alias}
        assert all(re.fullmatch(r"E-(VCH|FAM|CARD)-\d\d", alias) for alias in aliases)


class TestRegistry:
    def test_knows_every_class_that_can_be_raised(self):
        """A class without a code of its own is a base, not an error."""
        ours = {cls for cls in _all(DomainError) if not cls.__module__.startswith("tests")}
        concrete = {cls for cls in ours if not cls.__subclasses__()}
        assert concrete <= set(ERRORS)
