"""How far a kernel function is from the exact result, by mpmath, in units in the last place."""

import math
from collections.abc import Callable

import mpmath
import numpy as np
from numpy.typing import NDArray

from scenario.kernel.eager import Eager

Array = NDArray[np.float64]
mpmath.mp.prec = 140
eager = Eager()


def computed(function: Callable, *arguments: object) -> Array:
    """A function of kernel values, of arrays."""
    values = [eager.wrap(np.asarray(x, np.float64)) for x in arguments]
    return np.asarray(function(eager, *values).array)


def worst(function: Callable, exact: Callable, x: Array) -> float:
    """The largest error, in ulp of the exact result."""
    return max(
        abs(mpmath.mpf(float(found)) - truth) / math.ulp(float(truth))
        for found, truth in zip(computed(function, x), map(exact, exactly(x)), strict=True)
    )


def worst_relative(function: Callable, exact: Callable, x: Array) -> float:
    """The largest error relative to the exact result."""
    return max(
        abs(mpmath.mpf(float(found)) / truth - 1)
        for found, truth in zip(computed(function, x), map(exact, exactly(x)), strict=True)
    )


def exactly(x: Array) -> list[mpmath.mpf]:
    return [mpmath.mpf(float(number)) for number in x]


def steepest_fall(function: Callable, x: Array) -> float:
    """By how many ulp the function falls at most from an argument to the next one above."""
    here, above = computed(function, x), computed(function, np.nextafter(x, np.inf))
    return float(((here - above) / np.spacing(np.abs(here))).max())
