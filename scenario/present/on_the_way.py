"""What differs on the way between two scenarios that are compared: a table of names and numbers.

It words gaps that were found; which of them come about by chance, the scenarios say.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.certainty import is_settled
from scenario.forecast.titles import elements_in
from scenario.forecast.units import total_unit
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import brief, capital, long_month, said_value, significant
from scenario.present.blocks import Column, Inline, Table, table, without_empty
from scenario.present.figures import difference
from scenario.resolve.naming import called
from scenario.studies.comparison import Comparison, Gap, Pair


def on_the_way(found: Comparison, pair: Pair, letter: str, most: int | None) -> Iterator[Table]:
    """Drivers and actors as they are, events and rules in percent; what differs most first.

    Args:
        found: The comparison.
        pair: One of its pairs.
        letter: What the other scenario of the pair is called.
        most: How many have a row; all when None.
    """
    shown = [gap for gap in pair.on_the_way if gap.shown and gap.kind != "total"][:most]
    if not shown:
        return
    rows: list[list[Inline]] = [[_name(found, gap), *_numbers(found, pair, gap)] for gap in shown]
    head = "What differs most on the way" if most else "What differs on the way"
    columns = [Column("", right=False), Column("A"), Column(letter), Column("difference")]
    yield table(head, columns, rows)


def totals_apart(found: Comparison, pair: Pair, letter: str) -> Iterator[Table]:
    """Totals that differ at the last common date, each in its own unit.

    Args:
        found: The comparison.
        pair: One of its pairs.
        letter: What the other scenario of the pair is called.
    """
    told = elements_in(found.document, "totals")
    rows: list[list[Inline]] = [
        [_name(found, gap), *_numbers(found, pair, gap), total_unit(told[gap.name])]
        for gap in pair.on_the_way
        if gap.kind == "total" and gap.shown
    ]
    if rows:
        until = long_month(found.dates[-1])
        columns = [Column("", right=False), Column("A"), Column(letter), Column("difference")]
        head = f"Totals until the end of {until} that differ"
        yield without_empty(table(head, [*columns, Column("", right=False, may_go=1)], rows))


def _name(found: Comparison, gap: Gap) -> str:
    title = brief(called(f"{gap.kind}s", gap.name, found.document))
    says = {"event": "happens", "rule": "holds (share of steps)", "actor": "alignment"}
    return f"{capital(title)}: {says[gap.kind]}" if gap.kind in says else capital(title)


def _numbers(found: Comparison, pair: Pair, gap: Gap) -> list[str]:
    """Both ends and the difference; what no chance bears on is exact, and has no error."""
    if gap.kind in ("event", "rule"):
        ends = (gap.a, found.document), (gap.b, pair.document)
        sure = [is_settled(document, gap.kind, gap.name) for _, document in ends]
        shares = [min(max(value, 0.0), 1.0) for value, _ in ends]
        both = [percent(p, 0.0 if known else 0.001) for p, known in zip(shares, sure, strict=True)]
        return [*both, points(gap.difference) + ("" if all(sure) else f" {margin(gap.se)}")]
    return [
        *(said_value(float(significant(value, 3))) for value in (gap.a, gap.b)),
        difference(gap.difference, gap.se, share=False),
    ]
