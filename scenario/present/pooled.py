"""An opinion pool in words: what it says, how far its members are apart, and because of what.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.answer import judgement_range, said
from scenario.forecast.borne import digits
from scenario.forecast.titles import elements_in
from scenario.forecast.verbal_probability import points
from scenario.forecast.wording import (
    brief,
    capital,
    count,
    listing,
    long_month,
    short_month,
    significant,
)
from scenario.present import presents
from scenario.present.asked import question_words
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
from scenario.present.changed import change_words
from scenario.present.figures import bare, difference, figure, half
from scenario.resolve.naming import called
from scenario.studies.pooled import Disagreement, Kin, Pool, Pooled

NAMES = 24
MOST = 12
"""Changes that are named."""


def letters(found: Pool) -> list[str]:
    """What the members are called in tables: A, B, C, and numbers where there are more."""
    several = len(found.labels)
    if several <= len(ascii_uppercase):
        return list(ascii_uppercase[:several])
    return [str(number) for number in range(1, several + 1)]


def opening(found: Pool) -> Iterator[Block]:
    """Which scenario has which letter and weight."""
    each = zip(found.titles, found.labels, found.weights, strict=True)
    alone = len(found.labels) == 1
    yield items(
        (
            f"{title} ({label}){'' if alone else f', weight {_weight(w)}'}"
            for title, label, w in each
        ),
        [f"{letter} " for letter in letters(found)],
    )


def headline(found: Pool) -> Iterator[Block]:
    """What the pool says, and how far its members are apart."""
    one = found.answer_to
    asked = question_words(one.question, found.document)
    told = said(one.pool) if one.question.is_probability else _mean(one.pool)
    if len(found.labels) == 1:
        yield lead(f"{asked}: {told}. One scenario alone is its own pool.")
        return
    of = f"the {found.method} pool of {count(len(found.labels), 'scenario')}"
    yield lead(f"{asked}: {told}, in {of}.")
    yield lead(_apart(found))


def rest(found: Pool) -> Iterator[Block]:
    """What must be known of it, the numbers, what differs, and how they were made."""
    yield from map(paragraph, _cautions(found))
    if found.ever:
        yield from _ever(found)
        yield from _over_time(found)
    else:
        yield _members(found)
    several = len(found.labels) > 1
    for letter, one in zip(letters(found)[1:], found.disagreements, strict=True):
        yield from _disagreement(found, one, letter)
    yield small(_how(found, several))


def detail(found: Pool) -> Iterator[Block]:
    """Every member's answer to each question."""
    if not found.at or len(found.labels) == 1:
        return
    for month in dict.fromkeys(one.question.month for one in found.at):
        rows = [one for one in found.at if one.question.month == month]
        yield from _answers(found, f"In the state at the end of {long_month(month)}, %", rows)


# ------------------------------------------------------------------------------- what it says


def _mean(cell: Estimate) -> str:
    value, low, high = (significant(number, 4) for number in (cell.p, cell.low, cell.high))
    return f"{value} (95 %: {low} to {high})".replace("-", "−")


def _apart(found: Pool) -> str:
    """From 12 % in C to 19 % in B, 7.1 points apart."""
    one, share = found.answer_to, found.of.is_probability
    if not one.apart:
        return "All of them say the same."
    ends = [
        f"{_figure(one.members[number], share)} in {letters(found)[number]}"
        for number in (one.lowest, one.highest)
    ]
    told = f"From {ends[0]} to {ends[1]}"
    apart = points(one.apart).removeprefix("+") if share else significant(one.apart, 3)
    error = f"± {half(one.apart_se, share=share)} at most" if one.apart_se else "exactly"
    if not one.shown:
        return f"{told}: no farther apart than sampling error may make ({error})."
    return f"{told}: {apart}{' points' if share else ''} apart ({error})."


def _figure(cell: Estimate, share: bool) -> str:
    return digits(cell) if share else figure(cell.p, cell.se, share=False)


def _weight(weight: float) -> str:
    return f"{significant(100 * weight, 3)} %"


def _cautions(found: Pool) -> Iterator[str]:
    if found.normalised:
        given = listing(significant(weight, 4) for weight in found.given_weights or ())
        shares = listing(_weight(weight) for weight in found.weights)
        yield f"The weights {given} do not add up to 1; they count as {shares}."
    for kin in found.kin:
        yield _kin(found, kin)
    if vetoed := [one for one in found.answers() if one.vetoed_by]:
        yield _vetoes(found, vetoed)
    if found.left:
        yield f"Left out, because not all of them have it alike: {listing(_left(found))}."


def _left(found: Pool) -> Iterator[str]:
    """States by their titles, in whichever scenario has them."""
    for state in found.left:
        having = (one for one in found.documents if state in elements_in(one, "states"))
        yield called("states", state, next(having))


def _kin(found: Pool, kin: Kin) -> str:
    names, model = listing(letters(found)[member] for member in kin.members), kin.model
    differ = [f"in {count(kin.changed, 'place')} of it"] if kin.changed else []
    differ += ["in the evidence that they are given"] if kin.other_evidence else []
    if not differ:
        return f"Note: {names} are the same model, {model}, with the same numbers: one voice."
    return (
        f"Note: {names} are versions of one model, {model}, and differ {' and '.join(differ)}. All"
        " else they share, so that they agree there is no evidence for it."
    )


