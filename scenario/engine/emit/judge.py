"""Judgements: each drawn once for a run, by the quantile function of its distribution.

Distributions of one family share their code and differ in the numbers of a record; those with a
table of their own have code of their own.
"""

from __future__ import annotations

from collections import defaultdict

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.packing import doubled, words
from scenario.engine.judgement import Copula, Draw
from scenario.kernel import maths, quantiles, random
from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing

TINY = 2.0**-54
"""Joined scores give shares no nearer to 0 and 1."""
ENDS = 4
"""Numbers of a record before those of the distribution: shares and ends of its range."""


def judge(e: Emission) -> None:
    """Draw every judgement, from hashed uniforms or from those that a design gives."""
    k, draws = e.kernel, e.program.draws
    _values(e)
    with k.function("judge", "runs:int") as (runs,):
        if not draws:
            return
        with k.when(k.word("int", e.layout.given).equals(0)):
            _uniforms(e, runs)
        for number, copula in enumerate(e.program.copulas):
            with k.when(k.word("int", e.layout.joined + 4 * number)):
                _join(e, runs, copula, e.layout.copulas[number])
        k.call("judgements", runs)


def _values(e: Emission) -> None:
    """What judgements come to where they stand in their distributions."""
    k, draws = e.kernel, e.program.draws
    with k.function("judgements", "runs:int") as (runs,):
        families: dict[object, list[int]] = defaultdict(list)
        for slot, draw in enumerate(draws):
            shape = draw.shape
            own = draw.place if shape.table() else ""
            families[type(shape), len(shape.numbers()), own].append(slot)
        for slots in families.values():
            _family(e, runs, slots)
        for slots in e.program.shares:
            _share_out(e, runs, slots)
        _pin(e, runs)


def _uniforms(e: Emission, runs: Value) -> None:
    k, layout = e.kernel, e.layout
    with k.loop(len(e.program.draws)) as index:
        key = k.word("long", layout.draw_keys, index << 3)
        address, ordered = (random.address(k, key, k.constant("int", step)) for step in (0, 1))
        by = index * layout.row
        with k.lanes(runs):
            raw = random.bits(k, k.load("i64", layout.judgement_keys), address)
            order = random.bits(k, k.load("i64", layout.replicate_keys), ordered)
            turns = [k.load("mask", at) for at in layout.turns]
            bits = random.stratified(k, raw, order, turns)
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
            k.store(where, maths.held(k, share, TINY, 1.0 - TINY))


def _family(e: Emission, runs: Value, slots: list[int]) -> None:
    """Judgements that differ in numbers alone, or a single one with a table."""
    k, layout, members = e.kernel, e.layout, [e.program.draws[slot] for slot in slots]
    first = members[0].shape
    offsets = k.place(words([slot * layout.row for slot in slots]))
    records = k.place(doubled([number for draw in members for number in _record(draw)]))
    size = len(_record(members[0]))
    layout.records |= {slot: records + 16 * size * number for number, slot in enumerate(slots)}
    tabulated = first.table()
    table = k.place(tabulated) if tabulated else 0
    with k.loop(len(members)) as index:
        by, record = k.word("int", offsets, index << 2), index * (16 * size)
        with k.lanes(runs):
            numbers = [k.uniform("f64", records + 16 * i, record) for i in range(size)]
            below, above, low, high = numbers[:ENDS]
            u = quantiles.cut(k.load("f64", layout.uniform, by), below, above)
            value = first.drawn(Drawing(k, u, numbers[ENDS:], table))
            k.store(layout.draw, maths.held(k, value, low, high), by)


def _record(draw: Draw) -> list[float]:
    return [*draw.cut, draw.low, draw.high, *draw.shape.numbers()]


def _share_out(e: Emission, runs: Value, slots: list[int]) -> None:
    """Divide amounts by their sum; beside shares that the host gives, the others fill the rest."""
    k, layout = e.kernel, e.layout
    nothing = k.constant("f64", 0.0)
    flags = [k.word("int", layout.pinned + 4 * slot) for slot in slots]
    with k.lanes(runs):
        pinned = [k.op("flag", "mask", flag) for flag in flags]
        given, drawn = nothing, nothing
        for slot, own in zip(slots, pinned, strict=True):
            value = k.uniform("f64", layout.pinned_at + 16 * slot)
            given = given + k.select(own, value, nothing)
            amount = k.load("f64", layout.draw + slot * layout.row)
            drawn = drawn + k.select(own, nothing, amount)
        rest = k.greatest(1.0 - given, nothing)
        for slot in slots:
            at = layout.draw + slot * layout.row
            k.store(at, k.load("f64", at) / drawn * rest)


def _pin(e: Emission, runs: Value) -> None:
    """Judgements to which the host gives one value in all runs."""
    k, layout = e.kernel, e.layout
    with k.loop(len(e.program.draws)) as index:
        by = index * layout.row
        with k.when(k.word("int", layout.pinned, index << 2)), k.lanes(runs):
            value = k.uniform("f64", layout.pinned_at, index << 4)
            k.store(layout.draw, value, by)
