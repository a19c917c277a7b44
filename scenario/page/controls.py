"""What a reader may move: judgements, events, rules, what is held; and what each is in memory.

How far each moves the answer is not known here, nor how anything is shown.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scenario.engine import leaves
from scenario.engine.formula import EXPONENTS, STRUCTURAL
from scenario.engine.formulas import all_trees
from scenario.engine.judgement import Draw
from scenario.expr import nodes as n
from scenario.page.forms import Form
from scenario.schema import Interval

Numbers = dict[str, dict[str, Any]]
SLACK = 0.95
"""How much farther than they are moved by a slider the ends of an interval may be, for rounding."""


def judgements(form: Form) -> Numbers:
    """By path, each judgement: where it stands in memory, and between what it may be moved."""
    found = {}
    written, exponents = quantities_of(form), exponents_of(form)
    shares = {slot for group in form.program.shares for slot in group}
    for slot, draw in enumerate(form.program.draws):
        if draw.place.startswith("hold."):
            continue  # what a scenario holds is no path after `--set`
        found_there = written.get(draw.place)
        interval = found_there if isinstance(found_there, Interval) else None
        low, median, high = (float(x) for x in draw.values(np.array([0.05, 0.5, 0.95])))
        least, most = draw.ends
        copulas = [i for i, c in enumerate(form.program.copulas) if slot in c.members]
        wide = [len(form.program.copulas[i].members) > 2 for i in copulas]
        found[draw.place] = {
            "slot": slot,
            "low": interval.low if interval else low,
            "high": interval.high if interval else high,
            "median": median,
            "moves": interval is not None and slot not in shares,
            "fixes": slot not in shares and not any(wide),
            "ends": [_finite(least), _finite(most)],
            "copulas": copulas,
            "record": form.compiled.layout.records[slot],
            "range": _range(draw),
            "special": _special(leaves.Drawn(slot) in exponents),
            "lognormal": interval is not None and interval.low > 0,
        }
    return found


def exponents_of(form: Form) -> set[n.Node]:
    """What stands as an exponent by itself: some of these numbers are multiplied out."""
    trees = (node for tree in all_trees(form.program) for node in n.distinct(tree))
    return {x.right for x in trees if isinstance(x, n.Binary) and x.op == "**"}


def _special(exponent: bool) -> list[float]:
    """Numbers of which a kernel is made another way."""
    return [*STRUCTURAL, *(EXPONENTS if exponent else ())]


def quantities_of(form: Form) -> dict[str, Any]:
    """What the model has at each place of a judgement."""
    from scenario.resolve.quantities import quantities

    return {".".join(at.path): at.value for at in quantities(form.resolved.model, {})}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _range(draw: Draw) -> list[float | None] | None:
    """The range that it is cut to, with the number below its lower end, if there is one."""
    if np.isinf(draw.low) and np.isinf(draw.high):
        return None
    below = np.nextafter(draw.low, -np.inf)
    return [_finite(float(x)) for x in (draw.low, draw.high, below)]


def numbers(form: Form) -> Numbers:
    """By path, each plain number that stands in memory; its ends are its own range, or itself."""
    decided = {x.slot for tree, _, _ in form.compiled.limits._decided for x in n.distinct(tree)
               if isinstance(x, leaves.Literal)}  # fmt: skip
    ranges = {
        f"parameters.{name}.value": parameter.range
        for name, parameter in form.resolved.model.parameters.items()
    }
    places: dict[str, list[int]] = {}
    for slot, number in enumerate(form.program.numbers):
        if number.place:
            places.setdefault(number.place, []).append(slot)
    found = {}
    written, exponents = quantities_of(form), exponents_of(form)
    for place, slots in places.items():
        value = written.get(place)
        alike = all(form.program.numbers[slot].value == value for slot in slots)
        special = _special(any(leaves.Literal(slot) in exponents for slot in slots))
        if isinstance(value, float) and alike and value not in special and not decided & set(slots):
            low, high = ranges.get(place) or (None, None)
            low, high = (value, value) if low is None or high is None else (low, high)
            found[place] = {
                "slots": slots,
                "value": value,
                "special": special,
                "low": low,
                "high": high,
            }
    return found


def hull_of(interval: Interval) -> list[float]:
    """Between what the ends of an interval may lie when its middle is moved within it."""
    low, high = interval.low, interval.high
    if low > 0:
        middle = float(np.sqrt(low) * np.sqrt(high))
        return [low * low / middle * SLACK, high * high / middle / SLACK]
    half, spare = (high - low) / 2, (high - low) * (1 - SLACK)
    return [low - half - spare, high + half + spare]


def hulls(form: Form) -> dict[str, list[float]]:
    """By path of an interval, what `hull_of` says of it."""
    written = quantities_of(form).items()
    return {path: hull_of(value) for path, value in written if isinstance(value, Interval)}
