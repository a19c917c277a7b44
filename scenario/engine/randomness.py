"""Random numbers by address: each is a function of seed, name, purpose, run and step, and no more.

It knows nothing of models. There is no generator and no state, so no element can disturb
another's numbers, any single run can be replayed alone, and runs 1..N of a longer study are the
runs of a shorter one.

The hash is the splitmix64 finaliser (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators", OOPSLA) applied twice: once to the run, giving each run a key for its seed,
and once to that key exclusive-or'ed with a key of (name, purpose, step).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Floats = NDArray[np.float64]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_S30, _S27, _S31, _S32, _S11 = (np.uint64(n) for n in (30, 27, 31, 32, 11))
_C1, _C2, _G = np.uint64(_FIRST), np.uint64(_SECOND), np.uint64(_GOLDEN)
_LOW = np.uint64(0xFFFFFFFF)
_TWO_PI = np.float32(2 * np.pi)
_UNIT32 = np.float32(2.0**-32)
_UNIT53 = 2.0**-53
_TWO64, _SLACK = 2.0**64, 2.0**-40


def mix(x: int) -> int:
    """The splitmix64 finaliser on one 64-bit number."""
    x = ((x ^ (x >> 30)) * _FIRST) & _MASK
    x = ((x ^ (x >> 27)) * _SECOND) & _MASK
    return x ^ (x >> 31)


def mix_in_place(x: U64, scratch: U64) -> U64:
    """The same on an array, without allocating."""
    np.right_shift(x, _S30, out=scratch)
    np.bitwise_xor(x, scratch, out=x)
    np.multiply(x, _C1, out=x)
    np.right_shift(x, _S27, out=scratch)
    np.bitwise_xor(x, scratch, out=x)
    np.multiply(x, _C2, out=x)
    np.right_shift(x, _S31, out=scratch)
    return np.bitwise_xor(x, scratch, out=x)


@lru_cache(maxsize=4096)
def stream_key(purpose: str, name: str) -> int:
    """64 bits for a decision: its purpose and the name it is taken for."""
    digest = hashlib.blake2b(f"{purpose}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def seed_key(random_seed: int, ensemble: str = "") -> int:
    """64 bits for a seed; `ensemble` names a separate set of runs under the same seed."""
    digest = hashlib.blake2b(f"{ensemble}\0{random_seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def address(stream: int, step: int) -> np.uint64:
    """The key of one decision at one step, to be joined with each run's key."""
    return np.uint64(mix((stream + step * _GOLDEN) & _MASK))


def run_keys(seed: int, runs: NDArray[np.integer]) -> U64:
    """Keys of the runs (counted from 0) under a seed key: `uint64[run]`."""
    keys = (runs.astype(np.uint64) + np.uint64(1)) * _G + np.uint64(seed)
    return mix_in_place(keys, np.empty_like(keys))


def bits(keys: U64, stream: int, step: int) -> U64:
    """64 random bits for each run key."""
    out = np.bitwise_xor(keys, address(stream, step))
    return mix_in_place(out, np.empty_like(out))


def as_uniforms(raw: U64) -> Floats:
    """53-bit uniforms strictly inside (0, 1) from 64 random bits each."""
    out: Floats = (raw >> _S11).astype(np.float64)
    out += 0.5
    out *= _UNIT53
    return np.minimum(out, 1.0 - _UNIT53, out=out)


def uniforms(keys: U64, stream: int, step: int) -> Floats:
    """53-bit uniforms strictly inside (0, 1): `float64[run]`."""
    return as_uniforms(bits(keys, stream, step))


def below(
    keys: U64, stream: int, step: int, probability: float | Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Where the uniforms fall below a probability, and those uniforms.

    Few do, so the bits are first compared roughly (never missing one) and only what is left is
    turned into uniforms and compared exactly.
    """
    raw = bits(keys, stream, step)
    roughly = raw.astype(np.float64)
    near = np.flatnonzero(roughly <= (probability + _SLACK) * _TWO64)
    u = as_uniforms(raw[near])
    some = probability[near] if isinstance(probability, np.ndarray) else probability
    hit = u < some
    return near[hit], u[hit]


def near_one(
    keys: U64, stream: int, step: int, margin: float | Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Where 1 - u is at most a margin (or a hair above it), and those uniforms u."""
    raw = bits(keys, stream, step)
    gap = _TWO64 - raw.astype(np.float64)
    near = np.flatnonzero(gap <= (margin + _SLACK) * _TWO64)
    return near, as_uniforms(raw[near])


class Normals:
    """Standard normals for several streams, computed for two steps at a time.

    One hash gives two independent normals (Box and Muller 1958); they serve an odd step and the
    even step after it, so that each is still a function of (stream, run, step) alone.
    """

    def __init__(self, keys: U64, streams: list[int]) -> None:
        self._keys, self._streams = keys, streams
        shape = (len(streams), len(keys))
        self._even = np.empty(shape)
        self._odd = np.empty(shape)
        self._pair = -1
        self._raw = np.empty(len(keys), np.uint64)
        self._scratch = np.empty(len(keys), np.uint64)
        self._angle = np.empty(len(keys), np.float32)
        self._radius = np.empty(len(keys), np.float32)
        self._wave = np.empty(len(keys), np.float32)

    def at(self, step: int) -> Floats:
        """The normals of a step (counted from 1): `float64[stream, run]`, until the next call.

        They are computed in single precision but handed on in double, so that what they meet in
        other runs of the block cannot change how they are rounded.
        """
        pair, second = divmod(step - 1, 2)
        if pair != self._pair:
            for row, stream in enumerate(self._streams):
                self._fill(row, stream, pair)
            self._pair = pair
        return self._even if second else self._odd

    def _fill(self, row: int, stream: int, pair: int) -> None:
        raw, scratch, angle, radius = self._raw, self._scratch, self._angle, self._radius
        np.bitwise_xor(self._keys, address(stream, pair), out=raw)
        mix_in_place(raw, scratch)
        np.right_shift(raw, _S32, out=scratch)
        np.bitwise_and(raw, _LOW, out=raw)
        np.copyto(radius, scratch, casting="unsafe")
        np.copyto(angle, raw, casting="unsafe")
        radius += np.float32(0.5)
        radius *= _UNIT32
        np.log(radius, out=radius)
        radius *= np.float32(-2.0)
        np.sqrt(radius, out=radius)
        angle *= _UNIT32 * _TWO_PI
        np.cos(angle, out=self._wave)
        np.multiply(self._wave, radius, out=self._odd[row])
        np.sin(angle, out=self._wave)
        np.multiply(self._wave, radius, out=self._even[row])


def normal(keys: U64, stream: int, step: int) -> Floats:
    """Standard normals of one stream at one step: `float64[run]`, equal to `Normals.at`."""
    if not len(keys):
        return np.empty(0)
    drawn: Floats = Normals(keys, [stream]).at(step)[0]
    return drawn
