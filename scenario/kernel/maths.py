"""Elementary functions of kernel values, made of operations that are each rounded once.

What is computed with them is not known here. A function gives the same bits in every backend.

Accuracies are in units in the last place (ulp) of the exact result, and measured by the tests.
Polynomials are evaluated by Estrin's scheme, whose chains are short, and always in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.kernel.ir import Kernel, Value

LARGEST, SMALLEST = 709.782712893384, -708.0
"""Above the first `exp` is infinite; arguments below the second are held at it."""
DEEPEST = 37.5
"""So far out a normal score is told from the ends; farther below, `normal_share` is 0."""

_INFINITE, _NOT_A_NUMBER = float("inf"), float("nan")
_SIGN, _ALL_BUT_SIGN = 1 << 63, (1 << 63) - 1
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_WHOLE = 6755399441055744.0  # 1.5 * 2**52: what is added to it is rounded to a whole number
_WHOLE_BITS = 0x4338000000000000
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD  # those of sqrt(1/2)

# 2 (exp(r) - 1 - r) / r**2 for |r| <= ln(2) / 2, Chebyshev interpolation to 2e-17 of exp(r).
_EXP = (
    1.0000000000000002, 0.33333333333333337, 0.08333333333324798, 0.016666666666660102,
    0.0027777777834563588, 0.00039682539726211937, 4.960304238043546e-05, 5.5114536757368385e-06,
    5.524027743946799e-07, 5.0200848314010134e-08,
)  # fmt: skip
# ln((1 + s) / (1 - s)) = 2 s + s R(s**2): fdlibm (Sun Microsystems 1993), e_log.c, error 2**-58.
_LOG = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
    2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
    1.479819860511658591e-01,
)  # fmt: skip


def polynomial(x: Value, coefficients: Sequence[float | Value]) -> Value:
    """The polynomial with these coefficients, that of the constant first, by Estrin's scheme."""
    level = list(coefficients)
    power = x
    while len(level) > 1:
        pairs = [power * b + a for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) & ~1 :]
        if len(level) > 1:
            power = power * power
    (found,) = level
    return found if isinstance(found, Value) else x.kernel.constant(x.type, found)


def absolute(k: Kernel, x: Value) -> Value:
    """The magnitude of `f64` lanes, exact; what is not a number stays so."""
    return k.cast("f64", k.cast("i64", x) & _ALL_BUT_SIGN)


def with_sign_of(k: Kernel, magnitude: Value, x: Value) -> Value:
    """A magnitude (not negative) with the sign of `x`, exact; that of -0.0 is negative."""
    return k.cast("f64", k.cast("i64", magnitude) | (k.cast("i64", x) & _SIGN))


def exp(k: Kernel, x: Value) -> Value:
    """e**x to 1 ulp: infinite above `LARGEST`, 3.3e-308 below `SMALLEST`; NaN stays NaN."""
    grown, half_scale = _grown(k, x)
    return (grown + 2.0) * half_scale


def expm1(k: Kernel, x: Value) -> Value:
    """e**x - 1 to 2 ulp, also near 0; -1 far below, infinite above `LARGEST`."""
    grown, half_scale = _grown(k, x)
    half = half_scale - 0.5  # added twice, for twice as much may be infinite
    return grown * half_scale + half + half


def _grown(k: Kernel, x: Value, low: Value | None = None) -> tuple[Value, Value]:
    """2 (e**r - 1) and 2**(n - 1) of x + low = n ln 2 + r, where |r| <= ln(2) / 2.

    Args:
        k: The kernel.
        x: Held between -708 and 710, where e**x is normal or infinite.
        low: A small number to be added exactly to `x`.
    """
    x = k.least(k.greatest(x, SMALLEST), 710.0)
    shifted = x * _LOG2_E + (_WHOLE + 1022.0)  # its lowest bits are n - 1, biased as an exponent is
    n = shifted - (_WHOLE + 1022.0)
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    if low is not None:
        r = r + low
    square = r * r
    return (r + r) + square * polynomial(r, _EXP), k.cast("f64", k.cast("i64", shifted) << 52)


def log(k: Kernel, x: Value) -> Value:
    """The natural logarithm to 1 ulp: -inf at 0, NaN below 0 and of NaN.

    Subnormal numbers count as numbers near the smallest normal: between -709.1 and -708.4.
    """
    n, mantissa = _parts(k, x)
    return _log_at_ends(k, x, _log_sum(n, mantissa - 1.0))


def log1p(k: Kernel, x: Value) -> Value:
    """ln(1 + x) to 2 ulp, also near 0: -inf at -1, NaN below -1."""
    moved = x + 1.0
    n, mantissa = _parts(k, moved)
    return _log_at_ends(k, moved, _log_sum(n, k.select(n.equals(0.0), x, mantissa - 1.0)))


def _parts(k: Kernel, x: Value) -> tuple[Value, Value]:
    """The n and m of x = 2**n m, where sqrt(1/2) <= m < sqrt(2), for positive normal numbers."""
    bits = k.cast("i64", x)
    exponent = k.shift_signed(bits - _ROOT_HALF_BITS, 52)
    n = k.cast("f64", exponent + _WHOLE_BITS) - _WHOLE
    return n, k.cast("f64", bits - (exponent << 52))


def _log_sum(n: Value, f: Value) -> Value:
    """The sum n ln 2 + ln(1 + f), as fdlibm adds them up."""
    s = f / (f + 2.0)
    square = s * s
    half = f * f * 0.5
    tail = s * (half + square * polynomial(square, _LOG)) + n * _LN2_LOW
    return n * _LN2_HIGH - ((half - tail) - f)


def _log_at_ends(k: Kernel, x: Value, found: Value) -> Value:
    """A logarithm of `x`, mended where `x` is not a positive finite number."""
    found = k.select(x < _INFINITE, found, x)
    least = k.select(x.equals(0.0), -_INFINITE, k.constant("f64", _NOT_A_NUMBER))
    return k.select(x > 0.0, found, least)


def power_of_positive(k: Kernel, log_a: Value, b: Value) -> Value:
    """a**b of the logarithm of a positive number; results below 3e-308 are 0.

    Its relative error is that of the exponent, about (|b ln a| + 1) * 2.3e-16.
    """
    exponent = log_a * b
    return k.select(exponent < SMALLEST, 0.0, exp(k, exponent))


def power(k: Kernel, a: Value, b: Value) -> Value:
    """a**b as C's `pow` has it, with the accuracy of `power_of_positive`.

    x**0 and 1**x are 1; 0 and infinity keep no sign; a negative number to a whole power is
    positive or negative, to another NaN.
    """
    size = absolute(k, a)
    found = power_of_positive(k, log(k, size), b)
    found = k.select(b.equals(0.0) | size.equals(1.0), 1.0, found)
    below = a < 0.0
    half = b * 0.5
    odd = k.op("floor", "f64", half).differs(half)
    found = k.select(below & odd, found * -1.0, found)
    return k.select(below & k.op("floor", "f64", b).differs(b), _NOT_A_NUMBER, found)


def logistic(k: Kernel, x: Value) -> Value:
    """1 / (1 + e**-x), to 3 ulp in both tails; 0 below -709.8."""
    return 1.0 / (exp(k, x * -1.0) + 1.0)
