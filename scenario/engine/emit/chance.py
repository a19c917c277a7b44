"""Random numbers of a tile, and what comes about by them at a rate or with a probability.

What follows from it is the business of the verbs. The contract of the numbers is in `kernel.random`
and in the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from scenario.engine.emit.emission import Emission
from scenario.engine.formula import Formula
from scenario.expr.arithmetic import number, plus
from scenario.kernel import maths, random
from scenario.kernel.ir import Value


class Occurrences(NamedTuple):
    """What does come about: in which lanes, after what hazard, and at what rate."""

    lanes: Value
    hazard: Value
    rate: Value


class Maybe(NamedTuple):
    """What may come about in a step: in which lanes, and the rough part of their uniforms."""

    lanes: Value
    rough: Value


def rough_bits(e: Emission) -> None:
    """The bits that settle most decisions, for four steps at a time."""
    k, layout = e.kernel, e.layout
    with k.function("rough_bits", "runs:int", "turn:int") as (runs, turn):
        if layout.streams:
            with k.loop(len(layout.streams)) as stream:
                key = k.word("long", layout.stream_keys, stream << 3)
                address = random.address(k, key, turn)
                by = stream * layout.row
                by = by + turn * layout.rough_size if layout.whole else by
                with k.lanes(runs):
                    keys = k.load("i64", layout.keys)
                    k.store(layout.rough, random.bits(k, keys, address), by)


def normals(e: Emission) -> None:
    """The normal shocks of two steps: all of the first, then all of the second."""
    k, layout = e.kernel, e.layout
    with k.function("normals", "runs:int", "pair:int") as (runs, pair):
        if layout.shocked:
            with k.loop(len(layout.shocked)) as row:
                key = k.word("long", layout.shock_keys, row << 3)
                address = random.address(k, key, pair)
                by = row * (4 * layout.width)
                by = by + pair * (2 * layout.normal_size) if layout.whole else by
                second = layout.normal + layout.normal_size
                with k.lanes(runs):
                    bits = random.bits(k, k.load("i64", layout.keys), address)
                    first, other = random.normals(k, bits)
                    k.store(layout.normal, first, by)
                    k.store(second, other, by)


@contextmanager
def by_rate(
    e: Emission, formula: Formula, stream: int, step: Value, among: Value | None = None
) -> Iterator[Occurrences]:
    """Where something comes at a rate in a step; what is in the context is done where it may.

    Args:
        e: The kernel being written.
        formula: The rate per year.
        stream: The key of its random numbers.
        step: The number of the step, counted from 0, an `int`.
        among: The lanes in which it can come; all if None.

    Yields:
        Where it comes, and its rate.
    """
    maybe = _possible(e, formula, stream, step, among)
    with e.kernel.when_any(maybe.lanes):
        yield _struck(e, formula, stream, step, maybe)


def _possible(
    e: Emission, formula: Formula, stream: int, step: Value, among: Value | None = None
) -> Maybe:
    """Where something may come at a rate in a step.

    It comes if `-log(1 - u) / rate <= dt`. Since `-log(1 - u) >= u`, the rough bits and a bound of
    the rate tell of most runs that it does not. Rates below zero, or that are no numbers, are
    looked at too.
    """
    if formula.doubt is not None:
        e.trusted(formula, among)
    most = e.trees.number(plus(e.most(formula), number(1.0)))
    lower = rough(e, stream, step)
    lanes = ~((lower > most) & (most >= 1.0))
    return Maybe(lanes if among is None else lanes & among, lower)


def _struck(e: Emission, formula: Formula, stream: int, step: Value, maybe: Maybe) -> Occurrences:
    """Where it does come, of the lanes in which it may."""
    rate = e.trees.number(e.plain(formula.tree))
    odd_rates(e, formula, rate, maybe.lanes)
    u = exact(e, stream, step, maybe.rough)
    hazard = maths.log1p(e.kernel, u * -1.0) * -1.0
    lanes = maybe.lanes & (hazard <= e.trees.number(e.chance(formula)))
    return Occurrences(lanes, hazard, rate)


def odd_rates(e: Emission, formula: Formula, rate: Value, among: Value) -> None:
    """Count rates below zero; mark runs in which they are no numbers.

    Args:
        e: The kernel being written.
        formula: The rate.
        rate: Its value, `f64` lanes.
        among: The lanes in which it counts.
    """
    k = e.kernel
    odd = ~(rate >= 0.0) & among
    with k.when_any(odd):
        k.count(e.layout.negative[formula.place], odd & (rate < 0.0) & e.active)
        e.refuse(odd & rate.differs(rate))


@contextmanager
def by_probability(
    e: Emission, formula: Formula | None, stream: int, step: Value, among: Value
) -> Iterator[Value]:
    """Where something comes with a probability in a step; surely without one.

    Args:
        e: The kernel being written.
        formula: The probability, or None.
        stream: The key of its random numbers.
        step: The number of the step, counted from 0, an `int`.
        among: The lanes in which it can come.

    Yields:
        A mask of the lanes in which it comes.
    """
    if formula is None:
        yield among
        return
    k = e.kernel
    chance = e.trusted_number(formula, among)
    odd_rates(e, formula, chance, among)
    k.count(e.layout.above_one[formula.place], (chance > 1.0) & among & e.active)
    u = exact(e, stream, step, rough(e, stream, step))
    struck = among & (u < chance)
    with k.when_any(struck):
        yield struck


def rough(e: Emission, stream: int, step: Value) -> Value:
    """The rough part of the uniform of a decision (see `random.rough_of`).

    Args:
        e: The kernel being written.
        stream: The key of its random numbers.
        step: The number of the step, counted from 0, an `int`.
    """
    by = (step >> 2) * e.layout.rough_size if e.layout.whole else None
    return random.rough_of(e.kernel, e.kernel.load("i64", e.layout.rough_of(stream), by), step & 3)


def exact(e: Emission, stream: int, step: Value, known: Value) -> Value:
    """The uniform of a decision of which the rough part is known.

    Args:
        e: The kernel being written.
        stream: The key of its random numbers.
        step: The number of the step, counted from 0, an `int`.
        known: The rough part.

    Returns:
        `f64` lanes inside (0, 1).
    """
    k = e.kernel
    key = k.constant("long", stream ^ random.FINER)
    address = random.address(k, key, step + 1)
    fine = random.bits(k, k.load("i64", e.layout.keys), address)
    return random.refined(k, known, fine)
