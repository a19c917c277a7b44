"""Probabilities in words and in honest digits, as every text output of the package writes them.

It knows nothing of forecasts. Words stand beside a number, never instead of it.
"""

from __future__ import annotations

from scenario import intervals

_ROUNDED = 12  # decimals that count, so that 1 - 0.45 lies on the border at 0.55
_WORDED = 3  # decimals that the word goes by: those that are printed beside it
_YARDSTICK = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.50, "roughly even chance"),
)
_MIRROR = (
    (0.05, "almost certain"),
    (0.20, "very likely"),
    (0.45, "likely"),
    (0.50, "roughly even chance"),
)


WORDS = (
    "negligible chance",
    *(word for _, word in _YARDSTICK),
    *(word for _, word in reversed(_MIRROR[:-1])),
    "all but certain",
)
"""From the least likely to the most."""
WIDEST = 0.25
"""The width of the widest words: unlikely, 20 to 45 %, and likely, 55 to 80 %."""


def in_words(p: float) -> str:
    """The analytic-standards word for a probability (ICD 203, 2015, section 6.e.2.a).

    Almost no chance 1-5 %, very unlikely 5-20, unlikely 20-45, roughly even chance 45-55, likely
    55-80, very likely 80-95, almost certain 95-99. The directive lets neighbours share a border;
    here a border belongs to the neighbour nearer to even, so that `p` and `1 - p` always get
    mirrored words: 5 % is very unlikely, 95 % very likely, 45 % and 55 % roughly even. The
    directive has no words beyond 1 and 99 %. Ours are `negligible chance` and `all but certain`,
    which do not claim that a thing is impossible or sure; its own `remote` would mislead, being a
    synonym there for almost no chance.

    Raises:
        ValueError: `p` is not between 0 and 1.
    """
    p = round(_checked(p), _WORDED)
    if p <= 0.5:
        return _word(p, _YARDSTICK, "negligible chance")
    return _word(round(1 - p, _ROUNDED), _MIRROR, "all but certain")


def bears_a_word(low: float, p: float, high: float) -> bool:
    """Whether a probability is known well enough for its word, by its 95 % interval.

    The interval must be no wider than the widest word, and reach no farther than into the words
    next to that of the probability itself.

    Args:
        low: The low end of the interval.
        p: The probability.
        high: The high end of the interval.
    """
    place, *ends = (WORDS.index(in_words(min(max(q, 0.0), 1.0))) for q in (p, low, high))
    return not too_wide(low, high) and all(abs(end - place) <= 1 for end in ends)


def too_wide(low: float, high: float) -> bool:
    """Whether an interval, of a probability or a difference, is wider than the widest word."""
    return round(high - low, _ROUNDED) > WIDEST


def _word(distance: float, scale: tuple[tuple[float, str], ...], beyond: str) -> str:
    """The word for a distance, up to a half, from the end of the scale."""
    if distance < 0.01:
        return beyond
    return next((word for end, word in scale if distance < end), scale[-1][1])


def percent(p: float, se: float | None = None) -> str:
    """A probability as a percentage with no more digits than it can bear.

    Below 10 % and above 90 % one decimal, in between none; none anywhere where the standard error
    is half a point or more. What is not exact is never rounded to certainty: `<0.1 %`, `>99.9 %`,
    or `<1 %`, `>99 %` where there are no decimals.

    Args:
        p: A share, from 0 to 1.
        se: Its standard error; None or 0 for a number that is exact, as far as is known, so that
            0 and 1 may be written as `0 %` and `100 %`.

    Raises:
        ValueError: `p` is not between 0 and 1.
    """
    exact = not se
    points = round(100 * _checked(p), _ROUNDED)
    if exact and points in (0, 100):
        return f"{points:.0f} %"
    coarse = se is not None and se >= 0.005
    decimals = 0 if coarse or 9.95 <= points <= 90.05 else 1
    unit = 10.0**-decimals
    if points < unit:
        return f"<{unit:g} %"
    if points > 100 - unit:
        return f">{100 - unit:g} %"
    return f"{points:.{decimals}f} %"


def points(share: float, decimals: int = 1) -> str:
    """+3.4 or −0.2: a difference of probabilities in points of a hundred."""
    text = f"{100 * share:+.{decimals}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{decimals}f}"


def margin(se: float) -> str:
    """Half of a 95 % interval in points, never rounded to nothing: ± 0.3."""
    return reach(intervals.half_width(se))


def reach(half: float) -> str:
    """How far an interval reaches to either side, in points, never rounded to nothing: ± 0.3."""
    return "± 0" if not half else f"± {100 * half:.1f}" if half >= 0.0005 else "± <0.1"


def _checked(p: float) -> float:
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {p!r}")
    return float(p)
