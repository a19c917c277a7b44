"""Elementary functions of kernel values, made of operations that are each rounded once.

What is computed with them is not known here. A function gives the same bits in every backend.

Accuracies are in units in the last place (ulp) of the exact result, and measured by the tests.
Polynomials are evaluated by Estrin's scheme, whose chains are short, and always in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.kernel.ir import Kernel, Number, Value

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
_EXPONENT = 1.5 * 2.0**32 + 1023.0 + 2.0**-20  # what is added to it is rounded to 2**-20, up
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
# Routine PPND16 of Wichura (1988), "Algorithm AS 241: the percentage points of the normal
# distribution", Applied Statistics 37(3), 477-484: numerator and denominator for the centre, for
# shares within 0.075 of an end, and for those within e**-25.
_CENTRE = (
    (3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727),
    (1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
     21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852545925),
)  # fmt: skip
_TAIL = (
    (1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
     1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
     7.7454501427834140764e-4),
    (1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
     0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
     1.05075007164441684324e-9),
)  # fmt: skip
_FAR = (
    (6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
     0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5,
     2.01033439929228813265e-7),
    (1.0, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
     7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
     2.04426310338993978564e-15),
)  # fmt: skip
# (1 + x) e**(x**2 / 2) Phi(-x) in t = (x - 4) / (x + 4) for 0 <= x <= 40, Chebyshev interpolation
# to 1e-16; the variable is that of Shepherd and Laframboise (1981), Mathematics of Computation 36.
_MILLS = (
    0.47205320650984467, -0.09670347732652589, 0.013999634724426913, 0.028600364053551368,
    -0.032197837428202314, 0.017936097479830534, -0.005002378587924337, -0.00028562310204568726,
    0.0006948970639268523, -9.443021287482904e-05, -8.78528827028205e-05, 2.1249841558138296e-05,
    1.3625498468244153e-05, -3.431650997346079e-06, -2.6089272249411355e-06, 4.038942092572571e-07,
    5.446110181557077e-07, 9.8944714504506e-10, -1.0250746632823001e-07, -1.784786049881801e-08,
    1.2137444761040163e-08, 4.093316707073133e-09,
)  # fmt: skip


def polynomial(x: Value, coefficients: Sequence[float | Value]) -> Value:
    """The polynomial with these coefficients, that of the constant first, by Estrin's scheme."""
    level: list[float | Value] = list(coefficients)
    power = x
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [*(power * b + a for a, b in pairs), *level[len(level) & ~1 :]]
        if len(level) > 1:
            power = power * power
    (found,) = level
    return found if isinstance(found, Value) else x.kernel.constant(x.type, found)


def absolute(k: Kernel, x: Value) -> Value:
    """The magnitude of `f64` lanes, exact; what is not a number stays so."""
    return k.cast("f64", k.cast("i64", x) & _ALL_BUT_SIGN)


def with_sign_of(k: Kernel, magnitude: Value, x: Value) -> Value:
    """A magnitude with the sign of another value, exact; the sign of -0.0 is negative.

    Args:
        k: The kernel.
        magnitude: `f64` lanes that are not negative.
        x: `f64` lanes that give the sign.
    """
    return k.cast("f64", k.cast("i64", magnitude) | (k.cast("i64", x) & _SIGN))


def held(k: Kernel, x: Value, low: Number, high: Number) -> Value:
    """A value clipped to a range, whose ends belong to it.

    Args:
        k: The kernel.
        x: `f64` lanes.
        low: The least that is given.
        high: The greatest; not below `low`.
    """
    return k.least(k.greatest(x, low), high)


def exp(k: Kernel, x: Value) -> Value:
    """e**x to 1 ulp: infinite above `LARGEST`, 3.3e-308 below `SMALLEST`; NaN stays NaN."""
    grown, half_scale = _grown(k, x)
    return (grown + 2.0) * half_scale


def exp_from_above(k: Kernel, x: Value) -> Value:
    """No less than `exp`: at most 6.2 % more between -700 and 700; infinite above and of NaN.

    The exponent of 2 is laid into the bits of a number, its fraction into the mantissa, whose line
    lies above the curve between any two powers of 2 (Schraudolph 1999, Neural Computation 11(4)).
    """
    shifted = k.greatest(x, -700.0) * _LOG2_E + _EXPONENT
    return k.select(x <= 700.0, k.cast("f64", k.cast("i64", shifted) << 32), _INFINITE)


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
    x = held(k, x, SMALLEST, 710.0)
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
    """ln(1 + x) to 2.5 ulp, also near 0: -inf at -1, NaN below -1."""
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


