"""The tables of docs/proof.md: figures, intervals, judgement ranges, random numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from tests.statistics.coverage import Covered
from tests.statistics.judgement_ranges import Ends
from tests.statistics.lab import CHI_SQUARE, EXACT_BINOMIAL
from tests.statistics.ledger import Check, Claim
from tests.statistics.published.studies import Figure
from tests.statistics.trials import Trial

FIGURES = ("case", "runs", "on paper", "simulated", "standard error", "z")
EXACT = ("case", "on paper", "computed")
SPELLED = {
    "monthly quarterly": "monthly, quarterly",
    "ornstein uhlenbeck": "Ornstein-Uhlenbeck",
    "mean reverting": "mean-reverting",
    "half life": "half-life",
    "gaussian": "Gaussian",
    "bayes rule": "Bayes' rule",
}
SIGNS = {EXACT_BINOMIAL: "ᵇ", CHI_SQUARE: "ᶜ"}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table; all but the first column are numbers."""
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|---{'|--:' * (len(names) - 1)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def figures(claim: Claim) -> Iterator[str]:
    """A claim: its fact, its formula, its figures."""
    yield f"### {sentence(claim.name)}\n"
    yield f"`{claim.formula}`\n"
    random = [check for check in claim.checks if check.z is not None]
    exact = [check for check in claim.checks if check.z is None]
    if random:
        yield from table(FIGURES, (_figure(check) for check in random))
    if exact:
        rows = ((c.case, f"{c.expected:.6g}", f"{c.found:.6g}") for c in exact)
        yield from table(EXACT, rows)


def _figure(check: Check) -> tuple[str, ...]:
    scale = check.runs if check.how == EXACT_BINOMIAL else 1  # few hits are shown as a count
    numbers = (scale * part for part in (check.expected, check.found, check.error))
    digits = places(scale * check.error)
    expected, found, error = (f"{number:,.{digits}f}" for number in numbers)
    if check.how:
        found = f"{scale * check.found:,.{0 if check.how == EXACT_BINOMIAL else 1}f}"
    z = f"{check.z:+.2f}{SIGNS.get(check.how, '')}"
    return check.case, f"{check.runs:,}", expected, found, error, z


def places(error: float) -> int:
    """Decimals that show two digits of an error."""
    return max(0, 1 - math.floor(math.log10(error)))


def printed(rows: Iterable[Figure]) -> Iterator[str]:
    """Published figures as they are printed, and what was found to three places more."""
    cells = (
        (row.case, f"{row.printed:,.{row.places}f}", f"{row.found:,.{row.places + 3}f}")
        for row in rows
    )
    return table(("figure", "printed", "found"), cells)


def coverage(rows: Iterable[Covered]) -> Iterator[str]:
    """Intervals by repetition."""
    head = ("interval", "truth", "runs", "repetitions", "truth inside", "on paper", "z")
    return table(head, (_covered(row) for row in rows))


def _covered(row: Covered) -> tuple[str, ...]:
    known = row.on_paper is not None
    wanted = 0.95 if row.on_paper is None else row.on_paper
    return (
        row.what,
        f"{row.truth:.4f}" if row.truth >= 0.0001 else f"{row.truth:.1e}",
        f"{row.runs:,}",
        f"{row.repetitions:,}",
        f"{100 * row.share:.1f} %",
        f"{100 * wanted:.1f} %" if known else "(95 % or more)" if row.at_least else "(95 %)",
        "" if row.at_least else f"{(row.share - wanted) / row.error:+.2f}",
    )


def ranges(rows: Iterable[Ends]) -> Iterator[str]:
    """Judgement ranges by repetition."""
    head = ("judgement", "true 5th", "reported", "±", "true 95th", "reported", "±", "held")
    return table(head, (_ends(row) for row in rows))


def _ends(row: Ends) -> tuple[str, ...]:
    cells = [row.what]
    for truth, mean, spread in zip(row.truth, row.mean, row.spread, strict=True):
        cells += [f"{truth:.4f}", f"{mean:.4f}", f"{spread:.4f}"]
    return (*cells, "" if row.held is None else f"{100 * row.held:.1f} %")


def numbers(trials: Iterable[Trial]) -> Iterator[str]:
    """Tests of random numbers."""
    head = ("test", "numbers used", "scores", "most extreme score", "probability")
    rows = []
    for one in trials:
        found = one.result
        counts = (f"{found.numbers:,}", f"{found.scores:,}")
        rows.append((sentence(one.name), *counts, found.extreme, f"{found.p:.3f}"))
    return table(head, rows)


def sentence(name: str) -> str:
    """A name as a sentence: with a capital, and proper names as they are written."""
    for plain, written in SPELLED.items():
        name = name.replace(plain, written)
    return name[:1].upper() + name[1:]
