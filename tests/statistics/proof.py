"""Write docs/proof.md: every figure held against mathematics, and how far off each was.

Run it with `python -m tests.statistics.proof`. The same checks run in the test suite.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

import numpy as np
from scipy import stats

import tests.statistics.closed_forms
import tests.statistics.random_numbers  # noqa: F401 - both enter what they claim
from tests.statistics import coverage, judgement_ranges, tables
from tests.statistics.coverage import Curve
from tests.statistics.ledger import CLAIMS, LIMIT, ledger
from tests.statistics.published.studies import STUDIES
from tests.statistics.random_numbers.long import GREATEST
from tests.statistics.shape import LEAST, Shape
from tests.statistics.trials import LEAST as LEAST_OF_TRIALS
from tests.statistics.trials import TRIALS

WIDTH = 110
PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
HEADINGS = (
    "All scores together",
    "Published models",
    "Intervals by repetition",
    "Random numbers",
)
INTRODUCTION = f"""# Proof of the answers

Many small models can be worked out on paper. This page lists them: what the formula says, what the
simulation came to, the standard error of the simulation, and z, by how many standard errors the two
differ. Nobody can see from one z whether the program is right; from hundreds one can. If it is
right, they are draws from the standard normal distribution: two thirds lie within 1, one in twenty
beyond 2, and they lean to neither side. Were a formula or the program wrong, some would be large.

- **Every figure has runs of its own**, so the scores are independent.
- **Seeds follow a rule.** The n-th simulation of a check takes its random seed from the check's
  name and n (the first four bytes of their BLAKE2b hash). None was chosen, none was tried and put
  back.
- A figure more than {LIMIT} standard errors off fails the test suite; so do scores that together do
  not look standard normal. A right program would fail either less than once in a hundred times that
  all random numbers are changed.
- All together they see more than one by one: were every rate 1 % too low, no line need fail, but
  the scores would lean so far to one side that no chance explains it. The test suite tries that.
- Where hits are few (fewer than 100 expected) the table shows their count, and z comes from the
  binomial law itself: ᵇ. Where a whole shape is compared, counts in cells give χ², whose law gives
  z; plus means too uneven: ᶜ. Everywhere else z is (simulated − on paper) / standard error.
- What has no chance in it is compared to five digits and has no z.

