"""Forecasts as of a row of dates, in words: how they scored, beside what, and of how little.

It words what the numbers say and computes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scenario import intervals
from scenario.chains import ONLY, chains_in
from scenario.forecast.titles import chain_title
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, count, listing, long_month, short_month, significant
from scenario.present import presents
from scenario.present.blocks import (
    Block,
    Code,
    Column,
    Inline,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.resolve.naming import called
from scenario.scoring import FLOOR, LEAST_CLUSTERS
from scenario.studies.backtested import Backtest, Group, Plain, Row
from scenario.studies.falling_due import Kind
from scenario.studies.reference_forecasts import CLIP
from scenario.studies.scored import SOURCES, Rule, Source

CALLED: Mapping[Source, str] = {
    "model": "model",
    "base_rate": "base\nrates",
    "persistence": "persistence",
    "no_evidence": "without\nevidence",
}
BESIDE: Mapping[Source, str] = {
    "base_rate": "base rates",
    "persistence": "persistence",
    "no_evidence": "the model without evidence",
}
RULES: Mapping[Rule, str] = {
    "brier": "Brier score",
    "log": "Log score",
    "rps": "Ranked probability score",
    "crps": "Values (CRPS)",
}
LISTED = 6
"""Unresolved things that are listed without all detail."""
ROUNDED = 1e-6
"""Errors of scores that are not worth a word."""
NAMES = 28
"""Characters of a name that are left before other columns go."""


def headline(found: Backtest) -> Iterator[Block]:
    """The scores, and of how little they are."""
    dates, scores = found.dates, found.scores
    span = f"from {long_month(dates[0])} to {long_month(dates[-1])}"
    span = span if len(dates) > 1 else f"of {long_month(dates[0])}"
    made = f"As of {count(len(dates), 'date')} {span}"
    if len(dates) == 1:
        made = f"As {span}"
    brier = {source: one.means["brier"] for source, one in scores.items() if "brier" in one.means}
    if "model" not in brier:
        values = scores["model"].counts["crps"]
        yield lead(f"{made}, {count(values, 'value')} were forecast that are known now.")
    else:
        questions = count(scores["model"].counts["brier"], "question")
        beside = [f"{words} {brier[name]:.3f}" for name, words in BESIDE.items() if name in brier]
        yield lead(
            f"{made}: on {questions} the model's Brier score is {brier['model']:.3f};"
            f" {listing(beside)} (0 is perfect)."
        )
    yield lead(
        "They are about one course of events, so about one independent outcome: whether the model"
        " has skill cannot be told from them."
    )


def rest(found: Backtest) -> Iterator[Block]:
    """Scores by rule and by question, what is open, and what all this does not show."""
    sources = [source for source in SOURCES if source in found.scores]
    yield table(
        "Mean scores, on the questions that all answer",
        [
            Column("", right=False, folds=NAMES),
            Column("questions"),
            *(Column(CALLED[source]) for source in sources),
        ],
        _by_rule(found, sources),
    )
    yield from _by_question(found)
    yield from _by_value(found)
    yield from _open(found)
    yield from _honest(found)
    yield small(_how(found))


def detail(found: Backtest) -> Iterator[Block]:
    """Every question, what each source said, and what came true."""
    sources = [source for source in SOURCES if any(source in row.forecasts for row in found.rows)]
    heads = [
        Column("", right=False, folds=18),
        Column("as of", right=False),
        Column("due", right=False),
        Column("came\ntrue", right=False),
        *(Column(CALLED[source], may_go=place) for place, source in enumerate(sources)),
    ]
    rows: list[list[Inline]] = [
        [
            _named(row.kind, row.of, found),
            short_month(row.date),
            short_month(row.due),
            _truth(row, found),
            *(_said(row, row.forecasts.get(source)) for source in sources),
        ]
        for row in found.rows
    ]
    yield table("Every question, and how likely what came true was said to be", heads, rows)


def _by_rule(found: Backtest, sources: Sequence[Source]) -> Iterator[list[Inline]]:
    model = found.scores["model"]
    for rule, words in RULES.items():
        if rule in model.means:
            means = [found.scores[source].means.get(rule) for source in sources]
            yield [
                words,
                str(model.counts[rule]),
                *("–" if one is None else f"{one:.3f}" for one in means),
            ]


def _by_question(found: Backtest) -> Iterator[Block]:
    groups = [group for group in found.groups if group.kind != "value"]
    if groups:
        sources = _sources(groups)
        heads = [
            Column("", right=False, folds=NAMES),
            Column("came true", right=False),
            *(Column(CALLED[source]) for source in sources),
        ]
        rows: list[list[Inline]] = [
            [
                _named(group.kind, group.of, found),
                _often(group),
                *_means(group, sources, "brier"),
            ]
            for group in groups
        ]
        yield table("Brier score by question", heads, rows)


def _by_value(found: Backtest) -> Iterator[Block]:
    groups = [group for group in found.groups if group.kind == "value"]
    if groups:
        sources = _sources(groups)
        heads = [
            Column("", right=False, folds=NAMES),
            Column("forecasts"),
            *(Column(CALLED[source]) for source in sources),
        ]
        rows: list[list[Inline]] = [
            [
                _named("value", group.of, found),
                str(group.questions),
                *_means(group, sources, "crps"),
            ]
            for group in groups
        ]
        yield table("Measured values: how far off (CRPS), in spreads without evidence", heads, rows)


def _sources(groups: Sequence[Group]) -> list[Source]:
    return [source for source in SOURCES if any(source in group.scores for group in groups)]


def _means(group: Group, sources: Sequence[Source], rule: Rule) -> Iterator[str]:
    for source in sources:
        yield f"{group.scores[source].means[rule]:.3f}" if source in group.scores else "–"


def _often(group: Group) -> str:
    return f"{group.questions}" if group.happened is None else _of(group.happened, group.questions)


def _of(part: int, whole: int) -> str:
    return f"{part or 'none'} of {whole}"


def _named(kind: Kind, of: str, found: Backtest) -> str:
    """What is asked, by its title."""
    if kind == "state":
        chains = chains_in(found.document["model"])
        return f"{capital(chain_title(chains, of))}: which state"
    if kind == "value":
        drivers = found.document["model"].get("drivers") or {}
        return capital(called("drivers" if of in drivers else "actors", of, found.document))
    place = "states" if kind == "reached" else "events"
    return f"{capital(called(place, of, found.document))}: by then"


def _open(found: Backtest) -> Iterator[Block]:
    """What evidence does not decide."""
    if not found.open:
        return
    many: Counter[tuple[Kind, str]] = Counter((one.kind, one.of) for one in found.open)
    yield paragraph(
        f"Not resolved, as the evidence, which ends in {long_month(found.last)}, does not decide"
        f" them: {count(len(found.open), 'question')}."
    )
    named = [f"{_named(kind, of, found)}, {times}" for (kind, of), times in many.items()]
    more = len(named) - LISTED
    yield items([*named[:LISTED], *([f"and {count(more, 'other')}"] if more > 0 else [])])


def _honest(found: Backtest) -> Iterator[Block]:
    """What these scores do not show."""
    yield paragraph(
        "One country is about one independent outcome. Its questions hang together, and dates"
        " follow each other, so a difference of scores is given without an interval: that takes"
        f" {LEAST_CLUSTERS} clusters that have nothing to do with each other, and here is one."
        f"{_differences(found)}"
    )
    yield paragraph(_retrospective(found))
    if found.without_base_rates:
        what = listing(_chain(name, found) for name in found.without_base_rates)
        yield paragraph(
            f"No base rate is named for {what}. Beside the states write ",
            Code("base_rates: {STATE: {chance: 1% a year, because: ..., cites: [...]}}"),
            ", as known when the forecasts were made.",
        )


def _chain(name: str, found: Backtest) -> str:
    if name == ONLY:
        return "the outcome"
    return f"“{chain_title(chains_in(found.document['model']), name)}”"


def _differences(found: Backtest) -> str:
    """How far the model's Brier score is from each of the others, on what both answer."""
    gaps = {source: by["brier"] for source, by in found.differences.items() if "brier" in by}
    told = [
        f"{BESIDE[source]} {_signed(gap.mean)} ({count(gap.questions, 'question')})"
        for source, gap in gaps.items()
    ]
    return (
        f" The model's Brier score, less that of others on all that both answer: {listing(told)}."
        if told
        else ""
    )


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _retrospective(found: Backtest) -> str:
    """That a model which was written later knows how things went."""
    written = "A model that was written after the outcome is a retrospective, whatever was kept"
    said = f"{written} from its runs: whoever wrote it knew how things went."
    if found.as_of is None:
        return f"{said} Its file does not say of when the model is (as_of)."
    if not found.before:
        return f"{said} It says of itself that it is as of {found.as_of}, before all these dates."
    before = listing([short_month(date) for date in found.before], most=4)
    return (
        f"{said} It says of itself that it is as of {found.as_of}: as of earlier dates ({before})"
        " its forecasts are a retrospective in any case."
    )


