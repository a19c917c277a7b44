"""Random numbers by address, in kernel operations: each a function of seed, name, run and step.

It knows nothing of models. There is no generator and no state, so no element can disturb
another's numbers and any single run can be replayed alone.

The hash is the splitmix64 finaliser (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators", OOPSLA) applied twice: once to the run, giving each run a key for its seed,
and once to that key exclusive-or'ed with the address of a decision.
"""

from __future__ import annotations

from scenario.kernel.ir import Kernel, Value
from scenario.kernel.maths import polynomial

GOLDEN = 0x9E3779B97F4A7C15
FINER = 0xD1B54A32D192ED03
"""What turns a stream into that of the finer bits of its decisions."""
TURN = 4
"""So many steps share the hash that gives the rough bits of their decisions."""
ROUGH_BITS = 16

LEVELS = 3
"""A replicate's runs are told apart by so many bits, and its judgements by as many."""

_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_ONE_BITS = 0x3FF0000000000000
_BELOW_ONE = 1.0 - 2.0**-53
_ROUGH_PLACE = 52 - ROUGH_BITS
_ROUGH_MASK = ((1 << ROUGH_BITS) - 1) << _ROUGH_PLACE

# ln(1 + m) = m - m**2 / 2 + m**3 p(m) for sqrt(1/2) <= 1 + m < sqrt(2), within 9e-8; the sine
# r + r**3 s(r**2) and cosine 1 - r**2 / 2 + r**4 c(r**2) for |r| <= pi / 4, within 1e-8. Chebyshev
# interpolation, rounded to single precision; ln 2 in two parts, the first of ten bits.
_LOG = (
    0.33333414793014526, -0.2500070333480835, 0.19984222948551178, -0.16602718830108643,
    0.147038996219635, -0.1403089165687561, 0.09048784524202347,
)  # fmt: skip
_LN2_HIGH, _LN2_LOW = 0.693359375, -0.00021219444170128554
_SINE = (-0.166666641831398, 0.008332747966051102, -0.00019587890710681677)
_COSINE = (0.0416666641831398, -0.001388830249197781, 2.454794230288826e-05)
_QUARTER = 1.4629180792671596e-09  # pi / 2 / 2**30, in single precision
_ROOT_HALF_BITS = 0x3F3504F3


def mix(x: Value) -> Value:
    """The splitmix64 finaliser, of `i64` lanes or of a `long`."""
    x = (x ^ (x >> 30)) * _FIRST
    x = (x ^ (x >> 27)) * _SECOND
    return x ^ (x >> 31)


def run_key(k: Kernel, run: Value, seed: Value) -> Value:
    """The keys of runs under the key of a seed.

    Args:
        k: The kernel.
        run: The numbers of the runs, counted from 0: `i64` lanes.
        seed: The key of the seed, a `long`.

    Returns:
        A key for each run: `i64` lanes.
    """
    return mix((run + 1) * GOLDEN + k.op("splat", "i64", seed))


def address(k: Kernel, stream: Value, step: Value) -> Value:
    """The address of a decision: what is exclusive-or'ed with the key of a run to draw it.

    Args:
        k: The kernel.
        stream: The key of what is decided, a `long`.
        step: The number of the step, an `int`.

    Returns:
        A `long`.
    """
    return mix(stream + k.op("long", "long", step) * GOLDEN)


def bits(k: Kernel, keys: Value, at: Value) -> Value:
    """64 random bits for each run.

    Args:
        k: The kernel.
        keys: The keys of the runs, by `run_key`.
        at: The address of the decision, by `address`.

    Returns:
        `i64` lanes.
    """
    return mix(keys ^ k.op("splat", "i64", at))


def replicate_of(number: Value) -> Value:
    """The replicates that runs belong to (see `intervals.replicates`), both `i64` lanes."""
    return number >> LEVELS


def turns_of(k: Kernel, number: Value) -> list[Value]:
    """The bits of which of a replicate's runs each is, the highest first, as masks."""
    zero = k.constant("i64", 0)
    bits_of_place = ((number >> place) & 1 for place in reversed(range(LEVELS)))
    return [k.cast("mask", zero - bit) for bit in bits_of_place]


