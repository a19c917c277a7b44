"""Representative futures as dated stories in neutral words.

It words what a path holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.analysis.path import Path, Tendency, Turn
from scenario.analysis.paths import Storylines
from scenario.analysis.proportion import rounded_up
from scenario.chains import qualified, starts_in
from scenario.forecast.borne import doubt
from scenario.forecast.wording import (
    capital,
    count,
    listing,
    long_month,
    short_month,
)
from scenario.plots.signs import quantity
from scenario.present import presents
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.conditions import kept
from scenario.present.evidence import agreeing
from scenario.resolve.naming import Document, called

NAMED = 4
"""Differences of each kind that are told; JSON has them all."""
ENOUGH = 50
"""Runs that a group's figures should rest on."""
FAINT = 0.25
"""Mean silhouette below which groups shade into each other."""
_NUMBERS = ("no way", "one way", "two ways", "three ways", "four ways")


def headline(found: Storylines) -> Iterator[Block]:
    """How often it comes to the state, in how many ways, and how common each is."""
    runs = count(round(found.base.runs), "future")
    yield lead(f"{_asked(found)}: {found.base.text()} of {runs}.")
    if few := _doubt(found):
        yield lead(f"{few}: the groups are single runs, and others would come out otherwise.")
    clauses = [_clause(found, reaches) for reaches in (True, False)]
    yield lead(f"{capital(', '.join(clause for clause in clauses if clause))}.")


def rest(found: Storylines) -> Iterator[Block]:
    """Each kind of future by one of its own, and what sets the kind apart."""
    for number, path in enumerate(found.paths, start=1):
        yield Heading(f"{number}. {_kind(path, found.document)}")
        yield paragraph(path.story)
        lines = [] if _doubt(found) else list(_common(found, path))
        if lines:
            yield items(lines)
    yield from _few(found)
    yield small(_how(found))


def detail(found: Storylines) -> Iterator[Block]:
    """The dates of the examples side by side, and how clearly groups stand apart."""
    yield _table(found)
    widths = listing(f"{width:.2f}" for width in found.contrast)
    yield small(
        "Groups around medoids of runs compared by their states over time, by when events happen"
        f" and by which values have turned; mean silhouette {widths}."
    )


def _asked(found: Storylines) -> str:
    return f"{capital(called('states', found.state, found.document))} by {long_month(found.by)}"


def _clause(found: Storylines, reaches: bool) -> str:
    """In two ways (10 ± 1 % and 6.8 ± 0.3 % of all) it comes to that."""
    paths = [path for path in found.paths if path.reaches == reaches]
    if not paths:
        return ""
    verb = "it comes to that" if reaches else "it does not"
    shares = listing(path.share.text() for path in paths)
    of_all = "" if len(paths) == 1 and _is_all(paths[0]) else f" ({shares} of all)"
    return f"in {_NUMBERS[len(paths)]}{of_all} {verb}"


def _is_all(path: Path) -> bool:
    """Whether all futures are of one kind."""
    return path.share.p == 1


def _doubt(found: Storylines) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(round(found.base.runs), [found.base.estimate])


def _kind(path: Path, document: Document) -> str:
    """Left, 10 ± 1 % of all futures and 59 ± 2 % of those that come to that."""
    name = called("states", path.state, document)
    title = capital(name) if path.reaches else f"Not {name}"
    those = "do" if path.reaches else "do not"
    part = f", {path.of_kind.text()} of those that {those}" if path.of_kind.p < 1 else ""
    return f"{title}: {path.share.text()} of all futures{part}"


def _common(found: Storylines, path: Path) -> Iterator[str]:
    """In what the group differs from all runs."""
    often = [tendency for tendency in path.tendencies if tendency.apart > 0 and _differs(tendency)]
    seldom = [tendency for tendency in path.tendencies if tendency.apart < 0 and _differs(tendency)]
    for word, some in (("More often", often), ("Less often", seldom)):
        if some:
            told = listing((_rate(found, one) for one in some), most=NAMED)
            yield f"{word} than in all futures: {told}."
    for word, side in (("Higher", 1), ("Lower", -1)):
        turns = [turn for turn in path.turns if turn.spreads * side > 0]
        if turns:
            told = listing((_turn(found, turn) for turn in turns), most=NAMED)
            yield f"{word} than the mean of all futures: {told}."
    if rules := [rule for rule in path.rules if _differs(rule)]:
        those = "do" if path.reaches else "do not"
        told = listing((_rule(found, rule) for rule in rules), most=NAMED)
        yield f"Part of the time in which rules hold, here and in all that {those}: {told}."


def _rate(found: Storylines, tendency: Tendency) -> str:
    title = called("events", tendency.name, found.document)
    chain, dot, name = tendency.name.partition(".")
    if dot:
        state = qualified(chain, name)
        begins = state in starts_in(found.document["model"], certain=True)
        what = "a return to" if begins else "the state"
        return f"{what} “{called('states', state, found.document)}” ({_percents(tendency)})"
    return f"“{title}” ({_percents(tendency)})"


def _rule(found: Storylines, rule: Tendency) -> str:
    return f"“{called('rules', rule.name, found.document)}” ({_percents(rule)})"


def _percents(tendency: Tendency) -> str:
    return f"{_percent(tendency.here)} against {_percent(tendency.overall)}"


def _differs(tendency: Tendency) -> bool:
    """Whether the two are written as different numbers."""
    return _percent(tendency.here) != _percent(tendency.overall)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _turn(found: Storylines, turn: Turn) -> str:
    kind = "actor" if turn.name.endswith(".alignment") else "driver"
    return f"{quantity(kind, turn.name, found.document)} (from {short_month(turn.month)})"


def _few(found: Storylines) -> Iterator[Block]:
    few = [str(number) for number, path in enumerate(found.paths, 1) if path.share.hits < ENOUGH]
    if few:
        least = min(path.share.hits for path in found.paths)
        runs = rounded_up(found.base.runs * ENOUGH / max(1, least))
        yield small(
            f"Rests on fewer than {ENOUGH} runs: {listing(few)}. About {runs:,} in place of"
            f" {found.base.runs:,} would do."
        )


def _table(found: Storylines) -> Table:
    names = list(dict.fromkeys(name for path in found.paths for name in path.events))
    states = list(dict.fromkeys(s for path in found.paths for _, s in path.entered))
    numbers = [str(number) for number in range(1, len(found.paths) + 1)]
    rows: list[Sequence[Inline]] = [
        [
            f"state “{called('states', one, found.document)}”",
            *(_first(path, one) for path in found.paths),
        ]
        for one in states
    ]
    rows += [
        [called("events", one, found.document), *(_date(path, one) for path in found.paths)]
        for one in names
    ]
    head = [Column("in the example", right=False), *map(Column, numbers)]
    return table("Dates of the examples", head, rows)


def _date(path: Path, event: str) -> str:
    return short_month(path.events[event]) if event in path.events else "-"


def _first(path: Path, state: str) -> str:
    return next((short_month(month) for month, other in path.entered if other == state), "-")


def _how(found: Storylines) -> str:
    sentences = [
        "Each kind is shown by the run that is most like all others of it; its dates are an"
        " example, no forecast."
    ]
    widths = [width for width in found.contrast if width > 0]
    if widths and min(widths) < FAINT:
        sentences.append("The kinds shade into each other: take them as landmarks, not as camps.")
    if not_all := kept(found.base.runs, found.wanted):
        sentences.append(not_all)
    return " ".join([*sentences, "± is 95 %.", *agreeing(found.document)[:1]])


presents(Storylines, headline=headline, rest=rest, detail=detail)
