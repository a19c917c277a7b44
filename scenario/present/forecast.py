"""A forecast in words: the answer, the tables behind it, how sure they are, what they rest on.

It lays out what a forecast says and computes nothing but dates worth showing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.calendar import Month
from scenario.chains import ONLY, chains_in, element_at, elements_of_chains, split, starts_in
from scenario.forecast import Estimate, Forecast
from scenario.forecast.answer import answer, asked_state, judgement_range
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.certainty import is_settled
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.evidence_coverage import grounds_of
from scenario.forecast.observations import given_words
from scenario.forecast.titles import chain_title
from scenario.forecast.wording import (
    MONTHS,
    brief,
    capital,
    count,
    listing,
    long_month,
    short_month,
)
from scenario.present import presents
from scenario.present.blocks import (
    Block,
    Column,
    Course,
    Heading,
    Inline,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
    without_empty,
)
from scenario.present.totals import totals
from scenario.studies.precision import stopped
from scenario.studies.provenance_share import provenance_share

NAMES = 30
"""Characters of the names in a table that are left before other columns go."""
GOES_FIRST = (3, 5, 4, 6)
"""In which order the dates before the last leave a table that is too wide."""


def headline(forecast: Forecast) -> Iterator[Block]:
    """What a reader who reads nothing else should know."""
    if _is_told(forecast):
        yield from map(lead, answer(forecast))


def rest(forecast: Forecast) -> Iterator[Block]:
    """The tables, how sure they are, what they rest on and how they were made."""
    if note := forecast.document.get("model", {}).get("note"):
        yield paragraph(note)
    for chain in forecast.labels.chains:
        states = forecast.labels.states_of(chain)
        if chain != ONLY:
            yield Heading(capital(_of_chain(forecast, chain)))
        yield states_table(forecast, states)
        if len(states) > 1:
            yield ever_table(forecast, states)
    if len(forecast.labels.states) > 1:
        yield from how_sure(forecast)
    if (first := first_table(forecast)).rows:
        yield first
    if forecast.labels.events:
        yield events_table(forecast)
    yield from totals(forecast)
    yield from meanings(forecast)
    yield from how_made(forecast)


def opening(forecast: Forecast) -> Iterator[Block]:
    """The question, and of which scenario it is asked."""
    yield Heading(forecast.question)
    if forecast.title not in forecast.question:
        stop = "" if forecast.title.endswith((".", "?", "!")) else "."
        yield paragraph(f"{forecast.title}{stop} From {span(forecast)}.")
    if given := given_words(forecast.document):
        yield paragraph(
            f"{given}: the runs agree with them. States of months before that are told as known"
            " then. `update` tells what each observation does."
        )


def span(forecast: Forecast) -> str:
    """November 2022 to November 2032."""
    return f"{long_month(forecast.start)} to {long_month(forecast.until)}"


def states_table(forecast: Forecast, states: Sequence[str] | None = None) -> Table:
    """A row for each state: its probability at some dates, and all about the last.

    Args:
        forecast: The forecast.
        states: Which states, of one chain; all when None.
    """
    shown = forecast.labels.states if states is None else states
    *earlier, last = dates_worth_showing(forecast)
    when, heads = _heads([*earlier, last])
    columns = [
        Column("", right=False, folds=NAMES),
        Column("from\nstart", right=False, may_go=2, drawn=True),
    ]
    columns += [
        Column(head, gap=1, may_go=order)
        for head, order in zip(heads[:-1], GOES_FIRST[: len(earlier)], strict=True)
    ]
    rows: list[list[Inline]] = []
    for state in shown:
        index = forecast.labels.states.index(state)
        course = Course(tuple((forecast.at[:, index] / forecast.runs).tolist()))
        before = [_bare(forecast.probability(state, at=month)) for month in earlier]
        about = _about(forecast.probability(state, at=last))
        rows.append([_name(forecast, state, inside=bool(states)), course, *before, *about])
    caption = f"State at the end of {when}, %"
    return without_empty(table(caption, [*columns, *_columns_about(heads[-1])], rows))


def _heads(months: Sequence[Month]) -> tuple[str, list[str]]:
    """What the dates have in common, and a head for each: years where all are one month."""
    names = {MONTHS[month.index % 12] for month in months}
    if len(names) == 1 and len(months) > 1:
        return names.pop(), [str(month.index // 12) for month in months]
    return "the month", [short_month(month).replace(" ", "\n") for month in months]


def ever_table(forecast: Forecast, states: Sequence[str] | None = None) -> Table:
    """A row for each state but the first: whether a run was ever in it.

    Args:
        forecast: The forecast.
        states: Which states, of one chain; all when None.
    """
    rows: list[list[Inline]] = [
        [_name(forecast, state, inside=bool(states)), *_about(forecast.probability(state))]
        for state in _others(forecast)
        if states is None or state in states
    ]
    caption = f"Reached at any time until the end of {long_month(forecast.until)}, %"
    return without_empty(
        table(caption, [Column("", right=False, folds=NAMES), *_columns_about("ever")], rows)
    )


def first_table(forecast: Forecast) -> Table:
    """By when 5, 50 and 95 % of the runs have reached each state that so many reach at all."""
    rows: list[list[Inline]] = []
    for state in _others(forecast):
        dates = forecast.first_reached(state)
        if dates["q05"] and firm(forecast.probability(state)):
            months = (short_month(month) if month else "-" for month in dates.values())
            rows.append([_name(forecast, state), *months])
    caption = f"First reached by so many of all runs (- not by {short_month(forecast.until)})"
    return table(caption, ["", "5 %", "50 %", "95 %"], rows, right=(1, 2, 3))


def events_table(forecast: Forecast) -> Table:
    """How likely each event is to have happened, and how often it does."""
    rows: list[list[Inline]] = []
    for index, name in enumerate(forecast.labels.events):
        found = forecast.event(name)
        if found.p == 0 and is_settled(forecast.document, "event", name):
            found = Estimate(0.0, 0.0, 0.0, 0.0)
        times = forecast.occurrences[index] / forecast.runs
        often = f"{times:.1f}" if times - found.p > 0.005 else ""
        title = forecast.labels.title_of("events", name)
        rows.append([capital(title), *_with_error(found), often])
    columns = [Column("", right=False, folds=NAMES), *_columns_with_error("happened")]
    columns += [Column("times\na run", may_go=1)]
    return without_empty(table(f"Events by {long_month(forecast.until)}, %", columns, rows))


def how_sure(forecast: Forecast) -> Iterator[Block]:
    """What the two uncertainties in the tables mean."""
    runs = count(forecast.runs, "run")
    bounds = ", < and > its bounds" if _bounded(forecast) else ""
    text = f"± is the sampling error of {runs} (95 %){bounds}; more runs make it smaller."
    if forecast.certain:
        text = "These probabilities are exact, for no run can differ from another in its states."
    told = forecast.extra.get("totals", {}).values()
    if forecast.certain and any(one["se"] for one in told):
        text += " ± is the sampling error of a total (95 %); more runs make it smaller."
    cells = (*forecast.state_at[-1], *forecast.reached_by[-1])
    ranges = any(judgement_range(cell) for cell in cells)
    if ranges or any(len(set(one["judgement"] or ())) > 1 for one in told):
        what = "the probability" if ranges else "the mean of a total"
        text += (
            f" The judgement range is where {what} lies, nine times in ten, as the model's"
            " uncertain numbers vary; more runs do not make it smaller."
        )
    yield small(text)
    if why := stopped(forecast):
        yield small(why)


def meanings(forecast: Forecast) -> Iterator[Block]:
    """What counts as being in each state, and how the question is decided."""
    model = forecast.document.get("model", {})
    told = {
        state: about["means"]
        for state, about in elements_of_chains(model, "states")
        if isinstance(about, dict) and about.get("means")
    }
    if told:
        yield Heading("What the states mean")
        yield items(f"{_name(forecast, state)}: {text}" for state, text in told.items())
    for chain, outcome in chains_in(model).items():
        if resolves := outcome.get("resolves"):
            what = "" if chain == ONLY else f"{capital(_of_chain(forecast, chain))}. "
            yield paragraph(f"{what}How the question is decided: {resolves}")


def how_made(forecast: Forecast) -> Iterator[Block]:
    """What it rests on, what went on in the runs, and how to make it again."""
    if _is_told(forecast):
        yield from _grounds(forecast)
    for note in forecast.notes:
        yield paragraph(f"Note: {note}.")
    runs = f"{count(forecast.runs, 'run')} of {_steps(forecast)}"
    yield small(f"Made with {runs}, random seed {forecast.random_seed}.{outcomes_of(forecast)}")


def _is_told(forecast: Forecast) -> bool:
    """Whether the scenario describes the outcome; a forecast may come without its scenario."""
    return bool(chains_in(forecast.document.get("model", {})))


def _of_chain(forecast: Forecast, chain: str) -> str:
    """The title of one of several chains."""
    return chain_title(chains_in(forecast.document["model"]), chain)


def _grounds(forecast: Forecast) -> Iterator[Block]:
    """Whose the sizes of its numbers are, and how much of the spread is the analyst's own."""
    yield paragraph(f"Rests on: {grounds_of(forecast.document)}")
    if forecast.judgement_by is not None:
        asked = asked_state(forecast.document)
        share = provenance_share(forecast, asked)
        if share.own is not None or firm(forecast.probability(asked)):
            yield paragraph(share.text())


