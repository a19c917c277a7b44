"""Evidence files laid over a scenario, beside what it is given already.

They are read and checked by themselves; whether the scenario has what they speak of is seen when it
is resolved anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenario.calendar import Month
from scenario.errors import InputError, Mark, Problem
from scenario.io import Entry, Library, List, Map, Node, read_mapping
from scenario.resolve.chain import ChainReader
from scenario.resolve.kinds import KINDS, kind_of
from scenario.resolve.layer import Layer
from scenario.resolve.resolved import Resolved, with_layer
from scenario.resolve.tree_edit import DEFAULT, leaves, node_of
from scenario.schema import Evidence


def with_evidence(
    resolved: Resolved, evidence: Sequence[str | os.PathLike[str] | Mapping[str, Any]]
) -> Resolved:
    """The scenario, given what stands in some files too, or some observations.

    Args:
        resolved: The scenario.
        evidence: Evidence files, and observations as such a file has them.

    Raises:
        InputError: A file is no evidence file, or something is wrong with what is said.
    """
    files = dict(resolved.files)
    read = [
        _listed(one) if isinstance(one, Mapping) else _read(os.fspath(one), files)
        for one in evidence
    ]
    before = resolved.draft.given
    known: tuple[Node, ...] = before.node.items if before and isinstance(before.node, List) else ()
    return _given(replace(resolved, draft=replace(resolved.draft, files=files)), (*known, *read))


def known_by(resolved: Resolved, month: Month) -> Resolved:
    """The scenario, given no more than what was published by the end of a month.

    Args:
        resolved: The scenario.
        month: The month.
    """
    entry = resolved.draft.given
    if entry is None or not isinstance(entry.node, List):
        return resolved
    pairs = zip(entry.node.items, resolved.given, strict=True)
    return _given(resolved, [_published(node, file, month) for node, file in pairs])


def without_evidence(resolved: Resolved) -> Resolved:
    """The scenario, given nothing.

    Args:
        resolved: The scenario.
    """
    return _given(resolved, ())


def evidence_files(resolved: Resolved) -> dict[str, str]:
    """The SHA-256 of every file that holds something of what a scenario is given, by its name.

    Args:
        resolved: The scenario.
    """
    entry = resolved.draft.given
    nodes = entry.node.items if entry and isinstance(entry.node, List) else ()
    named = dict.fromkeys(node.mark.file for node in nodes)
    return {file: resolved.files[file] for file in named if file in resolved.files}


def facts_files(resolved: Resolved) -> tuple[str, ...]:
    """The file that each source of facts is read from as it is; else empty.

    Args:
        resolved: The scenario.
    """
    tree = resolved.draft.tree
    entry = tree.entries["facts"] if isinstance(tree, Map) else None
    if entry is None or not isinstance(entry.node, List):
        return ()
    return tuple(_file_of(node, entry.key_mark.file) for node in entry.node.items)


def _file_of(node: Node, model: str) -> str:
    """The file that all of a node stands in, if that is another than the model's."""
    named = {leaf.mark.file for _, leaf in leaves(node) if leaf.mark != DEFAULT}
    file = named.pop() if len(named) == 1 else model
    return "" if file == model else file


def _published(node: Node, file: Evidence, month: Month) -> Node:
    listed = node.entries["evidence"] if isinstance(node, Map) else None
    if not isinstance(node, Map) or listed is None or not isinstance(listed.node, List):
        return node
    pairs = zip(listed.node.items, file.evidence, strict=True)
    kept = tuple(item for item, one in pairs if one.published <= month)
    known = Entry(listed.key_mark, replace(listed.node, items=kept))
    return replace(node, entries={**node.entries, "evidence": known})


def _given(resolved: Resolved, evidence: Sequence[Node]) -> Resolved:
    """The scenario, given this and nothing else."""
    mark = Mark("evidence")
    return with_layer(resolved, Layer("evidence", given=Entry(mark, List(tuple(evidence), mark))))


def _read(path: str, files: dict[str, str]) -> Map:
    """The tree of an evidence file, whose SHA-256 is noted among those of all files."""
    library = Library(path)
    file = library.open_first()
    files |= library.digests()
    tree = read_mapping(file.shown, file.data)
    kind = kind_of(tree)
    if kind != "evidence":
        message = f"this is a {kind} file, not an evidence file"
        hint = "an evidence file has `evidence:` with a list of observations"
        raise InputError(Problem(message, Mark(file.shown), hint=hint))
    return _valid(ChainReader(library), tree)


def _listed(observation: Mapping[str, Any]) -> Map:
    """An observation as a file of its own."""
    mark = Mark("evidence")
    tree = Map({"evidence": Entry(mark, List((node_of(observation, mark),), mark))}, mark)
    return _valid(ChainReader(Library("")), tree)


def _valid(reader: ChainReader, tree: Map) -> Map:
    if reader.validated(tree, KINDS["evidence"]) is None:
        raise InputError(reader.problems)
    return tree
