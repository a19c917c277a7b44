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
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Parts = NDArray[np.uint8]
Found = tuple[Index, Floats]

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_S30, _S27, _S31, _S11 = (np.uint64(n) for n in (30, 27, 31, 11))
_C1, _C2, _G = np.uint64(_FIRST), np.uint64(_SECOND), np.uint64(_GOLDEN)
_TWO_PI = np.float32(2 * np.pi)
_UNIT32 = np.float32(2.0**-32)
_UNIT53 = 2.0**-53
_BITS, _SHIFT = 16, 2
TURN = 1 << _SHIFT
"""Bits of a uniform that come from a hash shared by so many steps: a turn."""
_ROUGH, _FINER = 1 << _BITS, 0xD1B54A32D192ED03
_CACHED = 1 << 15
"""Numbers computed together."""
_ROOM = 1.25
"""How far a chance may rise within the steps that share a hash before it is looked up anew."""


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


@lru_cache(maxsize=1 << 16)
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


def decisions(keys: U64, stream: int, step: int) -> Floats:
    """The uniforms by which something is decided in a step (counted from 1): `float64[run]`.

    This is what they are; `Chances` finds the small ones among them without making them all.
    """
    turn, part = turn_of(step)
    rough = bits(keys, stream, turn) >> np.uint64(_BITS * part) & np.uint64(_ROUGH - 1)
    return _refined(rough, keys, address(stream ^ _FINER, step))


def _refined(rough: U64, keys: U64, finer: np.uint64 | U64) -> Floats:
    """Uniforms of which the first bits are known: the others come from a hash of their own."""
    raw = np.bitwise_xor(keys, finer)
    mix_in_place(raw, np.empty_like(raw))
    return as_uniforms(rough << np.uint64(64 - _BITS) | raw >> np.uint64(_BITS))


class Chances:
    """Where few runs are struck, found at the cost of a fraction of a hash for each.

    A uniform of `decisions` has its first 16 bits from one hash that serves four steps, and the
    others from a second. The first tell of most runs that nothing happens, so only what is left
    is looked at exactly. What is found is the same however it is bounded.
    """

    def __init__(self, keys: U64) -> None:
        self._keys = keys
        self._near: dict[int, tuple[int, float, list[Found]]] = {}

    def near(self, stream: int, step: int, most: float) -> Found:
        """Runs, in order, whose uniform may fall below `most`, and those uniforms.

        Every run whose uniform does is among them.
        """
        turn, part = turn_of(step)
        kept = self._near.get(stream)
        if kept is None or kept[0] != turn or kept[1] < most:
            roomy = most * _ROOM
            kept = self._near[stream] = turn, roomy, parted(*self.below(stream, turn, roomy))
        return kept[2][part]

    def below(self, stream: int, turn: int, most: float | Limits) -> tuple[Index, Floats, Parts]:
        """The same for the four steps of a turn, one after the other, with their numbers."""
        rough = bits(self._keys, stream, turn).astype("<u8", copy=False).view("<u2")
        limits = most if isinstance(most, Limits) else Limits(most)
        places = np.flatnonzero(rough <= limits.greatest)
        if limits.each is not None:
            places = places[rough[places] <= limits.each[places >> _SHIFT]]
        parts = (places & (TURN - 1)).astype(np.uint8)
        order = parts.argsort(kind="stable")
        places, parts = places[order], parts[order]
        runs = places >> _SHIFT
        finer = [address(stream ^ _FINER, turn * TURN + part + 1) for part in range(TURN)]
        first_bits = rough[places].astype(np.uint64)
        u = _refined(first_bits, self._keys[runs], np.array(finer)[parts])
        return runs, u, parts


class Limits:
    """What the first bits of a uniform are at most if it falls below a chance, or one a run."""

    def __init__(self, chance: float | Floats) -> None:
        limits = np.minimum(np.asarray(chance) * _ROUGH, _ROUGH - 1).astype(np.uint16)
        self.greatest = limits.max()
        self.each = limits if limits.ndim else None


def turn_of(step: int) -> tuple[int, int]:
    """Which four steps share a hash with this one (counted from 1), and its place among them."""
    return divmod(step - 1, TURN)


def parted(runs: Index, numbers: Floats, parts: Parts) -> list[Found]:
    """What was found for the steps of a turn, step by step; `parts` rise."""
    ends = [0, *np.searchsorted(parts, range(1, TURN)).tolist(), len(parts)]
    return [(runs[start:end], numbers[start:end]) for start, end in pairwise(ends)]


class Normals:
    """Standard normals for several streams, computed for two steps at a time.

    One hash gives two independent normals (Box and Muller 1958); they serve an odd step and the
    even step after it, so that each is still a function of (stream, run, step) alone. All streams
    are computed together, a stretch of runs at a time that the processor's cache can hold.
    """

    def __init__(self, keys: U64, streams: list[int]) -> None:
        self._keys, self._streams = keys, streams
        self._pair = -1
        shape = (len(streams), len(keys))
        self._halves = np.empty(shape, np.float32), np.empty(shape, np.float32)
        self._stretch = max(64, _CACHED // max(1, len(streams)))

    def at(self, step: int) -> NDArray[np.float32]:
        """The normals of a step (counted from 1): `float32[stream, run]`, until the next call."""
        pair, second = divmod(step - 1, 2)
        if pair != self._pair and self._streams:
            self._pair = pair
            addresses = np.array([[address(stream, pair)] for stream in self._streams])
            for start in range(0, len(self._keys), self._stretch):
                part = slice(start, start + self._stretch)
                first, other = (half[:, part] for half in self._halves)
                _box_muller(self._keys[part] ^ addresses, first, other)
        return self._halves[second]


def _box_muller(raw: U64, first: NDArray[np.float32], other: NDArray[np.float32]) -> None:
    """Two normals from each 64 bits, in single precision; the hash of `raw` is taken in place."""
    mix_in_place(raw, np.empty_like(raw))
    halves = raw.astype("<u8", copy=False).view("<u4")
    radius, angle = (halves[..., k::2].astype(np.float32) for k in (1, 0))
    radius += np.float32(0.5)
    radius *= _UNIT32
    np.log(radius, out=radius)
    radius *= np.float32(-2.0)
    np.sqrt(radius, out=radius)
    angle *= _UNIT32 * _TWO_PI
    wave = np.cos(angle)
    np.multiply(wave, radius, out=first)
    np.sin(angle, out=wave)
    np.multiply(wave, radius, out=other)


def normal(keys: U64, stream: int, step: int) -> Floats:
    """Standard normals of one stream at one step: `float64[run]`, equal to `Normals.at`."""
    pair, second = divmod(step - 1, 2)
    halves = np.empty((2, len(keys)), np.float32)
    _box_muller(keys ^ address(stream, pair), *halves)
    drawn: Floats = halves[second].astype(np.float64)
    return drawn
