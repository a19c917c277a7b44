"""One quiet look for all charts: colours, type, titles above, sources below.

It knows nothing of forecasts. Colours are told apart by people who see few of them and by a grey
printer: neighbours differ in lightness, and every colour has a label or a shape beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

import altair as alt
from altair.utils.schemapi import debug_mode

from scenario.plots.image import described, labelled, svg
from scenario.plots.lettering import FACES, wrapped

Chart = alt.TopLevelMixin
Rows = Iterable[Mapping[str, Any]]

INK, MUTED, RULE, GRID = "#1b1f24", "#57606a", "#8a929b", "#e6e9ed"
ACCENT, ACCENT_SOFT, ACCENT_PALE = "#0a5ea8", "#7fb0dc", "#cfe1f2"
SECOND, SECOND_SOFT = "#c96a00", "#f0b366"
BANDS = (
    "#dfe4ea", "#b9c6d4", "#f0e4cc", "#a9bea9", "#d9cfe4", "#c9b89d", "#c2dee0", "#d6b5ad",
    "#d6d9b0", "#a4a8b8",
)  # fmt: skip
"""Tints for what is not asked about; neighbours differ in lightness."""
DARK = 0.7
"""Where, from pale to the accent, a shade is so dark that letters on it are white."""
SIZE = 11
"""Of the letters in a chart, in pixels."""


class Drawing(alt.VConcatChart):
    """A chart that notebooks show as an image: it loads no script, from nowhere."""

    def _repr_mimebundle_(self, *_: Any, **__: Any) -> dict[str, str]:
        about = described(self)
        return {"image/svg+xml": labelled(svg(self), about), "text/plain": about}


def unchecked() -> AbstractContextManager[None]:
    """Within, Altair does not check every part of a chart as it is made; a test draws them checked.

    Each check walks through all data below, which takes longer than all else.
    """
    return debug_mode(False)


class _Marks(alt.Chart):
    """A chart of one mark, of which Altair copies what it is made of at every turn.

    It changes no part of one in place, so copies share them: a copy is then quickly made.
    """

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy(deep=False)

    def encode(self, *made: Any, **named: Any) -> Any:
        return super().encode(*made, **{name: _channel(name, of) for name, of in named.items()})


def _channel(name: str, of: Any) -> Any:
    """What a channel shows; for a text, Altair would look through all classes that it has."""
    made = name[0].upper() + name[1:]
    if isinstance(of, str):
        return getattr(alt, made)(of)
    return getattr(alt, f"{made}Value")(**of) if isinstance(of, dict) and [*of] == ["value"] else of


class _Rows:
    """Rows that Altair takes as they are: it would ask of every cell whether that is a chart."""

    _schema: ClassVar[dict[str, Any]] = {"type": "object"}

    def __init__(self, rows: Rows) -> None:
        self._rows = [dict(row) for row in rows]

    def to_dict(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
        """The rows."""
        return self._rows


def plotted(rows: Rows) -> alt.Chart:
    """A chart of rows as they are: no limit of rows, no guessing of types."""
    make: Any = alt.Data
    return _Marks(make(values=_Rows(rows)))


_signed: ContextVar[bool] = ContextVar("signed", default=True)


@contextmanager
def unsigned() -> Iterator[None]:
    """Charts without the lines below them, for a page that says once where all of them are from."""
    token = _signed.set(False)
    try:
        yield
    finally:
        _signed.reset(token)


def pointed(chart: Any, field: str) -> Any:
    """Marks that tell what a field holds where a reader points at them, without any script.

    Args:
        chart: A chart of one mark.
        field: The field of its data with the text.
    """
    found = chart.encode(description=f"{field}:N")
    found.mark = chart.mark.copy(deep=False)
    found.mark["aria"] = True
    return found


def framed(
    chart: Any,
    width: float,
    *,
    title: str,
    finding: str = "",
    about: str = "",
    footer: Sequence[str] = (),
    alt_text: str = "",
) -> alt.VConcatChart:
    """The chart with its title above and its sources below.

    Args:
        chart: Any Altair chart.
        width: How wide it is with its numbers and labels.
        title: What is shown, in a phrase.
        finding: What it shows, in a sentence, which then stands above the phrase.
        about: How to read it: units and what lines and shades stand for.
        footer: From when and from whom, one line each.
        alt_text: What the chart says, for who cannot see it.
    """
    told = footer if _signed.get() else ()
    below = [line for text in told if text for line in wrapped(text, width, 10)]
    inner = alt.vconcat(chart, title=_footer(below)) if below else alt.vconcat(chart)
    if finding:
        title, about = finding.removesuffix("."), f"{title}. {about}"
    above = alt.TitleParams(
        text=wrapped(title, width, 14, bold=True),
        subtitle=wrapped(about, width, SIZE) if about else [],
        anchor="start",
        frame="bounds",
        fontSize=14,
        fontWeight="bold",
        color=INK,
        subtitleFontSize=SIZE,
        subtitleColor=MUTED,
        subtitlePadding=4,
        offset=12,
    )
    return Drawing(vconcat=[inner], title=above, description=alt_text or title, config=_CONFIG)


_CONFIG = alt.Config(
    font=FACES,
    background="#ffffff",
    aria=False,
    padding=4,
    view=alt.ViewConfig(stroke=None),
    concat=alt.CompositionConfig(spacing=12),
    axis=alt.AxisConfig(
        labelColor=MUTED,
        titleColor=MUTED,
        labelFontSize=SIZE,
        titleFontSize=SIZE,
        titleFontWeight="normal",
        gridColor=GRID,
        domainColor=RULE,
        tickColor=RULE,
        tickSize=4,
        labelPadding=4,
    ),
)


def _footer(lines: Sequence[str]) -> alt.TitleParams:
    return alt.TitleParams(
        text=list(lines),
        orient="bottom",
        anchor="start",
        frame="bounds",
        fontSize=10,
        fontWeight="normal",
        color=MUTED,
        offset=10,
    )


def text(**settings: Any) -> dict[str, Any]:
    """Settings of a text mark: left, in the middle of its line."""
    return {
        "align": "left",
        "baseline": "middle",
        "fontSize": SIZE,
        "color": INK,
        "lineBreak": "\n",
        **settings,
    }
