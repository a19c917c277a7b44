"""`python -m tests.docs.gallery [CHART...]`: the gallery of charts, each drawn by its command.

How each is read stands here; a chart that has no entry is found out by a test.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import scenario
from scenario import plots
from scenario.cli.program import main as typed
from tests.docs.console import ROOT
from tests.forecast_log.made import small

PAGE, FOLDER = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery"
RENEW = "python -m tests.docs.gallery"
BASE = "scenarios/base.yaml"
LOG = "forecasts.log"
_PLACES = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|textLength)="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_TWO = (BASE, "scenarios/peacekeepers_stay.yaml")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: the command that draws it, and how it is read."""

    command: str
    """Without the program, the place and the name of the chart."""
    read: str


PICTURES = {
    "outcome": Picture(
        f"run {BASE}",
        "The state that is asked about has its own line; all bands stack up to all futures.",
    ),
    "futures": Picture(
        f"run {BASE}",
        "Count the dots: of a hundred futures, so many end in each state.",
    ),
    "ever": Picture(
        f"run {BASE}",
        "A curve rises to the share of futures that have been in a state by then; the shade around"
        " it is what the judgements leave open.",
    ),
    "first_reached": Picture(
        f"run {BASE}",
        "A bar goes from the month by which the first futures reach a state to that by which most"
        " of them have.",
    ),
    "events": Picture(
        f"run {BASE}",
        "Each curve rises to the share of futures in which an event has happened by then.",
    ),
    "totals": Picture(
        f"run {BASE} --set 'totals.time_frozen={{title: Time frozen, of: csto.frozen}}'",
        "The bar holds nine of ten futures, the mark is their mean; each total has its own axis.",
    ),
    "actors": Picture(
        f"run {BASE}",
        "Where each actor stands at the start and at the end, between the two ends of the axis.",
    ),
    "drivers": Picture(
        f"run {BASE}",
        "The line is the middle of all futures; half of them lie in the dark band, nine of ten in"
        " the light one.",
    ),
    "alignments": Picture(
        f"run {BASE}",
        "As for drivers: where actors stand over time, in the middle and in nine of ten futures.",
    ),
    "ways": Picture(
        f"run {BASE}",
        "Follow an arrow from box to box; its number leads to its name, to how many futures go that"
        " way, and to what acts on it.",
    ),
    "judgements": Picture(
        f"show {BASE} --quiet",
        "The longer the line, the less sure the author; an open diamond rests on no cited fact.",
    ),
    "model_map": Picture(
        f"show {BASE} --quiet",
        "Lines lead from what acts to what is acted on, from the left to the outcome at the right.",
    ),
    "listening": Picture(
        f"show {BASE} --quiet",
        "A row says whom an actor hears, and with what weight.",
    ),
    "scenarios": Picture(
        f"report {' '.join(_TWO)}",
        "One dot for each scenario: how likely the asked state is there, with its judgement range.",
    ),
    "differences": Picture(
        f"compare {' '.join(_TWO)}",
        "How far the second scenario is from the first over time; the shade is the sampling error"
        " of the difference.",
    ),
    "pool": Picture(
        f"pool {' '.join(_TWO)}",
        "Members above, their pool below, each with its range.",
    ),
    "tornado": Picture(
        f"tornado {BASE}",
        "The longer a bar, the farther one thing alone moves the answer from where it is.",
    ),
    "sweep": Picture(
        f"sweep {BASE} --over drivers.exit_support.start=0.2:0.8:7 --of 'P(left by 2030-12)'",
        "The answer from the lowest to the highest value that was tried.",
    ),
    "sensitivity": Picture(
        f"sensitivity {BASE} --method morris",
        "The farther right a dot, the more the answer depends on the judgement.",
    ),
    "waterfall": Picture(
        f"explain {BASE}",
        "From what the answer would be if nothing changed to what it is, one part after the other.",
    ),
    "break_even": Picture(
        f"solve {BASE} --for parameters.gate_on_exit.value --until 'P(left by 2032-11) = 16%'",
        "Where the curve meets the broken line, the answer is the wanted one.",
    ),
    "answers": Picture(
        f"ask {BASE} 'P(left by 2030-12)' 'P(left by 2030-12 | frozen by 2025-12)'"
        " 'date(10% of left)'",
        "A dot for each answer; its line is the 95 % interval.",
    ),
    "boxes": Picture(
        f"discover {BASE}",
        "The darker a square, the more of the futures there come to what is asked; the frame holds"
        " those in which the conditions are met.",
    ),
    "signposts": Picture(
        f"signposts {BASE}",
        "Upper arrow: where the answer goes when the sign is seen; lower arrow: when it is not.",
    ),
    "storylines": Picture(
        f"paths {BASE}",
        "Each band is one typical future from left to right, with what happens in it below.",
    ),
    "future": Picture(
        f"trace {BASE} --run 17",
        "One single future: its states, what happens, and how each value moves.",
    ),
    "evidence": Picture(
        "update scenarios/as_of_2024.yaml --runs 2000",
        "From the top down, the answer once each fact is known.",
    ),
    "backtest": Picture(
        f"backtest {BASE} --evidence seeds/after_2022.yaml --runs 2000",
        "Dots are forecasts as of past dates; the marks at 0 and 1 are what came true.",
    ),
    "case_skill": Picture(
        "backtest models/membership.yaml --cases seeds/membership_cases.yaml",
        "Right of zero the model is better than the base rate it is held against.",
    ),
    "fit": Picture(
        "fit seeds/trade_with_russia.csv --process growth",
        "What was seen, and the band in which the fitted process says that it goes on.",
    ),
    "calibration": Picture(
        f"score {LOG}",
        "On the broken line, forecasts come true as often as they say.",
    ),
    "scores_over_time": Picture(
        f"score {LOG}",
        "The lower, the better the forecasts of that time; the log of this picture is made up.",
    ),
    "history": Picture(
        f"log {LOG} 'P(war by 2024-06)'",
        "How the forecasts of one question moved, and what became of it; this log is made up.",
    ),
}
PAGES = {
    "discover": f"discover {BASE} --runs 4000 --quiet --plot discover.html",
}
"""Pages beside the pictures."""