def _how(found: Backtest) -> str:
    said = []
    error = found.scores["model"].errors.get("brier") if "model" in found.scores else None
    if error is not None and error > ROUNDED:
        said.append(
            " Chance in the runs leaves the model's mean Brier score open by"
            f" ± {significant(intervals.half_width(error), 1)}."
        )
    if found.lasting:
        said.append(
            f" {capital(count(found.lasting, 'answer'))} rest on this: what was seen before and"
            " after, with nothing else between, is taken to have lasted."
        )
    return (
        "Each forecast knows what was published by the end of its month and nothing else. Brier"
        " score: the squared distance from what came true, of several states half the sum; 0.25"
        " for saying 50 %. Log score: minus the natural logarithm of the probability of what came"
        f" true, taken as {100 * FLOOR:g} % at least. Persistence holds that what is so stays so"
        f" with {100 * (1 - CLIP):g} %. Without evidence: the same model run from its start."
        f"{''.join(said)}"
    )


def _truth(row: Row, found: Backtest) -> str:
    if isinstance(row.truth, bool):
        return "yes" if row.truth else "no"
    if isinstance(row.truth, str):
        return called("states", row.truth, found.document)
    return significant(row.truth, 3)


def _said(row: Row, said: Plain | None) -> str:
    """How likely what came true was said to be, or a value with its 90 % interval."""
    if said is None:
        return "–"
    if row.kind == "value" and isinstance(said, Mapping):
        ends = (significant(said[end], 2) for end in ("q05", "q95"))
        return " to ".join(ends).replace("-", "−")
    if isinstance(said, Mapping):
        return percent(min(1.0, said[str(row.truth)]), 0.001)
    p = float(said)
    return percent(p if row.truth else 1 - p, 0.001)


presents(Backtest, headline=headline, rest=rest, detail=detail, section=("backtest", "Backtest"))
