"""A forecast as a page: the answer first, then the tables behind it and how sure they are.

It lays out what a forecast says and computes nothing but dates worth showing.
"""

from __future__ import annotations

from scenario.calendar import Month
from scenario.cli import sparks
from scenario.cli.page import Column, Page
from scenario.cli.wording import count, long_month, short_month
from scenario.forecast import Estimate, Forecast
from scenario.forecast.answer import answer, asked_state, judgement_range
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.grounds import grounds_of

SHARES = (0.1, 0.2, 0.4, 0.7)
"""Where between the start and the end the dates worth showing lie."""


def forecast_page(forecast: Forecast, page: Page, seconds: float | None = None) -> None:
    """Everything `run` says of a forecast, but for what to do next."""
    page.heading(forecast.question)
    if forecast.title not in forecast.question:
        stop = "" if forecast.title.endswith((".", "?", "!")) else "."
        page.text(f"{forecast.title}{stop} From {_span(forecast)}.")
    page.gap()
    for sentence in answer(forecast):
        page.text(sentence, indent="  ", hang="    ")
    if note := forecast.document["model"].get("note"):
        page.gap()
        page.text(note)
    states_over_time(forecast, page)
    ever_reached(forecast, page)
    how_sure(forecast, page)
    first_reached(forecast, page)
    events(forecast, page)
    how_made(forecast, page, seconds)


def states_over_time(forecast: Forecast, page: Page) -> None:
    """A row for each state: its probability at some dates, and all about the last."""
    *earlier, last = dates_worth_showing(forecast)
    page.heading("State at the end of the month, %")
    drawn = sparks.are_wanted()
    columns = [Column("")]
    columns += [Column("from\nstart", right=False, may_go=2)] if drawn else []
    leave_first = (2, 4, 3, 5)
    columns += [
        Column(short_month(month).replace(" ", "\n"), gap=1, may_go=leave_first[index])
        for index, month in enumerate(earlier)
    ]
    columns += _columns_about(short_month(last).replace(" ", "\n"))
    rows = []
    for state in forecast.labels.states:
        cells = [_bare(forecast.probability(state, at=month)) for month in earlier]
        course = [_course(forecast, state)] if drawn else []
        rows.append(
            [
                forecast.labels.title_of("states", state),
                *course,
                *cells,
                *_about(forecast.probability(state, at=last)),
            ]
        )
    page.table(_without_empty(columns, rows), rows)


def _course(forecast: Forecast, state: str) -> str:
    """How likely a state is from the first month to the last, as one small line."""
    column = forecast.labels.states.index(state)
    return sparks.spark((forecast.at[:, column] / forecast.runs).tolist())


def ever_reached(forecast: Forecast, page: Page) -> None:
    """A row for each state but the first: whether a run was ever in it."""
    start = forecast.document["model"]["outcome"]["start"]
    others = [state for state in forecast.labels.states if state != start]
    if not others:
        return
    page.heading(f"Ever reached by {long_month(forecast.until)}, %")
    rows = [
        [forecast.labels.title_of("states", state), *_about(forecast.probability(state))]
        for state in others
    ]
    columns = [Column(""), *_columns_about("ever")]
    page.table(_without_empty(columns, rows), rows)


def how_sure(forecast: Forecast, page: Page) -> None:
    """What the two uncertainties in the tables mean."""
    page.gap()
    runs = count(forecast.runs, "run")
    bounds = ", < and > its bounds" if _bounded(forecast) else ""
    text = f"± is the sampling error of {runs} (95 %){bounds}; more runs make it smaller."
    if forecast.certain:
        text = "These probabilities are exact: no run of this model can differ from another."
    if forecast.judgement_by is not None:
        text += (
            " The judgement range is where the probability lies, nine times in ten, as the model's"
            " uncertain numbers vary; more runs do not make it smaller."
        )
    page.text(text)
    if "precision" in forecast.extra:
        from scenario.studies.precision import stopped

        page.text(stopped(forecast))


def _bounded(forecast: Forecast) -> bool:
    """Whether a bound in the tables is wider than its digits would have it."""
    return any(
        _bare(cell)[0] in "<>" and not firm(cell)
        for cells in (forecast.state_at[-1], forecast.reached_by[-1])
        for cell in cells
    )