def exp_or_zero(k: Kernel, x: Value) -> Value:
    """e**x; 0 where it is too small for a normal number, as after an event that never came."""
    return k.select(x < SMALLEST, 0.0, exp(k, x))


def power_of_positive(k: Kernel, log_a: Value, b: Value) -> Value:
    """a**b from the logarithm of a positive number; results below 3e-308 are 0.

    Its relative error is that of the exponent, about (|b ln a| + 1) * 2.3e-16.

    Args:
        k: The kernel.
        log_a: ln a, `f64` lanes.
        b: The power.
    """
    return exp_or_zero(k, log_a * b)


def power(k: Kernel, a: Value, b: Value) -> Value:
    """a**b as C's `pow` has it, with the accuracy of `power_of_positive`.

    x**0 and 1**x are 1; what is negative, be it zero, to an odd power is negative; a finite number
    below zero to a power that is not whole is NaN.

    Args:
        k: The kernel.
        a: The base, `f64` lanes.
        b: The power.
    """
    size = absolute(k, a)
    found = power_of_positive(k, log(k, size), b)
    found = k.select(b.equals(0.0) | size.equals(1.0), 1.0, found)
    signed = with_sign_of(k, k.constant("f64", 1.0), a) < 0.0
    half = b * 0.5
    whole = k.op("floor", "f64", b).equals(b)
    odd = k.op("floor", "f64", half).differs(half) & whole
    found = k.select(signed & odd, found * -1.0, found)
    undefined = (a < 0.0) & (size < _INFINITE) & ~whole
    return k.select(undefined, _NOT_A_NUMBER, found)


def logistic(k: Kernel, x: Value) -> Value:
    """1 / (1 + e**-x), to 3 ulp in both tails; 0 below -709.8."""
    return 1.0 / (exp(k, x * -1.0) + 1.0)


def normal_quantile(k: Kernel, u: Value) -> Value:
    """The normal score of a share, to a relative 2e-15; below -38 at 0, above 38 at 1.

    Shares below 2.2e-308 count as shares near it, negative ones as 0.
    """
    middle = u - 0.5
    size = absolute(k, middle)
    central = size <= 0.425
    share = k.greatest(k.least(u, 1.0 - u), 0.0)
    depth = k.least(k.op("sqrt", "f64", log(k, share) * -1.0), 27.3)
    near = depth <= 5.0
    outer = depth - k.select(near, k.constant("f64", 1.6), 5.0)
    x = k.select(central, 0.180625 - middle * middle, outer)
    above, below = (
        polynomial(x, [_one_of(k, central, near, terms) for terms in zip(*three, strict=True)])
        for three in zip(_CENTRE, _TAIL, _FAR, strict=True)
    )
    factor = k.select(central, middle, with_sign_of(k, k.constant("f64", 1.0), middle))
    return above / below * factor


def _one_of(k: Kernel, first: Value, second: Value, terms: Sequence[float]) -> float | Value:
    """The coefficient of the first range whose mask holds, or that of the third."""
    one, two, three = terms
    if one == two == three:
        return one
    return k.select(first, one, k.select(second, k.constant("f64", two), three))


def normal_share(k: Kernel, z: Value) -> Value:
    """The share of a standard normal below `z`, to a relative 1e-14; 0 below -`DEEPEST`.

    Above 0 it is 1 less the share beyond, so that the two add up to 1.
    """
    x = k.least(absolute(k, z), 40.0)
    head = k.cast("f64", k.cast("i64", x) & (_ALL_BUT_SIGN - ((1 << 27) - 1)))
    grown, half_scale = _grown(k, head * head * -0.5, (x - head) * (x + head) * -0.5)
    mills = polynomial((x - 4.0) / (x + 4.0), _MILLS) / (x + 1.0)
    beyond = k.select(x > DEEPEST, 0.0, (grown + 2.0) * half_scale * mills)
    return k.select(z < 0.0, beyond, 1.0 - beyond)
