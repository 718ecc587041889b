"""The small language of notice templates: text, ``{{ variable|filter }}`` and ``{% if %}``.

Staff write these words, so the engine reads no other file, calls nothing and knows no other tag.
"""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, TextNode, VariableNode
from django.template.defaulttags import IfNode

_ALLOWED_TAGS = re.compile(r"\{%\s*(if|elif|else|endif)\b[^%]*%\}")
_ANY_TAG = re.compile(r"\{%.*?%\}", re.S)
_FORBIDDEN = (
    (re.compile(r"https?://|www\.", re.I), "不能放网址：骗子短信就长这样。"),
    (
        re.compile(
            r"(?<!不要)(?<!请勿)(?<!不会)(输入|回复|提供|填写|告诉).{0,8}(密码|验证码|身份证)"
        ),
        "不能让人提供密码、验证码或证件号。",
    ),
)
SMS_MOST = 140


class UnfitWords(ValueError):
    """Why the words cannot be used; the text is for the writer."""


@lru_cache(maxsize=1)
def _engine() -> Engine:
    options = settings.TEMPLATES[0]["OPTIONS"]
    return Engine(builtins=options.get("builtins", []), autoescape=False)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return _engine().from_string(source)


def render_words(source: str, context: dict[str, Any]) -> str:
    """The finished words; a page that shows them escapes them."""
    return _compiled(source).render(Context(context, autoescape=False)).strip()


def outline(source: str) -> str:
    """The words without what differs from notice to notice, for a list to choose from."""
    plain = re.sub(r"\{%\s*(else|elif\b.*?)\s*%\}", " / ", source)
    return re.sub(r"\{\{.*?\}\}", "…", _ANY_TAG.sub("", plain))


def variables_of(source: str) -> frozenset[str]:
    """Names that the words use."""
    return frozenset(_names(_compiled(source).nodelist))


def _names(nodes: NodeList) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, VariableNode):
            found |= _of(node.filter_expression)
        elif isinstance(node, IfNode):
            for condition, body in node.conditions_nodelists:
                found |= _in_condition(condition) | _names(body)
        elif not isinstance(node, TextNode):
            raise UnfitWords("只能用 {{ 变量 }} 和 {% if %}。")
    return found


def _in_condition(condition: Any) -> set[str]:
    """Names in an ``if``; its operators hold their operands in first and second."""
    if condition is None:
        return set()
    value = getattr(condition, "value", None)
    found = _of(value) if isinstance(value, FilterExpression) else set()
    for part in ("first", "second"):
        found |= _in_condition(getattr(condition, part, None))
    return found


def _of(expression: FilterExpression) -> set[str]:
    lookups = getattr(expression.var, "lookups", None)
    return {lookups[0]} if lookups else set()


def check_words(source: str, *, allowed: frozenset[str], most: int | None = None) -> None:
    """Raise ``UnfitWords`` unless the words are safe, known and short enough (P190)."""
    for tag in _ANY_TAG.findall(source):
        if not _ALLOWED_TAGS.fullmatch(tag):
            raise UnfitWords(f"不能用 {tag}，只能用 {{% if %}}。")
    if source.count("{{") != source.count("}}") or source.count("{%") != source.count("%}"):
        raise UnfitWords("花括号没有成对。")
    try:
        unknown = variables_of(source) - allowed
    except TemplateSyntaxError as broken:
        raise UnfitWords(f"花括号没写对：{broken}。") from broken
    if unknown:
        known = "、".join(sorted(allowed)) or "没有"
        raise UnfitWords(f"这种通知没有变量 {'、'.join(sorted(unknown))}；能用的有：{known}。")
    for pattern, reason in _FORBIDDEN:
        if pattern.search(source):
            raise UnfitWords(reason)
    if most is not None and len(source) > most:
        raise UnfitWords(f"短信最多 {most} 个字，现在 {len(source)} 个。")
