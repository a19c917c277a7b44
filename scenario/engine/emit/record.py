"""What is counted of values: sums and squares, and the bins that values fall into."""

from __future__ import annotations

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.layout import BINS
from scenario.kernel import maths
from scenario.kernel.ir import Value


def record(e: Emission) -> None:
    """Count all rows at a step (0: the start), where they are wanted.

    Rows that never move are counted at the start alone. A full tile needs no lanes masked.
    """
    k, layout, program = e.kernel, e.layout, e.program
    rows = len(program.lows)
    with k.function("record", "runs:int", "step:int") as (runs, step):
        many = step.equals(0) * (rows - layout.moving) + layout.moving
        wanted = k.word("int", layout.counting) & (k.constant("int", 0) < many)
        full = runs.equals(layout.width)
        for some, masked in ((wanted & full, False), (wanted & full.equals(0), True)):
            with k.when(some), k.loop(many) as index:
                where = k.word("int", layout.order_at, index << 2)
                _row(e, runs, where, step * rows + index, masked)


def _row(e: Emission, runs: Value, where: Value, place: Value, masked: bool) -> None:
    """Count one row: without bins, in bins of equal width, or in bins with edges of their own."""
    k, layout = e.kernel, e.layout
    binning = k.word("int", layout.binning)
    edges = k.word("int", layout.edges, place << 2)
    sums, first = place << 6, k.op("long", "long", place * (4 * BINS))
    with k.when(binning.equals(0)), k.lanes(runs):
        _total(e, where, sums, masked)
    scale = place * 48
    with k.when(binning & edges.equals(0)), k.lanes(runs):
        _tally(e, _even(e, _total(e, where, sums, masked), scale), masked)
    with k.when(binning & (k.constant("int", 0) < edges)), k.lanes(runs):
        value = _total(e, where, sums, masked)
        bin_ = _found(e, value, k.op("splat", "i64", k.op("long", "long", edges)))
        _tally(e, (bin_ << 2) + k.op("splat", "i64", first), masked)


def _total(e: Emission, where: Value, by: Value, masked: bool) -> Value:
    """Add up a row and its squares."""
    k = e.kernel
    value = k.load("f64", 0, where)
    counted = k.select(e.active, value, k.constant("f64", 0.0)) if masked else value
    k.total(e.layout.sums, counted, by)
    k.total(e.layout.squares, counted * counted, by)
    return value


def _even(e: Emission, value: Value, by: Value) -> Value:
    """Where among the counts a value has its bin, of bins of equal width (see `bins.Bins`)."""
    k = e.kernel
    low, scale, base = (k.uniform("f64", e.layout.scales + 16 * i, by) for i in range(3))
    inside = maths.held(k, (value - low) * scale, 0.0, BINS - 1.0)
    return k.cast("i64", inside + base) << 2


def _found(e: Emission, value: Value, table: Value) -> Value:
    """How many edges of a table are not above a value, by halving (`BINS` is a power of two)."""
    k = e.kernel
    inside, half = k.constant("i64", 0), BINS // 2
    while half:
        edge = k.gather(table + (inside << 3) + 8 * (half - 1), 0)
        inside = inside | (k.cast("i64", value >= edge) & half)
        half //= 2
    return inside


def _tally(e: Emission, where: Value, masked: bool) -> None:
    k = e.kernel
    k.tally(where, e.active if masked else k.truth(True), e.layout.bins)
