"""Representative futures as dated stories in neutral words.

It words what a path holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.analysis.futures import Futures
from scenario.analysis.path import Path, Tendency, Turn
from scenario.analysis.paths import Routes
from scenario.analysis.plain_text import listed, paragraph, table
from scenario.analysis.sampled import rounded_up
from scenario.calendar import Month
from scenario.forecast.borne import doubt
from scenario.forecast.wording import capital, count, long_month, plain_name, short_month

NAMED = 4
"""Differences of each kind that are told; JSON has them all."""
ENOUGH = 50
"""Runs that a group's figures should rest on."""


def told(found: Routes) -> str:
    """The whole text."""
    blocks = [_opening(found)]
    for reaches in (True, False):
        kind = [pair for pair in enumerate(found.paths, start=1) if pair[1].reaches == reaches]
        if kind:
            blocks += [_heading(found, reaches, len(kind)), *_stories(found, kind)]
    blocks += [*_few(found), _table(found), _how(found)]
    return "\n\n".join(block if "\n" in block else paragraph(block) for block in blocks)


def answer(found: Routes) -> str:
    """The most common way to the state alone."""
    reaching = [path for path in found.paths if path.reaches]
    return paragraph(reaching[0].told if reaching else _opening(found))


def story(path: Path, futures: Futures) -> str:
    """One future in dated sentences."""
    called = futures.labels.title_of
    lines: list[tuple[Month, int, str]] = [
        (month, 0, called("events", name)) for name, month in path.events.items()
    ]
    former = path.states[0][1]
    for month, state in path.states[1:]:
        lines.append(
            (
                month,
                1,
                f"the state turns from {called('states', former)} to {called('states', state)}",
            )
        )
        former = state
    begin = called("states", path.states[0][1])
    begun = f"{capital(long_month(path.states[0][0]))}: {begin}"
    dated = [f"{long_month(month)}: {text}" for month, _, text in sorted(lines)]
    end = "" if path.states[1:] else f" It stays {begin}"
    return ". ".join([begun, *dated]) + "." + (f"{end}." if end else "")


def _opening(found: Routes) -> str:
    name = capital(plain_name(found.state))
    few = _doubt(found)
    few = few and f" {few}: the groups are single runs, and others would come out otherwise."
    return (
        f"{name} by {found.by} is reached in {found.base.told()} of"
        f" {count(round(found.base.runs), 'run')}.{few} Each kind of future below is told by the"
        " run most like all others of its group; its dates are an example, no forecast."
    )


def _doubt(found: Routes) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(round(found.base.runs), [found.base.estimate])


def _heading(found: Routes, reaches: bool, kinds: int) -> str:
    name = plain_name(found.state)
    number = "One kind" if kinds == 1 else f"{capital(_number(kinds))} kinds"
    return f"{number} of future {'reach' if reaches else 'do not reach'} {name}:".replace(
        "One kind of future reach", "One kind of future reaches"
    ).replace("One kind of future do not", "One kind of future does not")


def _number(count: int) -> str:
    return ("no", "one", "two", "three", "four")[count]


def _stories(found: Routes, pairs: Sequence[tuple[int, Path]]) -> Iterator[str]:
    for number, path in pairs:
        part = f" ({path.of_kind.told()} of these)" if path.of_kind.p < 1 else ""
        lines = [f"{number}. {path.share.told()} of all runs{part}."]
        common = () if _doubt(found) else _common(path)
        lines += [line for line in (path.told, *common) if line]
        yield "\n".join(
            paragraph(line, "" if i == 0 else "   ", "   ") for i, line in enumerate(lines)
        )


def _common(path: Path) -> Iterator[str]:
    """In what the group differs from all runs."""
    often = [tendency for tendency in path.tendencies if tendency.apart > 0]
    seldom = [tendency for tendency in path.tendencies if tendency.apart < 0]
    for word, some in (("More often", often), ("Less often", seldom)):
        if some:
            yield f"{word} than in all runs: {listed([_rate(one) for one in some], NAMED)}."
    if path.turns:
        yield f"Off the mean of all runs: {listed([_turn(turn) for turn in path.turns], NAMED)}."
    if path.rules:
        kind = f"those that {'reach' if path.reaches else 'do not reach'} {plain_name(path.state)}"
        rules = [
            f"{rule.name} ({100 * rule.here:.0f} %, {100 * rule.overall:.0f} %)"
            for rule in path.rules
        ]
        yield f"Time in which rules hold, here and in all of {kind}: {listed(rules, NAMED)}."


def _rate(tendency: Tendency) -> str:
    return f"{tendency.name} ({100 * tendency.here:.0f} %, all {100 * tendency.overall:.0f} %)"


def _turn(turn: Turn) -> str:
    side = "above" if turn.spreads > 0 else "below"
    return f"{turn.name} {abs(turn.spreads):.1f} sd {side}, from {short_month(turn.month)}"


def _few(found: Routes) -> Iterator[str]:
    small = [number for number, path in enumerate(found.paths, 1) if path.share.hits < ENOUGH]
    if small:
        least = min(path.share.hits for path in found.paths)
        runs = rounded_up(found.base.runs * ENOUGH / max(1, least))
        yield (
            f"Rests on fewer than {ENOUGH} runs: {listed([str(number) for number in small])}."
            f" About {runs:,} in place of {found.base.runs:,} would do."
        )


def _table(found: Routes) -> str:
    names = list(dict.fromkeys(name for path in found.paths for name in path.events))
    states = list(dict.fromkeys(s for path in found.paths for _, s in path.states[1:]))
    heads = ["in the example", *(str(number) for number in range(1, len(found.paths) + 1))]
    return table(
        heads,
        [
            ["share", *(path.share.told() for path in found.paths)],
            *([f"outcome.{one}", *(_first(path, one) for path in found.paths)] for one in states),
            *([one, *(str(path.events.get(one, "-")) for path in found.paths)] for one in names),
        ],
    )


def _first(path: Path, state: str) -> str:
    return next((str(month) for month, other in path.states[1:] if other == state), "-")


def _how(found: Routes) -> str:
    kept = ""
    if found.wanted > found.base.runs:
        kept = f" {found.base.runs:,} of {found.wanted:,} runs were kept, and only they count;"
        kept += " the scenario file gives all."
    width = [w for w in found.contrast if w > 0]
    faint = ""
    if width and min(width) < 0.25:
        faint = (
            f" The groups shade into each other (silhouette {min(width):.2f}), so take them as"
            " landmarks, not as camps."
        )
    return (
        "Groups around medoids of runs compared by their states over time, by when events happen"
        f" and by which levels have turned.{kept}{faint} ± is 95 %."
    )