def outcomes_of(forecast: Forecast) -> str:
    """Whether outcomes were drawn, and why: a sentence after others, or nothing."""
    if forecast.method == "propagated":
        return " Each run carries the probability of every state; no outcome was drawn."
    because = forecast.extra.get("sampled_because")
    if because == ["size"]:
        return (
            " Outcomes were drawn: the states and their waiting times are too many to carry as"
            " probabilities."
        )
    if because:
        places = listing(_called(forecast, place) for place in because)
        if all(element_at(place)[2] for place in because):  # times of transitions
            return (
                f" Outcomes were drawn: the times of {places} differ between runs, and over so"
                " many steps that is too much to carry as probabilities."
            )
        return f" Outcomes were drawn, for these depend on the outcome: {places}."
    return ""


def _called(forecast: Forecast, place: str) -> str:
    kind, name, _ = element_at(place)
    return forecast.labels.title_of(kind, name)


def _others(forecast: Forecast) -> list[str]:
    starts = starts_in(forecast.document.get("model", {}), certain=True)
    return [state for state in forecast.labels.states if state not in starts]


def _name(forecast: Forecast, state: str, *, inside: bool = False) -> str:
    """The title of a state; without that of its chain, where it is told inside it."""
    title, (chain, _) = forecast.labels.title_of("states", state), split(state)
    if inside and chain != ONLY:
        title = title.removeprefix(f"{_of_chain(forecast, chain)}: ")
    return capital(brief(title))