def stratified(k: Kernel, raw: Value, order: Value, turns: list[Value]) -> Value:
    """Random bits of which the upper three are those of a replicate's order of its eight runs.

    The order is a random binary tree (nested uniform scrambling of van der Corput's sequence: Owen
    1995, in "Monte Carlo and Quasi-Monte Carlo Methods"). So any first two or four runs, too, take
    different halves or quarters.

    Args:
        k: The kernel.
        raw: 64 random bits of each run.
        order: 64 random bits of its replicate: one for the root of the tree, then three each for
            what lies below it on either side.
        turns: See `turns_of`.
    """
    eighth = k.constant("i64", 0)
    for level, turn in enumerate(turns):
        eighth = eighth | (((k.cast("i64", turn) ^ order) & 1) << level)
        order = k.select(turn, order >> (4 >> level), order >> 1)
    return (eighth << (64 - LEVELS)) | (raw >> LEVELS)


def uniform(k: Kernel, raw: Value) -> Value:
    """Uniforms inside (0, 1), the middles of 2**52 cells: (floor(raw / 2**12) + 1/2) / 2**52.

    Exact: the bits are laid into [1, 2).
    """
    return k.cast("f64", (raw >> 12) | _ONE_BITS) - _BELOW_ONE


def rough_of(k: Kernel, raw: Value, part: Value | int) -> Value:
    """1 plus the rough part of a decision's uniform: 16 of 64 random bits.

    A decision at a step (counted from 1) takes part `(step - 1) % TURN` of the bits at
    `(step - 1) // TURN`. Its uniform is at least this less 1, and less than 2**-16 above.

    Args:
        k: The kernel.
        raw: 64 random bits for each run, shared by `TURN` steps.
        part: Which 16 of them, 0 for the lowest: a number, or an `int` value.

    Returns:
        `f64` lanes in [1, 2).
    """
    if isinstance(part, int):
        by = _ROUGH_PLACE - ROUGH_BITS * part
        moved = raw << by if by >= 0 else raw >> -by
    else:
        moved = (raw >> (part << 4)) << _ROUGH_PLACE
    return k.cast("f64", (moved & _ROUGH_MASK) | _ONE_BITS)


def refined(k: Kernel, rough: Value, fine: Value) -> Value:
    """The uniform of a decision from its rough part and 64 bits of its own.

    Args:
        k: The kernel.
        rough: What `rough_of` gives.
        fine: The bits at the step of the stream exclusive-or'ed with `FINER`; the upper 36 count.

    Returns:
        `f64` lanes inside (0, 1).
    """
    return k.cast("f64", k.cast("i64", rough) | (fine >> (64 - _ROUGH_PLACE))) - _BELOW_ONE


def normals(k: Kernel, raw: Value) -> tuple[Value, Value]:
    """Two independent standard normals from 64 random bits (Box and Muller 1958), `f32` lanes.

    The upper half gives the radius, sqrt(-2 ln((floor(high / 2) + 1/2) / 2**31)), up to 6.66; the
    lower half the angle in 2**32 parts of a turn. All is single precision: within 3e-6 of the exact
    numbers, but for radii below 0.01, one in 20,000. There the share, rounded next to 1, decides:
    within 3e-4.
    """
    share = k.op("single", "f32", k.op("high", "i32", raw) >> 1) + 0.5
    radius = k.op("sqrt", "f32", _log(k, share * 2.0**-31) * -2.0)
    cosine, sine = _waves(k, k.op("low", "i32", raw))
    return radius * cosine, radius * sine


def _log(k: Kernel, x: Value) -> Value:
    """The logarithm of positive normal `f32` lanes, within 1e-7 and 2 ulp."""
    whole = k.cast("i32", x)
    exponent = k.shift_signed(whole - _ROOT_HALF_BITS, 23)
    m = k.cast("f32", whole - (exponent << 23)) - 1.0
    n = k.op("single", "f32", exponent)
    square = m * m
    tail = n * _LN2_LOW + m * square * polynomial(m, _LOG)
    return n * _LN2_HIGH + ((tail - square * 0.5) + m)


def _waves(k: Kernel, turn: Value) -> tuple[Value, Value]:
    """Cosine and sine of an angle in 2**32 parts of a turn, `f32` lanes, within 2e-7."""
    quarter = (turn + 0x20000000) >> 30  # the nearest
    r = k.op("single", "f32", turn - (quarter << 30)) * _QUARTER
    square = r * r
    sine = r + r * square * polynomial(square, _SINE)
    cosine = square * square * polynomial(square, _COSINE) - square * 0.5 + 1.0
    even = (quarter & 1).equals(0)
    first, second = k.select(even, cosine, sine), k.select(even, sine, cosine)
    first = k.cast("i32", first) ^ (((quarter + 1) & 2) << 30)
    second = k.cast("i32", second) ^ ((quarter & 2) << 30)
    return k.cast("f32", first), k.cast("f32", second)
