"""The random numbers of one run, exactly as the specification writes them down.

Every number is a function of seed, purpose, name, run and step. What it decides is not known here.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache, lru_cache

ENSEMBLE = "judgement ensemble"
"""The second set of runs, which measures what the judgements contribute."""
RUNS_PER_DRAW = 40
"""So many runs of that ensemble share one draw of all judgements."""

_MASK = (1 << 64) - 1
_G = 0x9E3779B97F4A7C15
_FINE = 0xD1B54A32D192ED03


def mix(x: int) -> int:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014) on one 64-bit number."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


@lru_cache(maxsize=4096)
def name_key(purpose: str, name: str) -> int:
    """64 bits for a purpose and a name, or for an ensemble and a seed."""
    digest = hashlib.blake2b(f"{purpose}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def run_key(seed_key: int, run: int) -> int:
    """64 bits for a run, counted from 0."""
    return mix(((run + 1) * _G + seed_key) & _MASK)


@lru_cache(maxsize=1 << 16)
def address(key: int, step: int) -> int:
    """64 bits for a name key and a step."""
    return mix((key + step * _G) & _MASK)


class Numbers:
    """The random numbers of one run."""

    def __init__(self, random_seed: int, run: int, ensemble: str = "") -> None:
        seed_key = name_key(ensemble, str(random_seed))
        draw = run // RUNS_PER_DRAW if ensemble == ENSEMBLE else run
        self._run, self._draw = run_key(seed_key, run), run_key(seed_key, draw)
        self._replicate, self._turn = run_key(seed_key, draw // 8), draw % 8
        self._polar = cache(self._worked_out)  # two steps, and all that is correlated, ask for one

    def bits(self, key: int, step: int) -> int:
        """64 random bits for a name key and a step."""
        return mix(self._run ^ address(key, step))

    def judgement(self, place: str) -> float:
        """The uniform number behind the judgement at a place of the model."""
        key = name_key("judgement", place)
        bits = mix(self._draw ^ address(key, 0)) >> 3
        bits += self._eighth(mix(self._replicate ^ address(key, 1))) << 61
        return ((bits >> 12) + 0.5) * 2.0**-52

    def _eighth(self, order: int) -> int:
        """In which eighth of the distribution the run is, of the eight runs of its replicate."""
        eighth = 0
        for level in range(3):
            turn = self._turn >> (2 - level) & 1
            eighth |= (turn ^ order & 1) << level
            order >>= 4 >> level if turn else 1
        return eighth

    def decision(self, purpose: str, name: str, step: int) -> float:
        """The uniform number by which something is decided in a step.

        Args:
            purpose: What is decided: `event`, `jump` or `clock`.
            name: Of what.
            step: The number of the step, counted from 1.

        Returns:
            A number inside (0, 1), one of the middles of 2**52 cells.
        """
        key = name_key(purpose, name)
        turn, part = divmod(step - 1, 4)
        rough = self.bits(key, turn) >> (16 * part) & 0xFFFF
        fine = self.bits(key ^ _FINE, step) >> 28
        return ((rough << 36) + fine + 0.5) * 2.0**-52

    def normal(self, purpose: str, name: str, step: int) -> float:
        """The standard normal number of a driver's shock or an actor's noise in a step.

        Args:
            purpose: `shock` or `noise`.
            name: The driver or the actor.
            step: The number of the step, counted from 1.
        """
        pair, second = divmod(step - 1, 2)
        radius, angle = self._polar(name_key(purpose, name), pair)
        return radius * (math.sin(angle) if second else math.cos(angle))

    def fresh(self, purpose: str, name: str, step: int) -> float:
        """A standard normal number that shares its bits with no other step.

        Args:
            purpose: What it is drawn for.
            name: The driver.
            step: The number of the step, counted from 1.
        """
        radius, angle = self._polar(name_key(purpose, name), step)
        return radius * math.cos(angle)

    def uniform(self, purpose: str, name: str, step: int) -> float:
        """A uniform number that shares its bits with no other step.

        Args:
            purpose: What it is drawn for.
            name: The driver.
            step: The number of the step; 0 is the start.

        Returns:
            A number inside (0, 1).
        """
        return ((self.bits(name_key(purpose, name), step) >> 12) + 0.5) * 2.0**-52

    def _worked_out(self, key: int, pair: int) -> tuple[float, float]:
        """Radius and angle of two independent normal numbers (Box and Muller 1958)."""
        high, low = divmod(self.bits(key, pair), 1 << 32)
        return math.sqrt(-2 * math.log(((high >> 1) + 0.5) * 2.0**-31)), math.tau * low * 2.0**-32