def _columns_about(head: str) -> list[Column]:
    return [
        *_columns_with_error(head),
        Column("judgement\nrange", may_go=1),
        Column("in words", right=False),
    ]


def _columns_with_error(head: str) -> list[Column]:
    return [Column(head), Column("±")]


def _about(estimate: Estimate) -> list[str]:
    return [*_with_error(estimate), judgement_range(estimate), word(estimate)]


def _with_error(estimate: Estimate) -> list[str]:
    """17 and 0.5; a bound such as <0.1 needs no error of its own."""
    margin = 100 * (estimate.high - estimate.low) / 2
    shown = _bare(estimate)
    if shown[0] in "<>" or not margin:
        return [shown, ""]
    return [shown, f"{max(margin, 0.1):.{1 if margin < 9.95 else 0}f}"]


def _bare(estimate: Estimate) -> str:
    return digits(estimate).removesuffix(" %")


def _bounded(forecast: Forecast) -> bool:
    """Whether a bound in the tables is wider than its digits would have it."""
    return any(
        _bare(cell)[0] in "<>" and not firm(cell)
        for cells in (forecast.state_at[-1], forecast.reached_by[-1])
        for cell in cells
    )


def _steps(forecast: Forecast) -> str:
    named = {1: "monthly", 3: "quarterly", 12: "yearly"}
    months, steps = forecast.months_per_step, len(forecast.dates) - 1
    if months in named:
        return count(steps, f"{named[months]} step")
    return f"{count(steps, 'step')} of {months} months"


presents(Forecast, opening=opening, headline=headline, rest=rest)
