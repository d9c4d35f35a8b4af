"""YAML as plain data, with the line of everything; refuses what YAML allows and nobody means.

Aliases can make a small file enormous, a key that stands twice hides one of its values, and a bare `no` is
read as false. All of that is refused with a sentence.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import yaml

from services.router.core.policies.problems import Problem, Unusable

MOST_BYTES: Final = 512 * 1024
MOST_NODES: Final = 60_000
DEEPEST: Final = 12

_SCALARS: Final = {
    "tag:yaml.org,2002:str",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:null",
}


class Tree(NamedTuple):
    """A document as data.

    Attributes:
        data: mappings, lists and plain values.
        lines: line of every path, `""` for the whole.
        written: every plain value as it was written: `+20` is 20 as data.
    """

    data: Any
    lines: dict[str, int]
    written: dict[str, str]


def read(text: str) -> Tree:
    """The one document of a text.

    Raises:
        Unusable: if it is no YAML, or holds what is refused.
    """
    size = len(text.encode())
    if size > MOST_BYTES:
        raise Unusable([Problem("", f"It has {size:,} bytes; {MOST_BYTES:,} are allowed. Split it.")])
    try:
        _survey(text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join(filter(None, (error.context, error.problem)))
        raise Unusable([_problem(mark, f"This is no YAML: {told}. Mend the line.")]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unusable([Problem("", f"This is no YAML: {str(error).splitlines()[0]}.")]) from None
    if root is None:
        raise Unusable([Problem("", "It is empty; write `name:` and `rules:`.")])
    builder = _Builder()
    return Tree(builder.build(root, ""), builder.lines, builder.written)


def _survey(text: str) -> None:
    """Looks at the events before anything is built of them."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader), start=1):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unusable([_problem(event.start_mark, "Anchors and aliases are not allowed; write it out.")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > DEEPEST or count > MOST_NODES or documents > 1:
            why = (
                "It is nested too deeply"
                if depth > DEEPEST
                else "It holds more than one document"
                if documents > 1
                else "It has too many entries"
            )
            raise Unusable([_problem(event.start_mark, f"{why}; split it into several files.")])


def _problem(mark: Any, sentence: str) -> Problem:
    return Problem("", sentence, mark.line + 1 if mark else 0)


class _Builder:
    """Builds plain data from nodes and notes their lines."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.written: dict[str, str] = {}
        self._plain = yaml.SafeLoader("")

    def build(self, node: yaml.Node, path: str) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(each, f"{path}[{at}]") for at, each in enumerate(node.value)]
        self.written[path] = node.value
        if node.tag not in _SCALARS:
            if node.tag.startswith("tag:yaml.org,2002:timestamp"):
                return node.value
            raise Unusable([_problem(node.start_mark, f"{node.tag} is not allowed; write plain values.")])
        try:
            return self._plain.construct_object(node, deep=True)
        except (ValueError, yaml.YAMLError):
            raise Unusable([_problem(node.start_mark, f"{node.value!r} cannot be read; quote it.")]) from None

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or key_node.tag == "tag:yaml.org,2002:merge":
                raise Unusable([_problem(key_node.start_mark, "A key must be one plain word.")])
            if key in built:
                told = f"{key!r} stands here twice; leave one."
                raise Unusable([Problem(path, told, key_node.start_mark.line + 1)])
            here = f"{path}.{key}" if path else key
            self.lines[here] = key_node.start_mark.line + 1
            built[key] = self.build(value_node, here)
        return built