def main(names: list[str]) -> None:
    """Draw these charts anew, or all of them, and write the page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chdir(_stage(Path(folder))):
        for name in names or PICTURES:
            _draw(name)
            picture = Path(f"{name}.svg")
            (FOLDER / picture).write_text(shortened(picture.read_text("utf-8")), "utf-8")
            sys.stdout.write(f"{name}: drawn\n")
        for name, command in () if names else PAGES.items():
            _type(shlex.split(command))
            shutil.copy(f"{name}.html", FOLDER)
    PAGE.write_text(written(), "utf-8")


def written() -> str:
    """The page of the gallery."""
    return "\n".join(_lines())


def line_of(name: str) -> str:
    """The command that draws a chart, as it is typed."""
    command = f"scenario {PICTURES[name].command}"
    if name == "scenarios":
        return f"{command} -o report.html"
    first, *others = plots.charts_of(plots.CHARTS[name].result)
    chosen = f" --chart {name}" if others and name != first else ""
    return f"{command} --plot {name}.svg{chosen}"


def shortened(drawn: str) -> str:
    """A picture whose places have one decimal, which no eye misses; what it says stays."""
    return _PLACES.sub(lambda place: _NUMBER.sub(_one_decimal, place[0]), drawn)


def _one_decimal(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}"


def _lines() -> Iterable[str]:
    yield from (
        "# The charts",
        "",
        f"Every chart that the project draws, made by `{RENEW}` from the files that come with it.",
        "Each command is typed in the project's folder. `--plot FILE.html` writes a page with all",
        "charts of a result, each for wide and narrow windows and with the numbers behind it:",
        "[one such page](gallery/discover.html). What others can move themselves is a live page,",
        f"written by `scenario explore {BASE} -o page.html`: [how it works](page.md).",
    )
    for name, picture in PICTURES.items():
        shows = plots.CHARTS[name].shows
        yield from (
            "",
            f"## `{name}`",
            "",
            f"{shows[0].upper()}{shows[1:]}. {picture.read}",
            "",
            "```bash",
            line_of(name),
            "```",
            "",
            f"![{shows[0].upper()}{shows[1:]}](gallery/{name}.svg)",
        )
    yield ""


def _stage(folder: Path) -> Path:
    """A folder with the project's files and a small log."""
    for name in ("models", "scenarios", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    small(folder / LOG)
    return folder


def _draw(name: str) -> None:
    if name == "scenarios":
        forecasts = tuple(scenario.load(path).run() for path in _TWO)
        plots.save(plots.draw(forecasts, name), f"{name}.svg")
        return
    _type(shlex.split(line_of(name))[1:])


def _type(words: list[str]) -> None:
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        code = typed(words)
    if code not in (0, None):
        raise SystemExit(f"scenario {shlex.join(words)} ended with {code}")


if __name__ == "__main__":
    main(sys.argv[1:])
