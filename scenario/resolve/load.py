"""From a path to a resolved scenario: read, validate, merge, validate, cross-check.

It is the pipeline alone; each stage has a module of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenario.errors import InputError
from scenario.io import Library, read_mapping
from scenario.resolve.arguments import layer_of_arguments
from scenario.resolve.cases import is_table, read_cases
from scenario.resolve.chain import Chain, ChainReader
from scenario.resolve.draft import Draft
from scenario.resolve.kinds import KINDS, kind_of
from scenario.resolve.merge import merge
from scenario.resolve.order import in_order
from scenario.resolve.resolved import Resolved, finish
from scenario.resolve.salvage import wrong_names
from scenario.schema import Cases, Evidence, Facts

Overrides = Sequence[tuple[str, str]]


def load(path: str, overrides: Overrides = ()) -> Resolved:
    """The scenario (or model) file at `path`, resolved, with `--set` arguments on top.

    Raises:
        InputError: everything that is wrong, with places.
    """
    return _resolve(Library(str(path)), overrides)


def load_any(path: str) -> Resolved | Facts | Evidence | Cases:
    """A file of any of the five kinds, checked as far as it can be by itself.

    Of cases their table is read as well.

    Raises:
        InputError: Everything that is wrong, with places.
    """
    if is_table(path):
        return read_cases(path).columns
    library = Library(str(path))
    file = library.open_first()
    tree = read_mapping(file.shown, file.data)
    kind = kind_of(tree)
    if kind == "cases":
        return read_cases(path).columns
    if kind in ("model", "scenario"):
        return _resolve(library, ())
    reader = ChainReader(library)
    found = reader.validated(tree, KINDS[kind])
    if not isinstance(found, (Facts, Evidence)):
        raise InputError(reader.problems)
    return found


def read_chain(library: Library) -> Chain:
    """Read the library's first file, a model or a scenario, and everything it builds on.

    Raises:
        InputError: all that is wrong with the shapes of all files, and with names in them.
    """
    reader = ChainReader(library)
    chain = reader.chain()
    if reader.problems or chain is None:
        raise InputError([*reader.problems, *wrong_names(reader)])
    return chain


def _resolve(library: Library, overrides: Overrides) -> Resolved:
    try:
        draft = replace(_over_its_model(library), files=library.digests())
        return finish(_merged(draft, overrides))
    except InputError as error:
        raise InputError(in_order(error.problems, library.first)) from None


def _over_its_model(library: Library) -> Draft:
    """The model with everything that the files say over it."""
    chain = read_chain(library)
    try:
        return merge(chain.draft, chain.layers)
    except InputError as error:
        raise InputError([*error.problems, *wrong_names(ChainReader(library))]) from None


def _merged(draft: Draft, overrides: Overrides) -> Draft:
    return merge(draft, (layer_of_arguments(overrides),) if overrides else ())
