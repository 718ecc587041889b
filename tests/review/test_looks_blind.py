"""Feature 42: who could take a blind second look cannot fetch the first decision by any address.

Two requests alike, one approved and one refused, are read through every page of the console: what a
reviewer is answered does not differ in anything but the numbers themselves.
"""

import os
import re
from dataclasses import dataclass, field

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

from family.models import BindingRequest
from family.services import verdicts
from tests.factories import family as make
from tests.factories import reviews
from yibao.cases.looks import blindness as looks
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import SecondLook
from yibao.kernel.ids import new_id

from .scene import drawn

pytestmark = pytest.mark.django_db
NOTE = "甲乙丙丁戊己"
TEXT = "庚辛壬癸子丑"
#: What differs between any two requests: numbers, times, traces, sex, and what was said before.
_NOISE = [
    (re.compile(pattern, re.DOTALL), word)
    for pattern, word in (
        (r'<ul class="messagelist">.*?</ul>', ""),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "U"),
        (r"\b[A-Z][0-9A-Z]{19,}\b", "R"),
        (r"[\dX]+", "0"),
        (r"女儿|孙女|儿子|孙子|[男女]", "G"),
        (r"\s+", " "),
    )
]
_VARIABLE = re.compile(r"<(\w+):(\w+)>")


def _walk(patterns, prefix=""):
    for one in patterns:
        text = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, text)
        else:
            yield text


CONSOLE = sorted(
    text
    for text in set(_walk(get_resolver().url_patterns))
    if text.startswith("admin/") and "(?P" not in text and "logout" not in text
)
PLAIN = [text for text in CONSOLE if "<" not in text]
MODELS = {
    f"admin/{model._meta.app_label}/{model._meta.model_name}/": (model._meta.label_lower, page)
    for model, page in admin.site._registry.items()
}


@dataclass
class Side:
    """A decided request: ids of it by kind, and everything that tells of its decision."""

    request: BindingRequest
    look: SecondLook
    ids: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def paths(self) -> list[tuple[str, str]]:
        """(what is asked, address) with these ids in every place that takes one."""
        found = []
        for text in CONSOLE:
            label, page = next(
                (row for base, row in MODELS.items() if text.startswith(base)), ("", None)
            )
            if "<path:object_id>" in text:
                found += self._of_model(text, label, page)
            elif "<" in text:
                found += self._of_page(text)
        return [(name, f"/{path}") for name, path in found]

    def _of_model(self, text, label, page):
        for name, value in self.ids.items():
            if name.partition("#")[0] != label:
                continue
            path = text.replace("<path:object_id>", value)
            if "<slug:action>" not in path:
                yield f"{text} {name}", path
                continue
            for action in page.service_actions:
                yield f"{text} {name} {action.name}", path.replace("<slug:action>", action.name)

    def _of_page(self, text):
        kinds = [kind for kind, _ in _VARIABLE.findall(text)]
        for name, value in self.ids.items():
            is_uuid = re.fullmatch(r"[0-9a-f-]{36}", value) is not None
            if name in _OPEN or kinds[0] == "slug" or is_uuid is not (kinds[0] == "uuid"):
                continue
            path = _VARIABLE.sub(value, text, count=1)
            yield f"{text} {name}", _VARIABLE.sub("take", path)

    def anonymous(self, text: str) -> str:
        """A page without its numbers, times and tokens."""
        for name, value in sorted(self.ids.items(), key=lambda one: -len(one[1])):
            text = text.replace(value, f"[{name}]")
        text = re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"', "", text)
        text = re.sub(r"[\w-]+:[\w-]{6}:[\w-]{40,}", "", text)
        for pattern, word in _NOISE:
            text = pattern.sub(word, text)
        return text