def _vetoes(found: Pool, vetoed: Sequence[Pooled]) -> str:
    who = sorted({number for one in vetoed for number in one.vetoed_by})
    names = listing(letters(found)[number] for number in who)
    asked = listing((question_words(one.question, found.document) for one in vetoed), most=3)
    drawn = any(one.members[n].high > 0 for one in vetoed for n in one.vetoed_by)
    seen = " None of its runs came to it, which does not make it impossible." if drawn else ""
    return (
        f"Note: {names} has 0 for: {asked}. In a logarithmic pool anyone can veto: what one member"
        f" has at 0 is 0 in the pool, whatever the others say.{seen}"
    )


# ---------------------------------------------------------------------------------- the tables


def _ever(found: Pool) -> Iterator[Block]:
    """Whether each state is reached by the end; not that in which all begin."""
    end = long_month(found.ever[0].question.month)
    rows = [one for one in found.ever if any(cell.low < 1 for cell in one.members)]
    yield from _answers(found, f"At any time by the end of {end}, %", rows)


def _answers(found: Pool, caption: str, rows: Sequence[Pooled]) -> Iterator[Block]:
    """A row for each state: the pool, its members, how far they are apart."""
    several = len(found.labels) > 1
    columns = [Column("", right=False, folds=NAMES), Column("pool")]
    if several:
        columns += [Column(letter, may_go=2) for letter in letters(found)]
        columns += [Column("apart", may_go=1)]
    ranges = any(judgement_range(one.pool) for one in rows)
    columns += [Column("judgement range", may_go=3)] if ranges else []
    told: list[list[Inline]] = []
    for one in rows:
        cells = [_state(found, one.question), bare(one.pool, share=True)]
        if several:
            cells += [bare(cell, share=True) for cell in one.members]
            cells += [points(one.apart).removeprefix("+") if one.shown else ""]
        told.append([*cells, *([judgement_range(one.pool)] if ranges else [])])
    if told:
        yield table(caption, columns, told)


def _state(found: Pool, asked: Question) -> str:
    return capital(brief(called("states", asked.subject, found.document)))


def _over_time(found: Pool) -> Iterator[Block]:
    """What the pool says of each state at a few dates."""
    months = dict.fromkeys(one.question.month for one in found.at)
    cells = {(one.question.subject, one.question.month): one.pool for one in found.at}
    states = {one.question.subject: one.question for one in found.at}
    rows: list[list[Inline]] = [
        [_state(found, asked), *(bare(cells[state, month], share=True) for month in months)]
        for state, asked in states.items()
    ]
    heads = [Column("", right=False, folds=NAMES), *(Column(short_month(m)) for m in months)]
    if rows:
        yield table("The pool: in the state at the end of the month, %", heads, rows)


def _members(found: Pool) -> Block:
    """One question: a row for each member, and one for the pool."""
    one, share = found.answer_to, found.of.is_probability
    named = zip((*letters(found), "Pool"), (*one.members, one.pool), strict=True)
    ranges = any(judgement_range(cell) for cell in (*one.members, one.pool))
    columns = [Column("", right=False), Column("%" if share else "mean"), Column("±")]
    columns += [Column("judgement range")] if ranges else []
    rows: list[list[Inline]] = [
        [
            name,
            bare(cell, share=share),
            half(cell.se, share=share) if cell.se else "",
            *([judgement_range(cell)] if ranges else []),
        ]
        for name, cell in named
    ]
    return table(question_words(one.question, found.document), columns, rows)


# --------------------------------------------------------------------------------- what differs


def _disagreement(found: Pool, one: Disagreement, letter: str) -> Iterator[Block]:
    """What a member does otherwise than A, with the points that each thing makes."""
    other = found.documents[found.labels.index(one.label)]
    head = f"What {letter} says otherwise than A"
    if not one.changes:
        yield paragraph(f"{head}: nothing that matters to a run.")
        return
    if one.attribution is None:
        told = [change_words(change, found.document, other) for change in one.changes]
        yield Heading(head)
        yield items(told[:MOST])
        if len(told) > MOST:
            yield paragraph(f"{len(told) - MOST} more, with --json.")
        return
    share = found.of.is_probability
    words = {change.path: change_words(change, found.document, other) for change in one.changes}
    parts = one.attribution.parts
    rows: list[list[Inline]] = [
        [words[part.path], difference(part.difference, part.se, share=share)]
        for part in parts[:MOST]
    ]
    left = parts[MOST:]
    if left:
        rows.append([f"{len(left)} more, with --json", ""])
    if one.attribution.interaction:
        part = one.attribution.interaction
        rows.append(["Not the sum of these", difference(part.difference, part.se, share=share)])
    if len(rows) > 1:
        total = one.attribution.total
        rows.append(["Together", difference(total.difference, total.se, share=share)])
    unit = ", points" if share else ""
    yield table(head, [Column("", right=False), Column(f"{letter} − A{unit}")], rows)


def _how(found: Pool, several: bool) -> str:
    text = (
        f"{count(found.runs, 'run')} of each, on the same random numbers (seed"
        f" {found.random_seed})."
    )
    if not several:
        return text
    text += (
        " A linear pool is the weighted mean of probabilities."
        if found.method == "linear"
        else " A logarithmic pool is the weighted geometric mean of probabilities, made to add up"
        " to one."
    )
    text += " Its sampling error is told as if all its members erred together: it is at most that."
    if found.answer_to.pool.judgement is not None:
        text += (
            " Its judgement range is that of a mixture: one member is drawn by weight, then its"
            " judgements; so it holds what they disagree about as well."
        )
    return text


presents(Pool, opening=opening, headline=headline, rest=rest, detail=detail)
