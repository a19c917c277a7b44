"""What charts of studies find, in a sentence each: the title of a chart is what it shows.

They are made from the rows that are drawn, so title and picture cannot differ; where nothing can be
told from chance, they say that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import significant

Row = Mapping[str, Any]


def moved_most(bars: Sequence[Row]) -> str:
    """What moves an answer most, and how far: the first bar of a tornado."""
    if not bars or not bars[0]["shown"]:
        return "Nothing that was moved shows an effect"
    first = bars[0]
    return (
        f"“{first['name']}” moves the answer most: {first['low_shown']} at {first['low_value']},"
        f" {first['high_shown']} at {first['high_value']}"
    )


def goes_with(rows: Sequence[Row], share: str, *, spread: bool) -> str:
    """Which judgement an answer depends on most.

    Args:
        rows: The judgements, the first of them first.
        share: The measure of the first, as it is written.
        spread: Whether that is a share of the spread, rather than the size of an effect.
    """
    if not rows or not rows[0]["shown"]:
        return "No judgement shows an effect in these runs"
    name = rows[0]["name"]
    if spread:
        return f"{share} of the spread of the answer goes with “{name}”"
    return f"“{name}” changes the answer most: by {share} from low to high"


def added(unchanged: Row, answer: Row, *, share: bool) -> str:
    """By how much all that changes moves an answer.

    Args:
        unchanged: The answer if nothing changed, with `p` and `se`.
        answer: The answer as it is.
        share: Whether it is a probability.
    """
    apart = answer["p"] - unchanged["p"]
    if share:
        first, last = (percent(end["p"], max(end["se"], 0.002)) for end in (unchanged, answer))
        by = f"{100 * abs(apart):.1f} points"
    else:
        first, last, by = (_plain(x) for x in (unchanged["p"], answer["p"], abs(apart)))
    if abs(apart) < 2 * max(unchanged["se"], answer["se"]):
        return f"What changes makes no difference that can be told: {first} without it, {last} with"
    verb = "adds" if apart > 0 else "takes away"
    return f"What changes {verb} {by}: {first} without it, {last} with it"


def most_different(last: Mapping[str, Row], state: str) -> str:
    """Which scenario differs most from the first at the last date, and by how much.

    Args:
        last: For each other scenario, by its title, the difference and its interval.
        state: The title of the state.
    """
    surely = {name: row for name, row in last.items() if row["low"] > 0 or row["high"] < 0}
    if not surely:
        return f"No difference to “{state}” can be told from chance"
    name, row = max(surely.items(), key=lambda item: abs(item[1]["difference"]))
    word = "likelier" if row["difference"] > 0 else "less likely"
    low, high = sorted(100 * abs(row[end]) for end in ("low", "high"))
    by = f"{100 * abs(row['difference']):.1f} points ({low:.1f} to {high:.1f})"
    return f"“{name}” makes “{state}” {word} by {by}"


def from_to(first: tuple[str, str], last: tuple[str, str]) -> str:
    """From where an answer goes to where, each with its value, as a part of a sentence."""
    if first[0] == last[0]:
        return f"{first[0]} at {first[1]}, and at {last[1]} too"
    return f"from {first[0]} at {first[1]} to {last[0]} at {last[1]}"


def between(rows: Sequence[Row]) -> str:
    """Which of several answers are the lowest and the highest, as a part of a sentence."""
    lowest, highest = (pick(rows, key=lambda row: row["p"]) for pick in (min, max))
    if len(rows) == 1 or lowest["p"] == highest["p"]:
        return f"{lowest['shown']} in “{lowest['name']}”"
    return (
        f"from {lowest['shown']} in “{lowest['name']}” to {highest['shown']} in “{highest['name']}”"
    )


def farthest(rows: Sequence[Row]) -> str:
    """What moves farthest for its spread: rows have `title`, `start`, `end` and `spread`."""
    moving = [row for row in rows if row["spread"] > 0 and row["start"] != row["end"]]
    if not moving:
        return ""
    most = max(moving, key=lambda row: abs(row["end"] - row["start"]) / row["spread"])
    start, end = (significant(most[key], 2).replace("-", "−") for key in ("start", "end"))
    if start == end:
        return ""
    return f"Farthest moves “{most['title']}”: the middle run from {start} to {end}"


def come_true(rows: Sequence[Row]) -> str:
    """How often what was forecast has happened; rows have `mean`, `happened` and `questions`."""
    total = sum(row["questions"] for row in rows)
    if not total:
        return ""
    said, happened = (
        sum(row[key] * row["questions"] for row in rows) / total for key in ("mean", "happened")
    )
    return f"{percent(happened)} has happened of what was said to be {percent(said)} likely"


def _plain(value: float) -> str:
    return significant(value, 3).replace("-", "−")
