"""Reading YAML into the marked tree; the only module that touches the YAML library.

It does not know the language: any sound YAML without anchors, tags and directives is a tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml

from scenario.errors import InputError, Mark, Problem
from scenario.io.builder import Builder, TooMuchError
from scenario.io.problems import tidy
from scenario.io.source import Source, Span, read_source
from scenario.io.tree import Map, Node, Scalar

KEPT = 8
"""Documents that are kept: more than one scenario is made of."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_WRITE_OUT = "write the value out, or name a parameter"


@lru_cache(maxsize=KEPT)
def read(path_shown: str, text: bytes | str) -> Node:
    """Read one YAML document; what was read before is kept, for scenarios share their files.

    Args:
        path_shown: the file's name as error messages should show it.
        text: the whole content.

    Raises:
        InputError: with everything that is wrong, up to the first error of syntax.
    """
    source = read_source(path_shown, text)
    _refuse_directives(source)
    builder = Builder(source)
    try:
        _build(builder, source.text)
    except TooMuchError:
        pass
    except yaml.MarkedYAMLError as error:
        before = _too_much_before(source, error)
        builder.problems[:] = before or [*builder.problems, _explained(builder, error)]
    except yaml.YAMLError as error:
        builder.problems.append(Problem(f"this is not valid YAML: {error}", Mark(path_shown)))
    if builder.problems:
        raise InputError(tidy(builder.problems))
    if builder.root is None or _is_nothing(builder.root):
        raise InputError(Problem("the file is empty", Mark(path_shown)))
    return builder.root


def read_mapping(path_shown: str, text: bytes | str) -> Map:
    """Read one YAML document that must be a mapping, as every file of the language is.

    Raises:
        InputError: It is something else, or anything is wrong with it.
    """
    root = read(path_shown, text)
    if isinstance(root, Map):
        return root
    message = "a file must hold keys and values, not " + (
        "a single value" if isinstance(root, Scalar) else "a list"
    )
    raise InputError(Problem(message, root.mark, hint="write `key: value`"))


def _build(builder: Builder, text: str) -> None:
    for event in yaml.parse(text, Loader=_LOADER):
        _TAKERS.get(type(event), _ignore)(builder, event)


def _too_much_before(source: Source, error: yaml.MarkedYAMLError) -> list[Problem]:
    """What is wrong before the place where the parser stopped, if that passes a limit of ours.

    The parser scans a thousand characters ahead of what it hands out, and some of its versions
    have a limit of their own there. Which of the two is met first must not decide what is said.
    """
    mark = error.problem_mark or error.context_mark
    builder = Builder(source)
    try:
        _build(builder, source.text[: mark.index] if mark else "")
    except TooMuchError:
        return builder.problems
    except yaml.YAMLError:
        pass
    return []


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _refuse_directives(source: Source) -> None:
    found = _DIRECTIVE.search(source.text)
    if found:
        line = source.text.count("\n", 0, found.start())
        hint = "leave out %YAML and %TAG lines; a text that starts with % must be quoted"
        raise InputError(Problem("a line cannot start with %", source.point(line, 0), hint=hint))


def _scalar(builder: Builder, event: Any) -> None:
    if event.anchor is not None or event.tag is not None:
        _refuse_properties(builder, event)
    builder.scalar(event.value, _span(event), not event.style)


def _open(builder: Builder, event: Any) -> None:
    _refuse_properties(builder, event)
    is_map = isinstance(event, yaml.MappingStartEvent)
    builder.open(_span(event), is_map=is_map, flow=bool(event.flow_style))


def _close(builder: Builder, event: Any) -> None:
    builder.close(event.end_mark.index)


def _alias(builder: Builder, event: Any) -> None:
    _refuse(builder, event, "an alias (*name) is not supported", _WRITE_OUT)
    builder.scalar("", _span(event), plain=False)


def _one_document(builder: Builder, event: Any) -> None:
    if builder.root is not None:
        hint = "remove the line --- or split the file"
        _refuse(builder, event, "a second document begins here", hint)
        raise TooMuchError


def _ignore(builder: Builder, event: Any) -> None:
    """The ends of documents and of the stream say nothing new."""


_TAKERS: dict[type, Callable[[Builder, Any], None]] = {
    yaml.ScalarEvent: _scalar,
    yaml.MappingStartEvent: _open,
    yaml.SequenceStartEvent: _open,
    yaml.MappingEndEvent: _close,
    yaml.SequenceEndEvent: _close,
    yaml.AliasEvent: _alias,
    yaml.DocumentStartEvent: _one_document,
}


def _refuse_properties(builder: Builder, event: Any) -> None:
    if event.anchor is not None:
        hint = f"{_WRITE_OUT}; a text that starts with & must be quoted"
        _refuse(builder, event, "an anchor (&name) is not supported", hint)
    if event.tag is not None:
        hint = "leave it out; a text that starts with ! must be quoted"
        _refuse(builder, event, "a tag (!name) is not supported", hint)


def _refuse(builder: Builder, event: Any, message: str, hint: str) -> None:
    builder.problems.append(Problem(message, builder.source.mark(_span(event)), hint=hint))


def _span(event: Any) -> Span:
    start = event.start_mark
    return Span(start.line, start.column, start.index, event.end_mark.index)


def _explained(builder: Builder, error: yaml.MarkedYAMLError) -> Problem:
    from scenario.io.syntax import Complaint, explain

    begun, opened = _place(error.context_mark), builder.opened
    place = _place(error.problem_mark) or begun or (0, 0)
    said = error.problem or "", place, error.context or "", begun, opened
    return explain(Complaint(builder.source, *said))


def _place(mark: Any) -> tuple[int, int] | None:
    return (mark.line, mark.column) if mark is not None else None