def _decide(desk, officers, kind):
    holder, member = make.make_holder(desk.tenant).person, make.make_member(desk.tenant)
    row = reviews.in_review(holder, member)
    for officer in officers:
        reviews.take(officer, row)
        shown = {
            "by": officer, "request": reviews.fresh(row), "evidence": reviews.seen(row),
            "fence": reviews.fence(row), "note": NOTE,
        }  # fmt: skip
        if kind == "APPROVE":
            verdicts.approve(**shown)
        else:
            verdicts.reject(reason="NO_RELATION", text=TEXT, **shown)
    return reviews.fresh(row)


def _side(desk, kind) -> Side:
    officers = [desk.officer() for _ in range(2 if kind == "REJECT" else 1)]
    row = _decide(desk, officers, kind)
    look = drawn(row.case)
    side = Side(row, look)
    voucher = getattr(row.member, "voucher", None)
    slot = voucher.slots.filter(is_own=False).first() if voucher else None
    rows = {
        "cases.case": row.case.pk,
        "cases.case#ref": row.case.ref,
        "family.bindingrequest": row.pk,
        "family.bindingrequest#ref": row.ref,
        "family.bindingrequest#number": row.number,
        "family.binding": row.binding_id or new_id(),
        "family.binding#ref": row.binding.ref if row.binding else "B-0",
        "vouchers.voucher": voucher.pk if voucher else new_id(),
        "vouchers.channelslot": slot.pk if slot else new_id(),
        "accounts.person": row.holder_id,
        "accounts.person#member": row.member_id,
        "accounts.user": row.holder.user.pk,
        "document": row.documents.first().ref,
        "look": look.pk,
        "decision": look.decision_id,
    }
    side.ids = {name: str(value) for name, value in rows.items()}
    side.secrets = [NOTE, TEXT, str(look.decision_id), *(one.username for one in officers)]
    return side


@pytest.fixture
def sides(desk):
    """The approved one and the refused one, under a look."""
    return [_side(desk, kind) for kind in ("APPROVE", "REJECT")]


@pytest.fixture
def reader(console):
    """A reviewer of the city; both looks could be theirs."""
    return console.user("reviewer")


@pytest.fixture
def browser(console, reader):
    return console.browser("reviewer")


def answers(browser, side: Side, leaks: list, *, post: bool = False) -> dict[str, tuple]:
    """What is asked → status, where it leads, the page without numbers; notes words that leak."""
    browser.get("/admin/")  # takes up what was said to the reader before
    found = {}
    for name, path in side.paths():
        answer = browser.post(path, {"reason": "核对一下"}) if post else browser.get(path)
        body = _text(answer)
        leaks += [(name, one) for one in side.secrets if one in body and one not in path]
        leads = side.anonymous(answer.headers.get("Location", ""))
        found[name] = (answer.status_code, leads, side.anonymous(body))
    return found


def differences(one: dict[str, tuple], other: dict[str, tuple]) -> list[tuple]:
    """Addresses that answer differently, and from where on."""
    found = []
    for name in one:
        if one[name] != other[name]:
            texts = [f"{row[:2]} {row[2]}" for row in (one[name], other[name])]
            at = len(os.path.commonprefix(texts))
            found.append((name, *(text[max(at - 60, 0) : at + 90] for text in texts)))
    return found


def _text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


