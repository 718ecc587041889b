"""What a page says of a refusal: the title, unless the sentence says it again."""

from yibao.kernel.errors import DomainError


class Plain(DomainError):
    title, detail, next_step = "密码不对", "还能再试 {left} 次。", "想一想再输。"


class Doubled(DomainError):
    title, detail, next_step = "密码不对", "密码不对，还能再试 {left} 次。", "想一想再输。"


class TestSaid:
    def test_is_title_sentence_and_advice(self):
        assert Plain(left=2).said == "密码不对。还能再试 2 次。想一想再输。"

    def test_says_nothing_twice(self):
        assert Doubled(left=2).said == "密码不对，还能再试 2 次。想一想再输。"