def first_reached(forecast: Forecast, page: Page) -> None:
    """By when 5, 50 and 95 % of the runs have reached each state that so many reach at all."""
    found = {state: forecast.first_reached(state) for state in forecast.labels.states}
    start = forecast.document["model"]["outcome"]["start"]
    told = {
        state: dates
        for state, dates in found.items()
        if dates["q05"] and state != start and firm(forecast.probability(state))
    }
    if not told:
        return
    page.heading(f"First reached by so many of all runs (- not by {short_month(forecast.until)})")
    columns = [Column(""), Column("5 %"), Column("50 %"), Column("95 %")]
    rows = [
        [
            forecast.labels.title_of("states", state),
            *(short_month(month) if month else "-" for month in dates.values()),
        ]
        for state, dates in told.items()
    ]
    page.table(columns, rows)


def events(forecast: Forecast, page: Page) -> None:
    """How likely each event is to have happened, and how often it does."""
    names = forecast.labels.events
    if not names:
        return
    page.heading(f"Events by {long_month(forecast.until)}, %")
    rows = []
    for index, name in enumerate(names):
        found = forecast.event(name)
        times = forecast.occurrences[index] / forecast.runs
        often = f"{times:.1f}" if times - found.p > 0.005 else ""
        title = forecast.labels.title_of("events", name)
        rows.append([title, *_with_error(found), often])
    columns = [Column(""), *_columns_with_error("happened"), Column("times\na run", may_go=1)]
    page.table(_without_empty(columns, rows), rows)


def how_made(forecast: Forecast, page: Page, seconds: float | None) -> None:
    """What it rests on, what went on in the runs, and how to make it again."""
    page.gap()
    page.text(f"Rests on: {grounds_of(forecast.document)}.")
    if forecast.judgement_by is not None:
        from scenario.studies.provenance_share import provenance_share

        asked = asked_state(forecast.document)
        share = provenance_share(forecast, asked)
        if share.assumed is not None or firm(forecast.probability(asked)):
            page.text(share.text())
    for note in forecast.notes:
        page.text(f"Note: {note}.", hang="  ")
    if forecast.method == "propagated":
        page.text("Each run carries the probability of every state; no outcome was drawn.")
    if because := forecast.extra.get("sampled_because"):
        page.text(f"Outcomes were drawn, for {_in_the_way(because)}.")
    runs = f"{count(forecast.runs, 'run')} of {_steps(forecast)}"
    time = "" if seconds is None else f", in {seconds:.1f} s"
    page.text(f"Made with {runs}, random seed {forecast.random_seed}{time}.")


def _in_the_way(because: list[str]) -> str:
    """Why runs do not carry probabilities."""
    if because == ["size"]:
        return "the states and their waiting times are too many to carry as probabilities"
    return f"what happens in a run depends on its outcome: see {', '.join(because)}"


def dates_worth_showing(forecast: Forecast) -> list[Month]:
    """About five months, close together at first; whole years or quarters in a long forecast."""
    months = forecast.until - forecast.start
    unit = 12 if months >= 60 else 3 if months >= 15 else 1
    whole = unit if unit % forecast.months_per_step == 0 else forecast.months_per_step
    after = {max(1, round(share * months / whole)) * whole for share in SHARES}
    found = [forecast.start + count for count in sorted(after) if count < months]
    return [*found, forecast.until]


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


def _without_empty(columns: list[Column], rows: list[list[str]]) -> list[Column]:
    """The columns that say something in at least one row; the others' cells go with them."""
    kept = [i for i in range(len(columns)) if i == 0 or any(row[i] for row in rows)]
    for row in rows:
        row[:] = [row[index] for index in kept]
    return [columns[index] for index in kept]


def _steps(forecast: Forecast) -> str:
    named = {1: "monthly", 3: "quarterly", 12: "yearly"}
    months, steps = forecast.months_per_step, len(forecast.dates) - 1
    if months in named:
        return count(steps, f"{named[months]} step")
    return f"{count(steps, 'step')} of {months} months"


def _span(forecast: Forecast) -> str:
    return f"{long_month(forecast.start)} to {long_month(forecast.until)}"