class TestReader:
    def test_is_told_of_both_that_they_are_closed(self, sides, reader):
        hidden = set(looks.hidden_ids(reader))
        for side in sides:
            assert looks.hides(reader, side.request.case)
            assert side.request.case_id in hidden
            assert not looks.hides(side.look.decision.decider, side.request.case)

    @pytest.mark.parametrize("post", [False, True])
    def test_is_answered_alike_by_every_address(self, sides, browser, post):
        leaks = []
        approved, refused = (answers(browser, side, leaks, post=post) for side in sides)
        assert len(approved) > 60
        assert leaks == []
        assert differences(approved, refused) == []

    def test_finds_nothing_of_it_in_any_list_search_or_export(self, sides, browser):
        own = [side.ids[name] for side in sides for name in side.ids if name not in _OPEN]
        secrets = [*own, *(one for side in sides for one in side.secrets)]
        leaks = []
        for text in PLAIN:
            body = _text(browser.get(f"/{text}"))
            leaks += [(text, one) for one in secrets if one in body]
        for side in sides:
            for path in _asked(side):
                if "?of=" in path:  # rows of one person want a reason first
                    browser.post(path, {"reason": "核对一下"})
                body = browser.get(path).content.decode()
                assert "为什么查这个人" not in body
                leaks += [(path, one) for one in secrets if one in body and one not in path]
        assert leaks == []

    def test_finds_nothing_by_searching(self, sides, browser):
        for side in sides:
            member = side.request.member
            for text in (
                side.request.case.ref,
                side.request.number,
                f"{member.name} {member.certno[-4:]}",
            ):
                body = browser.post(reverse("review:search"), {"text": text}, follow=True)
                found = body.content.decode().replace(text, "")
                assert not [one for one in side.secrets if one in found]
                assert f"/admin/review/case/{side.request.case.ref}" not in found

    def test_may_open_no_picture_before_taking_the_look(self, sides, browser):
        for side in sides:
            path = reverse("family:document", args=[side.ids["document"]])
            assert browser.get(path).status_code == 404


_OPEN = ("accounts.person", "accounts.person#member", "accounts.user", "vouchers.voucher")


def _asked(side: Side) -> list[str]:
    """Lists asked for exactly this one."""
    queries = {
        "/admin/cases/case/": ("q", ["cases.case#ref"]),
        "/admin/family/bindingrequest/": (
            "q",
            ["family.bindingrequest#ref", "family.bindingrequest#number"],
        ),
        "/admin/family/binding/": ("q", ["family.binding#ref"]),
    }
    found = [
        f"{base}?{name}={side.ids[one]}" for base, (name, ones) in queries.items() for one in ones
    ]
    found += [
        f"/admin/family/binding/?of={one.pk}" for one in (side.request.holder, side.request.member)
    ]
    found += [f"/admin/vouchers/voucher/?of={side.request.member.pk}"]
    return found + [f"/admin/review/queue/?tab={tab}" for tab in ("all", "late", "second", "mine")]


class TestHolderOfTheLook:
    def test_sees_the_papers_but_no_word_of_the_decision(self, sides, browser, reader):
        pages = []
        for side in sides:
            look_steps.take(by=reader, pk=side.look.pk)
            path = reverse("review:look", args=[side.look.pk])
            answer = browser.get(path)
            assert answer.status_code == 200
            body = answer.content.decode()
            assert side.ids["document"] in body
            assert not [one for one in side.secrets if one in body]
            pages.append(side.anonymous(body))
            look_steps.put_back(by=reader, pk=side.look.pk)
        assert pages[0] == pages[1]

    def test_is_still_answered_alike_elsewhere(self, sides, browser, reader):
        found, leaks = [], []
        for side in sides:
            look_steps.take(by=reader, pk=side.look.pk)
            found.append(answers(browser, side, leaks))
            look_steps.put_back(by=reader, pk=side.look.pk)
        assert leaks == []
        assert differences(*found) == []


class TestOthers:
    def test_read_two_different_pages(self, sides, console):
        """The comparison above finds a difference where there is one."""
        browser = console.browser("lead")
        for base in ("/admin/cases/case/", "/admin/family/bindingrequest/"):
            kind = base.removeprefix("/admin/").strip("/").replace("/", ".")
            pages = [_text(browser.get(f"{base}{side.ids[kind]}/change/")) for side in sides]
            assert sides[0].anonymous(pages[0]) != sides[1].anonymous(pages[1])

    def test_of_the_desk_go_on_reading(self, sides, console):
        for role in ("lead", "auditor"):
            body = console.browser(role).get(f"/admin/cases/case/?q={sides[0].request.case.ref}")
            assert sides[0].request.case.ref in body.content.decode()
