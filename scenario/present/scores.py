"""The scores of a forecast log, in words.

It words what was scored, and says of how little that is where it is little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.calendar import Month
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import count, listing, short_month
from scenario.forecast_log.courses import Course
from scenario.forecast_log.records import ORIGINS
from scenario.forecast_log.scores import ENOUGH, Class, Group, Mean, Scores
from scenario.present import presents
from scenario.present.asked import logged_words
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    items,
    lead,
    paragraph,
    small,
    table,
)

NAMES = 30
"""Characters of a name that are left before other columns go."""
MOST = 12
"""Questions that are listed without all detail."""
TITLES = {
    "live": "Live: logged before the answer was known",
    "imported": "Imported: made elsewhere, as told by whoever imported them",
    "backdated": "Backdated: logged when the answer can have been known",
}


def headline(found: Scores) -> Iterator[Block]:
    """The scores of what was live, and of how little they are."""
    group = found.group("live")
    if group is None:
        yield lead(f"No live forecast can be scored yet: {_standing(found)}.")
        return
    whole = group.whole
    yield lead(
        f"Live forecasts of {count(whole.questions, 'resolved question')}: Brier score"
        f" {whole.brier:.3f}, log score {whole.log:.3f}."
    )
    yield lead(_how_few(group))


def _how_few(group: Group) -> str:
    """Whether anything follows from so few."""
    questions, models = group.whole.questions, count(group.models, "model")
    said = f"They are about {models}." if group.enough else ""
    if questions > group.models:
        like = count(group.models, "outcome")
        said = f"They are about {models}, and the answers of one model hang together:"
        said += f" they tell about as much as {like}."
    few = "questions" if questions < ENOUGH else "models"
    no_claim = f"Fewer than {ENOUGH} {few} say nothing of calibration."
    return said if group.enough else f"{said} {no_claim}".strip()


def _standing(found: Scores) -> str:
    asked = count(found.questions, "question")
    parts = [
        f"{found.resolved or 'none'} resolved",
        f"{found.voids} void" if found.voids else "",
        f"{found.open} open",
    ]
    return f"of {asked}, {listing(part for part in parts if part)}"


def rest(found: Scores) -> Iterator[Block]:
    """What stands behind the scores, origin by origin, and what is not scored."""
    for origin in ORIGINS:
        group = found.group(origin)
        if group is not None:
            yield from _group(group)
    yield from _not_scored(found)
    if found.groups:
        yield small(
            "Brier score: the squared distance of a forecast from what happened, 0 at best, 0.25"
            " for saying 50 %, 1 at worst. Log score: minus the natural logarithm of the"
            f" probability of what happened, taken as {100 * found.floor:g} % at least; 0.693 for"
            " saying 50 %. Both are means over the days on which a forecast was in force, from the"
            " day it was made until the question was decided; every question counts the same."
        )


def _group(group: Group) -> Iterator[Block]:
    yield Heading(TITLES[group.origin])
    if group.origin != "live":
        whole = group.whole
        yield paragraph(
            f"{count(whole.questions, 'question')}: Brier score {whole.brier:.3f}, log score"
            f" {whole.log:.3f}. {_how_few(group)}"
        )
    yield _questions(group.courses[:MOST])
    if len(group.courses) > MOST:
        yield small(f"and {len(group.courses) - MOST} more, with --detail")
    yield from _means("By state", group.by_state)
    yield from _means("By author", group.by_author)
    yield from _means("By scenario", group.by_scenario)
    yield from _calibration(group)


def _questions(courses: Sequence[Course]) -> Block:
    authors = len({one.author for one in courses}) > 1
    rows: list[list[Inline]] = [
        [
            logged_words(one.question),
            percent(one.mean),
            "yes" if one.happened else "no",
            f"{one.days:,}",
            f"{one.brier:.3f}",
            f"{one.log:.3f}",
            *([one.author] if authors else []),
        ]
        for one in courses
    ]
    columns = [
        Column("", right=False, folds=NAMES),
        Column("mean\nforecast"),
        Column("answer", right=False),
        Column("days", may_go=1),
        Column("Brier"),
        Column("log"),
        *([Column("author", right=False, may_go=2)] if authors else []),
    ]
    return table("By question", columns, rows)


def _means(caption: str, means: Sequence[Mean]) -> Iterator[Block]:
    """A row for each of several; one alone has said all above."""
    if len(means) > 1:
        rows: list[list[Inline]] = [
            [one.title, str(one.questions), f"{one.brier:.3f}", f"{one.log:.3f}"] for one in means
        ]
        columns = [
            Column("", right=False, folds=NAMES),
            *(Column(head) for head in ("questions", "Brier", "log")),
        ]
        yield table(caption, columns, rows)


def _calibration(group: Group) -> Iterator[Block]:
    rows: list[list[Inline]] = [_class(one) for one in group.calibration]
    columns = [
        Column("forecast", right=False),
        *(Column(head) for head in ("questions", "mean\nforecast", "happened", "95 % of it")),
    ]
    yield table("Calibration", columns, rows)
    if group.enough:
        apart = [one for one in group.calibration if not _fits(one)]
        of = count(len(group.calibration), "class", "classes")
        if apart:
            yield paragraph(
                f"In {len(apart)} of {of} the mean forecast lies outside the interval of what"
                " happened."
            )
        else:
            yield paragraph(
                f"In none of {of} does the mean forecast lie outside the interval of what happened;"
                " that does not show that they are right."
            )
    yield small(
        "Each question is divided among the classes by days. The intervals are as wide as if the"
        " questions had nothing to do with each other; where they hang together, less is known."
    )


def _fits(one: Class) -> bool:
    return one.happened_low <= one.mean <= one.happened_high


def _class(one: Class) -> list[Inline]:
    ends = f"{100 * one.happened_low:.0f} to {100 * one.happened_high:.0f} %"
    span = f"{100 * one.low:.0f} to {100 * one.high:.0f} %"
    happened = f"{100 * one.happened:.0f} %"
    return [span, f"{one.questions:.1f}", f"{100 * one.mean:.0f} %", happened, ends]


def _not_scored(found: Scores) -> Iterator[Block]:
    lines = []
    if found.voids:
        lines.append(f"{count(found.voids, 'question')} void")
    if found.too_late:
        lines.append(
            count(found.too_late, "course of forecasts", "courses of forecasts")
            + " that began when all was decided"
        )
    if found.due:
        lines.append(f"{count(len(found.due), 'question')} due and not resolved yet")
    waiting = found.open - len(found.due)
    if waiting:
        lines.append(f"{count(waiting, 'question')} not due yet")
    if lines:
        yield Heading("Not scored")
        yield items(lines)


def detail(found: Scores) -> Iterator[Block]:
    """Every question, and the scores month by month."""
    for group in found.groups:
        if len(group.courses) > MOST:
            yield _questions(group.courses)
        rows: list[list[Inline]] = [
            [short_month(Month.parse(one.month)), str(one.questions), f"{one.brier:.3f}",
             f"{one.log:.3f}"]
            for one in group.over_time
        ]  # fmt: skip
        columns = [Column("", right=False), *(Column(h) for h in ("questions", "Brier", "log"))]
        yield table(f"{group.origin.capitalize()}: what was in force, by month", columns, rows)


presents(Scores, headline=headline, rest=rest, detail=detail, section=("scores", "How good it was"))
