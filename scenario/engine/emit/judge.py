"""Judgements: each drawn once for a run, by the quantile function of its distribution.

Distributions of one family share their code and differ in the numbers of a record; those with a
table of their own have code of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.layout import doubled, words
from scenario.engine.judgement import Copula, Draw
from scenario.kernel import beta, maths, quantiles, random
from scenario.kernel.ir import Kernel, Value
from scenario.schema.distribution import (
    Beta,
    ChoiceShape,
    Lognormal,
    Normal,
    Pert,
    QuantileShape,
    Shape,
    Triangular,
    Uniform,
)

TINY = 2.0**-54
"""Joined scores give shares no nearer to 0 and 1."""
RECORD = 7
"""Numbers of a record: the share below its range and that within, the range, three parameters."""
FAMILIES: dict[type[Shape], Callable[[Kernel, Value, list[Value]], Value]] = {
    Normal: lambda k, u, p: quantiles.normal(k, u, p[0], p[1]),
    Lognormal: lambda k, u, p: quantiles.lognormal(k, u, p[0], p[1]),
    Uniform: lambda _, u, p: quantiles.uniform(u, p[0], p[1]),
    Triangular: lambda k, u, p: quantiles.triangular(k, u, p[0], p[1], p[2]),
}


def judge(e: Emission) -> None:
    """Draw every judgement, from hashed uniforms or from those that a design gives."""
    k, draws = e.kernel, e.program.draws
    with k.function("judge", "runs:int") as (runs,):
        if not draws:
            return
        with k.when(k.word("int", e.layout.given).equals(0)):
            _uniforms(e, runs)
        for copula, root in zip(e.program.copulas, e.layout.copulas, strict=True):
            _join(e, runs, copula, root)
        for family, quantile in FAMILIES.items():
            members = [slot for slot, draw in enumerate(draws) if type(draw.shape) is family]
            if members:
                _family(e, runs, members, quantile)
        for slot, draw in enumerate(draws):
            if type(draw.shape) not in FAMILIES:
                _single(e, runs, slot, draw)
        _pin(e, runs)


def _uniforms(e: Emission, runs: Value) -> None:
    k, layout = e.kernel, e.layout
    with k.loop(len(e.program.draws)) as index:
        key = k.word("long", layout.draw_keys, index << 3)
        address = random.address(k, key, k.constant("int", 0))
        by = index * layout.row
        with k.lanes(runs):
            bits = random.bits(k, k.load("i64", layout.judgement_keys), address)
            k.store(layout.uniform, random.uniform(k, bits), by)


def _join(e: Emission, runs: Value, copula: Copula, root: int) -> None:
    """Correlate the normal scores of some judgements, and return to uniforms."""
    k, layout = e.kernel, e.layout
    at = [layout.uniform + slot * layout.row for slot in copula.members]
    with k.lanes(runs):
        scores = [maths.normal_quantile(k, k.load("f64", where)) for where in at]
        for own, where in enumerate(at):
            score = e.trees.combined(root, len(at), own, scores[: own + 1])
            share = maths.normal_share(k, score)
            k.store(where, k.least(k.greatest(share, TINY), 1.0 - TINY))


def _family(
    e: Emission,
    runs: Value,
    members: list[int],
    quantile: Callable[[Kernel, Value, list[Value]], Value],
) -> None:
    k, layout = e.kernel, e.layout
    records = k.place(doubled([x for slot in members for x in _record(e.program.draws[slot])]))
    offsets = k.place(words([slot * layout.row for slot in members]))
    with k.loop(len(members)) as index:
        by, record = k.word("int", offsets, index << 2), index * (16 * RECORD)
        with k.lanes(runs):
            numbers = [k.uniform("f64", records + 16 * i, record) for i in range(RECORD)]
            u = quantiles.cut(k.load("f64", layout.uniform, by), numbers[0], numbers[1])
            value = quantile(k, u, numbers[4:])
            k.store(layout.draw, quantiles.held(k, value, numbers[2], numbers[3]), by)


def _record(draw: Draw) -> list[float]:
    parameters = [float(x) for x in draw.shape.model_dump().values()]
    return [*draw.cut, draw.low, draw.high, *parameters, *[0.0] * (3 - len(parameters))]


def _single(e: Emission, runs: Value, slot: int, draw: Draw) -> None:
    k, layout = e.kernel, e.layout
    by = slot * layout.row
    with k.lanes(runs):
        below, above, low, high = (_number(e, x) for x in (*draw.cut, draw.low, draw.high))
        u = quantiles.cut(k.load("f64", layout.uniform + by), below, above)
        k.store(layout.draw + by, quantiles.held(k, _quantile(e, draw.shape, u), low, high))


def _quantile(e: Emission, shape: Shape, u: Value) -> Value:
    """The quantile function of a distribution with numbers of its own."""
    k = e.kernel
    if isinstance(shape, ChoiceShape):
        values, edges = _steps(shape)
        return quantiles.choice(k, u, _numbers(e, values), _numbers(e, edges))
    if isinstance(shape, QuantileShape):
        scores, values, slopes = _lines(shape)
        return quantiles.piecewise(
            k, u, _numbers(e, scores), _numbers(e, values), _numbers(e, slopes)
        )
    if isinstance(shape, (Beta, Pert)):
        table = beta.tabulated(*shape._ab())
        at = k.place(table.table)
        score, per_width, odds = _numbers(e, (table.score, table.per_width, table.odds))
        share = quantiles.tabulated(k, u, score, per_width, odds, at)
        if isinstance(shape, Beta):
            return share
        low, width = _numbers(e, (shape.low, shape.high - shape.low))
        return low + width * share
    raise TypeError(f"{shape} has no quantile function in the kernel")


def _number(e: Emission, value: float) -> Value:
    return e.kernel.uniform("f64", e.layout.number(float(value)))


def _numbers(e: Emission, values: object) -> list[Value]:
    return [_number(e, value) for value in values]  # type: ignore[attr-defined]


def _pin(e: Emission, runs: Value) -> None:
    """Judgements to which the host gives one value in all runs."""
    k, layout = e.kernel, e.layout
    with k.loop(len(e.program.draws)) as index:
        with k.when(k.word("int", layout.pinned, index << 2)):
            by = index * layout.row
            with k.lanes(runs):
                value = k.uniform("f64", layout.pinned_at, index << 4)
                k.store(layout.draw, value, by)


def _steps(shape):
    values, weights = zip(*shape.pairs)
    total, edges = 0.0, []
    for w in weights:
        total += w
        edges.append(total)
    return values, [edge / total for edge in edges]


def _lines(shape):
    from scenario.schema.normal import quantile
    import numpy as np
    percents, values = np.array(shape.pairs).T
    scores = quantile(percents / 100)
    return scores, values, np.diff(values) / np.diff(scores)
