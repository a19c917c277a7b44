"""The cases file: a table of cases that a model is tried on, and which column holds what.

It names columns; the table is read, and paths are followed, elsewhere.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from scenario.schema.base import FileName, Frozen, Text, Words, listed
from scenario.schema.facts import Source

Texts = Annotated[tuple[Words, ...], BeforeValidator(listed)]


class Cases(Frozen):
    """A table of cases, and what its columns are."""

    title: Text | None = None
    """What the cases are of."""
    cases: FileName
    """The table: a CSV file with a row for each case."""
    source: Source | None = None
    """Where the cases come from."""
    id: Words = "id"
    """The column with the name of each case."""
    as_of: Words = "as_of"
    """The column with the last day that a case knows of; the run starts with its month."""
    question: Words = "{question}"
    """What is asked, with the columns it takes in braces, as in `P(left by {by})`."""
    answer: Words = "answer"
    """The column with what came true: 1 or 0."""
    weight: Words | None = None
    """The column with how many like it each case stands for."""
    group: Words | None = None
    """The column with what cases hang together by; each stands alone where there is none."""
    set: dict[Words, Words] = {}
    """Columns by the path whose value they give; an empty cell leaves it as it is."""
    base_rates: dict[Words, Words] = {}
    """Columns of probabilities to be compared with, by their titles."""
    cautions: Texts = ()
    """What must be known of the cases to read any score, told with every one."""
    because: Text | None = None
    """Why these cases, and how they were chosen."""
    note: Text | None = None
    """Anything a reader should know besides."""
