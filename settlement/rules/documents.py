"""Reading pack and case texts into plain values, without any of YAML's or JSON's surprises.

YAML texts are read node by node: repeated keys, aliases, unknown tags and unquoted decimals are
refused with their path instead of being merged, expanded or turned into binary floats.
"""

import re

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from yibao.kernel import strictjson
from yibao.kernel.strictjson import JsonFloat, MalformedJSON

from .reading import DocumentInvalid, join

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 16
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_PREFIX = "tag:yaml.org,2002:"


def read_json(text: str) -> object:
    """Return the document of a JSON text.  Raises :class:`DocumentInvalid`."""
    _limit(text)
    try:
        return strictjson.loads(text)
    except MalformedJSON as refusal:
        path = re.sub(r"\.([0-9]+)(?=\.|$)", r"[\1]", refusal.path)
        raise DocumentInvalid([{"path": path, "message": _sentence(refusal)}]) from None


def read_yaml(text: str) -> object:
    """Return the document of a YAML text; a JSON text is read as JSON.

    Dates stay texts, unquoted decimals become :class:`JsonFloat`.  Raises
    :class:`DocumentInvalid` for a text that is no YAML or that repeats a key.
    """
    _limit(text)
    if text.lstrip().startswith("{"):
        return read_json(text)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as refusal:
        raise DocumentInvalid([{"path": "", "message": _yaml_sentence(refusal)}]) from None
    except RecursionError:
        raise DocumentInvalid([{"path": "", "message": "文件的层数太多。"}]) from None
    if node is None:
        raise DocumentInvalid([{"path": "", "message": "文件是空的。"}])
    errors: list[dict[str, str]] = []
    document = _plain(node, "", 1, errors)
    if errors:
        raise DocumentInvalid(errors)
    return document


class _Loader(yaml.SafeLoader):
    """A composer that refuses aliases: a pack says everything where it is read."""

    def compose_node(self, parent: Node | None, index: object) -> Node | None:
        """Compose one node; an alias is a mistake."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(problem="不能使用别名（*）", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _limit(text: str) -> None:
    """Refuse a text that is too long to be a pack or a case."""
    if len(text) > MAX_CHARACTERS:
        raise DocumentInvalid([{"path": "", "message": "文件太大。"}])


def _plain(node: Node, path: str, depth: int, errors: list[dict[str, str]]) -> object:
    """Return a node as plain values, noting repeated keys and what has no plain value."""
    if depth > MAX_DEPTH:
        errors.append({"path": path, "message": "文件的层数太多。"})
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, path, depth, errors)
    if isinstance(node, SequenceNode):
        return [
            _plain(item, join(path, index), depth + 1, errors)
            for index, item in enumerate(node.value)
        ]
    return _scalar(node, path, errors)


def _mapping(
    node: MappingNode, path: str, depth: int, errors: list[dict[str, str]]
) -> dict[str, object]:
    """Return a mapping; keys are taken as they are written."""
    document: dict[str, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            errors.append({"path": path, "message": "字段名应为文本。"})
            continue
        key = key_node.value
        at = join(path, key[:60])
        if key in document:
            errors.append({"path": at, "message": "字段重复。"})
            continue
        document[key] = _plain(value_node, at, depth + 1, errors)
    return document


def _scalar(node: Node, path: str, errors: list[dict[str, str]]) -> object:
    """Return a scalar: text, whole number, bool, None, or the literal of a decimal."""
    tag, literal = node.tag.removeprefix(_PREFIX), node.value
    if tag in ("str", "timestamp"):
        return literal
    if tag == "null":
        return None
    if tag == "bool" and literal in _TRUE + _FALSE:
        return literal in _TRUE
    if tag == "bool":
        errors.append({"path": path, "message": "请写 true 或 false，或者给文本加引号。"})
        return None
    if tag in ("int", "float"):
        is_whole = tag == "int" and _WHOLE.fullmatch(literal)
        return int(literal) if is_whole else JsonFloat(literal[:40])
    errors.append({"path": path, "message": "不能使用这种 YAML 标记。"})
    return None


def _sentence(refusal: MalformedJSON) -> str:
    """Return the reader's sentence for a file instead of a request."""
    return refusal.message.replace("请求内容", "文件内容")


def _yaml_sentence(refusal: yaml.YAMLError) -> str:
    """Return a sentence with the line, never with the file's content."""
    mark = getattr(refusal, "problem_mark", None)
    place = "" if mark is None else f"第 {mark.line + 1} 行第 {mark.column + 1} 列："
    problem = getattr(refusal, "problem", None)
    own = problem if problem and problem.startswith("不能") else "不是有效的 YAML"
    return f"{place}{own}。"
