"""How a model has fared with many cases, in words.

It says plainly what the model does not beat, and of how little all of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scenario.forecast.verbal_probability import margin, percent
from scenario.forecast.wording import capital, count, listing, short_month
from scenario.present import presents
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    Table,
    items,
    lead,
    small,
    table,
)
from scenario.scoring import LEAST_CLUSTERS, Skill
from scenario.studies.backtest_cases import CaseScore, CaseScores, Part, Standing, Weighing

NAMES = 30
"""Characters of a name that are left before other columns go."""
MOST = 12
"""Groups that are listed without all detail."""
FEWEST = 5
"""Groups from which on it is said what the model beats."""
MODEL = "this model"


def headline(found: CaseScores) -> Iterator[Block]:
    """The scores, what they beat and what they do not, and of how little they are."""
    stands, happened = found.counted, sum(one.case.happened for one in found.scores)
    counted = ", counted by weight" if found.table.weighted else ""
    yield lead(
        f"{count(len(found.scores), 'case')} of {count(len(found.groups), 'group')}{counted}:"
        f" Brier score {_score(stands.model.brier)}, log score {_score(stands.model.log)}."
        f" {happened} came true, {percent(stands.happened)}"
        f"{' of the weight' if found.table.weighted else ''}; on average"
        f" {percent(stands.model.mean)} was forecast."
    )
    if len(found.groups) >= FEWEST:
        for sentence in _verdicts(stands.others, len(found.groups)):
            yield lead(sentence)
        if found.table.weighted and (worse := _worse_alike(found)):
            yield lead(f"With each case counted alike it is worse than {_titles(worse)}.")
    if few := _few(found):
        yield lead(few)


def _score(score: float) -> str:
    return f"{score:.4f}" if score < 0.1 else f"{score:.3f}"


# ------------------------------------------------------------------------------------- against


def _verdicts(others: Sequence[Standing], groups: int) -> Iterator[str]:
    """What it beats, what it cannot be told from, what beats it."""
    scored = "" if groups >= LEAST_CLUSTERS else "Scored "
    sorted_out: dict[str, list[str]] = {"better": [], "alike": [], "worse": []}
    for one in others:
        sorted_out[_verdict(one)].append(one.title)
    if sorted_out["better"]:
        yield capital(f"{scored}better than {_titles(sorted_out['better'])}.")
    for one in others:
        if _verdict(one) == "alike":
            told = f"log skill {_told(one.log_skill)}, Brier skill {_told(one.brier_skill)}"
            beats = "Does not beat" if _behind(one) else "Not shown to beat"
            yield f"{beats} {_titles([one.title])}: {told}."
    if sorted_out["worse"]:
        yield capital(f"{scored}worse than {_titles(sorted_out['worse'])}.")


def _titles(titles: Iterable[str]) -> str:
    return listing(f"“{title}”" for title in titles)


def _verdict(one: Standing) -> str:
    """By both scores, where they do not contradict each other."""
    skills = [skill for skill in (one.brier_skill, one.log_skill) if skill is not None]
    better, worse = any(s.better for s in skills), any(s.worse for s in skills)
    behind = any(s.value is None or s.value <= 0 for s in skills)
    if better and not worse and not behind:
        return "better"
    return "worse" if worse and not better else "alike"


def _worse_alike(found: CaseScores) -> list[str]:
    """What beats it where each case counts alike, and not where it counts by its weight."""
    pairs = zip(found.weighted.others, found.unweighted.others, strict=True)
    return [one.title for other, one in pairs if _verdict(one) == "worse" != _verdict(other)]


def _behind(one: Standing) -> bool:
    """Whether it scored no better, by either score."""
    skills = (one.brier_skill, one.log_skill)
    return any(s is None or s.value is None or s.value <= 0 for s in skills)


def _told(skill: Skill | None) -> str:
    """A skill with its interval: +2.4 % (0.1 to 4.4)."""
    if skill is None or skill.value is None:
        return "none: that is perfect"
    if skill.low is None or skill.high is None:
        return f"{_points(skill.value, '+')} %"
    ends = f"{_points(skill.low)} to {_points(skill.high)}"
    return f"{_points(skill.value, '+')} % ({ends})"


def _points(share: float, sign: str = "") -> str:
    text = f"{100 * share:{sign}.1f}" if abs(share) < 0.0995 else f"{100 * share:{sign}.0f}"
    return text.replace("-", "−") if float(text) else "0"


def _few(found: CaseScores) -> str:
    """That so few groups say little."""
    groups = len(found.groups)
    if groups >= LEAST_CLUSTERS:
        return ""
    if groups < 2:
        return "All cases are of one group, which tells about as much as one case."
    if groups < FEWEST:
        return f"{groups} groups are too few to tell whether it is better than any base rate."
    return (
        f"{groups} groups are few: they tell about as much as {groups} cases, and intervals from so"
        " few are too narrow."
    )


# ------------------------------------------------------------------------------------- the rest


def rest(found: CaseScores) -> Iterator[Block]:
    """Scores and skill, groups, calibration, and what all that rests on."""
    yield _scores(found)
    for caption, weighing in _weighings(found):
        if weighing.others:
            yield _skills(caption, weighing)
    yield from _groups(found)
    yield _calibration(found.calibration)
    yield Heading("What this rests on")
    yield items(_grounds(found))
    yield small(_how(found))


def _weighings(found: CaseScores) -> Iterator[tuple[str, Weighing]]:
    if found.table.weighted:
        yield "Skill against it, counted by weight, %", found.weighted
        yield "Skill against it, each case alike, %", found.unweighted
    else:
        yield "Skill against it, %", found.unweighted


def _scores(found: CaseScores) -> Table:
    """Every way of forecasting, and how good it was."""
    ways = [found.weighted, found.unweighted] if found.table.weighted else [found.unweighted]
    each = zip(*((way.model, *way.others) for way in ways), strict=True)
    rows: list[list[Inline]] = []
    for row in each:
        cells = [cell for one in row for cell in (_score(one.brier), _score(one.log))]
        rows.append([row[0].title or MODEL, percent(row[0].mean), *cells])
    heads = ["Brier", "log"]
    if found.table.weighted:
        heads = ["Brier,\nweighted", "log,\nweighted", "Brier,\nalike", "log,\nalike"]
    columns = [Column("", right=False, folds=NAMES), Column("mean")]
    columns += [Column(head) for head in heads]
    return table("Scores, the less the better", columns, rows)


def _skills(caption: str, weighing: Weighing) -> Table:
    rows: list[list[Inline]] = [
        [one.title, _told(one.brier_skill), _told(one.log_skill)] for one in weighing.others
    ]
    columns = [
        Column("", right=False, folds=NAMES),
        Column("by Brier score"),
        Column("by log score"),
    ]
    return table(caption, columns, rows)


def _groups(found: CaseScores) -> Iterator[Block]:
    groups = sorted(found.groups, key=lambda one: -one.weight)
    if not found.table.grouped or len(groups) < 2:
        return
    yield _parts("By group", "", groups[:MOST])
    if len(groups) > MOST:
        yield small(f"and {len(groups) - MOST} more, with --detail")


def _calibration(parts: Sequence[Part]) -> Block:
    return _parts("By what was forecast", "forecast", parts)


def _parts(caption: str, head: str, parts: Sequence[Part]) -> Table:
    rows: list[list[Inline]] = [
        [
            part.name,
            f"{part.cases:,}",
            f"{part.happened:,}",
            f"{part.weight:,.4g}",
            percent(part.mean),
            percent(part.share),
            _score(part.log),
        ]
        for part in parts
    ]
    heads = ("cases", "came\ntrue", "weight", "mean\nforecast", "share\nof weight", "log\nscore")
    columns = [Column(head, right=False, folds=NAMES)]
    columns += [Column(one, may_go=number == 5) for number, one in enumerate(heads)]
    return table(caption, columns, rows)


def _grounds(found: CaseScores) -> Iterator[str]:
    """What must be known to read any of it."""
    columns = found.table.columns
    if found.table.grouped:
        by = f" ({columns.group})" if columns.group != "group" else ""
        yield (
            f"Cases of one group{by} are not independent. Every interval comes from drawing whole"
            " groups, however many cases they have."
        )
    else:
        yield "No column says which cases hang together; each is taken to stand alone."
    yield from columns.cautions
    if not columns.base_rates:
        yield (
            "No base rate stands in the table, so nothing says whether the scores are good: give it"
            " a column of probabilities as base_rate:NAME."
        )
    if any(one.fitted for one in found.weighted.others):
        yield (
            "“The share of the other groups” is fitted to the panel: for each group it is worked"
            " out from all others. Who forecast by it would have had to know the panel."
        )
    yield from _later(found)
    yield (
        "Whether the numbers of the model were chosen by somebody who knew the answers, no score"
        " can tell."
    )


def _later(found: CaseScores) -> Iterator[str]:
    """What the model knows that cases could not."""
    if not found.later:
        yield "The model cites no fact that is of a later date than a case."
        return
    worst = max(one.cases for one in found.later)
    named = listing((f"{one.fact} ({one.date})" for one in found.later), most=3)
    yield (
        f"Hindsight: {count(worst, 'case')} could not know all that the model rests on:"
        f" {named}. Their scores are better than a forecast at the time could have been."
    )


def _how(found: CaseScores) -> str:
    largest = found.largest_error
    known = (
        "Every probability is exact but for rounding."
        if largest == 0
        else f"The least sure of all probabilities is known to {margin(largest)} points."
    )
    return (
        "Brier score: the squared distance of a forecast from what happened. Log score: minus the"
        " natural logarithm of the probability of what happened, taken as 0.1 % at least. Skill:"
        " one minus the score over that of the other; 100 % is perfect, 0 no better, less is worse."
        f" In brackets: 95 % of 10,000 draws of the groups. {known}"
    )


def detail(found: CaseScores) -> Iterator[Block]:
    """Every group and every case."""
    if len(found.groups) > MOST and found.table.grouped:
        groups = sorted(found.groups, key=lambda one: -one.weight)
        yield _parts("All groups", "", groups)
    rows: list[list[Inline]] = [_case(one) for one in found.scores]
    columns = [
        Column("case", right=False, folds=NAMES),
        Column("as of", right=False, may_go=1),
        Column("by", right=False, may_go=1),
        Column("forecast"),
        Column("±"),
        Column("came\ntrue", right=False),
        Column("weight", may_go=2),
        Column("log\nscore"),
    ]
    yield table("By case", columns, rows)
    for one in found.later:
        yield small(f"{one.fact} ({one.date}), not known to {count(one.cases, 'case')}, is cited by"
                    f" {listing(one.places)}.")  # fmt: skip


def _case(one: CaseScore) -> list[Inline]:
    said = one.answer.estimate
    return [
        one.case.name,
        one.case.as_of,
        short_month(max(one.case.question.months)),
        percent(said.p, said.se),
        margin(said.se).removeprefix("± "),
        "yes" if one.case.happened else "no",
        f"{one.case.weight:,.4g}",
        _score(one.log),
    ]


presents(CaseScores, headline=headline, rest=rest, detail=detail, section=("cases", "Many cases"))