The page is written by `python -m tests.statistics.proof`; other makes of processor may change the
last digits. States are called a, b and c (a run begins in a, or in b where a notice is given at
the start), events e and f, drivers x, y and z, actors f, g and h. Times are in years unless months
are said, rates per year; n counts steps; a step is a month unless another is said.
"""


def main() -> int:
    """Work everything out, and write the page if nothing is wrong."""
    wrong = [
        f"{one.name}, {check.case}: z = {check.z:+.2f}"
        for one in CLAIMS.values()
        for check in one.checks
        if check.z is not None and abs(check.z) > LIMIT
    ]
    wrong += [
        f"{study.title}, {one.case}: {one.found}, not {one.printed}"
        for study in STUDIES
        for one in study.figures()
        if not one.agrees
    ]
    wrong += [
        f"{one.name}: {one.result}" for one in TRIALS.values() if one.result.p < LEAST_OF_TRIALS
    ]
    if wrong:
        sys.stderr.write("\n".join(["not written:", *wrong, ""]))
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.name}: {len(ledger())} figures, {len(TRIALS)} tests\n")
    return 0


def page() -> str:
    """The whole page."""
    subjects = [subject.title for subject, _ in _subjects()]
    parts = [
        INTRODUCTION,
        f"Contents: {' · '.join(map(_link, (HEADINGS[0], *subjects, *HEADINGS[1:])))}\n",
        *_together(Shape.of([check.z for check in ledger()])),
    ]
    for subject, claims in _subjects():
        parts += [f"## {subject.title}\n", f"{subject.about}\n", f"Source: {subject.source}.\n"]
        for claim in claims:
            parts += tables.figures(claim)
    lines = [_wrapped(part) for part in (*parts, *published(), *_intervals(), *_random_numbers())]
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(part: str) -> str:
    """Prose in lines that can be read in a text editor; tables, headings and bars as they are."""
    if len(part) <= WIDTH or "\n" in part.rstrip() or part[0] in "|#`":
        return part
    return fill(part, WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def _subjects() -> Iterator[tuple]:
    yield from groupby(CLAIMS.values(), lambda claim: claim.subject)


def _link(title: str) -> str:
    words = "".join(c for c in title.lower() if c.isalnum() or c in "- ")
    return f"[{title}](#{words.replace(' ', '-')})"


def _together(shape: Shape) -> Iterable[str]:
    z, p = shape.z, shape.probabilities
    rows = [
        ("figures", f"{z.size}", ""),
        ("mean", f"{z.mean():+.3f}", f"0 ± {1 / np.sqrt(z.size):.3f}"),
        ("standard deviation", f"{z.std():.3f}", f"1 ± {1 / np.sqrt(2 * z.size):.3f}"),
        *(
            (f"within {limit}", f"{100 * shape.within(limit):.1f} %", f"{100 * chance:.1f} %")
            for limit, chance in ((k, 1 - 2 * stats.norm.sf(k)) for k in (1, 2, 3))
        ),
        ("largest", f"{np.abs(z).max():.2f}", f"{_usual_largest(z.size)} nine times in ten"),
    ]
    yield f"## {HEADINGS[0]}\n"
    yield from tables.table(("", "found", "of a right program"), rows)
    said = ", ".join(f"{name} {value:.2f}" for name, value in p.items())
    yield (
        f"Probability of scores at least so unlike the standard normal, by test: {said}. The test"
        f" suite fails if one of them is below {LEAST:.0e}.\n"
    )
    yield (
        "Bars count the scores; a dot marks where the normal curve would end, whose count stands in"
        " brackets.\n"
    )
    yield from ("```", *shape.histogram(), "```\n")


def _usual_largest(count: int) -> str:
    low, high = (stats.norm.isf((1 - share ** (1 / count)) / 2) for share in (0.05, 0.95))
    return f"{low:.1f} to {high:.1f}"


def published() -> Iterable[str]:
    """Models of others, digit by digit."""
    yield f"## {HEADINGS[1]}\n"
    yield (
        "Cohort models of other authors, written in the language (`tests/statistics/published`) and"
        " run so that the probability of every state is carried: there is no chance in them. Rates"
        " are made from their probabilities of a step: a state that is left with probability p has"
        " rates of sum −log(1 − p), in proportion to where it is left for."
        " In every step of every cohort what is in each state equals the power of the published"
        " matrix within 1e-12, and sums over the steps come to the figures as printed.\n"
    )
    for study in STUDIES:
        yield f"### {study.title}\n"
        yield f"{study.about}\n"
        yield f"Source: {study.source}.\n"
        yield from tables.printed(study.figures())


def _intervals() -> Iterable[str]:
    single = Curve.of(coverage.wilson_coverage, 1000)
    paired = Curve.of(coverage.difference_coverage, 1000)
    yield f"## {HEADINGS[2]}\n"
    yield (
        "A 95 % interval should hold the truth 95 times in a hundred. Small models were run over"
        " and over, each time under another seed, and it was counted how often it did. Counts of"
        " hits are whole numbers, so the coverage of any interval swings a little with the"
        " probability and the number of runs; `on paper` is what the reported interval must"
        " come to there, added up over all counts. Rows of one study share their runs. The forecast"
        " has two ways out of its first state, to b at 0.05 and to c at 4 a year. An event reads"
        " the outcome, which is drawn then; rows that say `carried` are of models in which runs"
        " carry probabilities and differ by their judgements. Intervals of"
        " `sensitivity` are wider than they need be, for its points are spread more evenly than the"
        " random ones for which its intervals are made.\n"
    )
    found = (
        *coverage.probabilities(),
        *coverage.differences(),
        *coverage.studies(),
        *coverage.carried(),
    )
    yield from tables.coverage(found)
    yield (
        "Probabilities have Wilson's interval (Journal of the American Statistical Association 22,"
        " 1927) with the ends of Brown, Cai and DasGupta (Statistical Science 16, 2001) for one to"
        f" three hits or misses. {_on_paper(single, 'hits')}\n"
    )
    yield (
        "Differences have Tango's interval (Statistics in Medicine 17, 1998)."
        f" {_on_paper(paired, 'runs apart')} This is for two scenarios on one luck, where one only"
        " adds hits to the other's: the least favourable case.\n"
    )
    yield "### Judgement ranges\n"
    yield (
        "A judgement range runs from the 5th to the 95th percentile of the probability as the"
        f" judgements vary. Each was made {judgement_ranges.REPETITIONS} times where these"
        " percentiles are known: the mean of the reported ends, their spread (±) from seed to seed,"
        " and how much of the true distribution lies between the ends on average (it should be"
        " 90 %). Forty runs of a draw cannot tell one in a thousand from nothing, so the lower end"
        " of a small range is put too low; two camps of judgements are drawn a little too wide; a"
        " judgement without influence leaves a range that is narrow, not empty.\n"
    )
    rows = (*judgement_ranges.ranges(), *judgement_ranges.ranges_of_differences())
    yield from tables.ranges(rows)


def _on_paper(curve: Curve, hits: str) -> str:
    place, worst = curve.worst
    return (
        f"On paper, at 1,000 runs, it holds the truth {100 * curve.mean:.1f} % of the time on"
        f" average over probabilities, and {100 * curve.least:.1f} % at the least where five {hits}"
        f" or more are expected. Its worst place is at {place:.2g} expected {hits}, with"
        f" {100 * worst:.1f} %."
    )


def _random_numbers() -> Iterable[str]:
    values = np.array([one.result.p for one in TRIALS.values()])
    yield f"## {HEADINGS[3]}\n"
    yield (
        "Every random number is a hash of seed, name, purpose, run and step. These tests look for"
        " any pattern in them. A test gathers scores (χ² of counts in cells, correlations, counts"
        " of rare things), takes the most extreme one, and says how probable one so extreme is"
        " among so many (Šidák). The probabilities of good numbers are spread evenly from 0 to 1;"
        f" a test fails below {LEAST_OF_TRIALS:.0e}. Of these {len(values)} the smallest is"
        f" {values.min():.3f} and the Kolmogorov-Smirnov probability of an even spread is"
        f" {stats.kstest(values, 'uniform').pvalue:.2f}.\n"
    )
    yield (
        "Sources: Knuth, The Art of Computer Programming II (1998), chapter 3.3; Marsaglia and"
        " Tsang, Journal of Statistical Software 7 (2002), for birthday spacings.\n"
    )
    for heading, trials in groupby(TRIALS.values(), lambda one: one.heading):
        yield f"### {heading}\n"
        yield from tables.numbers(trials)
    beyond = 2 * stats.norm.sf(GREATEST)
    yield (
        f"One limit: a normal is made from 32 bits by Box and Muller's method, so none is greater"
        f" than {GREATEST:.2f}. A true normal goes beyond once in {1 / beyond:.0e} draws.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
