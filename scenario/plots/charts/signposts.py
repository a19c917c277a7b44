"""What to watch for: how far each sign moves the answer, seen and not seen, by its date.

It draws what `signposts` found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.analysis.indicator import Signpost
from scenario.analysis.signposts import Signposts
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import label
from scenario.plots.row_names import row_axis
from scenario.plots.shares import heading, share_across, top_of
from scenario.plots.signs import sign
from scenario.plots.style import ACCENT, GRID, INK, SECOND, SIZE, framed, plotted, pointed, text
from scenario.plots.told import asked, study_footer

ROW, NUMBERS = 54, 64
"""Pixels of a row with its name above it, and of the numbers at the right."""
_SIDES = (("seen", ACCENT, 7), ("unseen", SECOND, 19))


def signposts(found: Signposts, *, width: int = WIDE) -> alt.VConcatChart:
    """A row for each sign, in the order of dates, with arrows to where it moves the answer.

    Args:
        found: What `signposts` found.
        width: In pixels.
    """
    rows = [_row(number, found, post) for number, post in enumerate(_by_date(found))]
    kinds = [[row for row in rows if row["step"] == step] for step in (False, True)]
    heads = ("", "Steps of the outcome itself, which say more but come late")
    panels = [_panel(some, width, head) for some, head in zip(kinds, heads, strict=True) if some]
    return framed(
        alt.vconcat(*panels, spacing=14).resolve_scale(x="independent", y="independent"),
        width,
        title=_finding(found),
        about=f"{asked(found.of, found.document)}. Upright bar: how likely before one looks, where"
        " it is still open. Upper, blue arrow: where the sign is seen; lower, orange: where it is"
        " not. The earliest dates first.",
        footer=study_footer(found.as_dict(), found.document),
        alt_text="; ".join(
            f"{row['name']}: {percent(row['before'], 0.002)} before, {row['seen_said']},"
            f" {row['unseen_said']}"
            for row in rows
        ),
    )


def _by_date(found: Signposts) -> list[Signpost]:
    return sorted(found.signposts, key=lambda post: (post.best.month, -post.best.information))


def _finding(found: Signposts) -> str:
    """What would say most, and how much."""
    signs = [post for post in found.signposts if post.best.indicator.kind != "state"]
    best = (signs or list(found.signposts))[0].best
    what = capital(sign(best.indicator, found.document))
    when = "by" if best.indicator.kind == "event" else "in"
    seen, unseen = (percent(one.p, one.estimate.se) for one in (best.if_seen, best.if_not))
    return f"{what} {when} {short_month(best.month)} would tell most: {seen} if so, {unseen} if not"


def _row(number: int, found: Signposts, post: Signpost) -> dict[str, Any]:
    best = post.best
    when = "By" if best.indicator.kind == "event" else "In"
    seen, unseen = (percent(one.p, one.estimate.se) for one in (best.if_seen, best.if_not))
    return {
        "key": str(number),
        "name": f"{when} {short_month(best.month)}: {sign(best.indicator, found.document)}",
        "step": best.indicator.kind == "state",
        "before": best.before.p,
        "before_said": f"{percent(best.before.p, best.before.estimate.se)} before one looks",
        "seen": best.if_seen.p,
        "unseen": best.if_not.p,
        "seen_said": f"{seen} if so",
        "unseen_said": f"{unseen} if not",
    }


def _panel(rows: Sequence[dict[str, Any]], width: float, head: str) -> Any:
    keys = [row["key"] for row in rows]
    inner = width - NUMBERS - 20
    top = top_of([row[field] for row in rows for field in ("before", "seen", "unseen")])
    named = [{**row, "name": label(row["name"], width - 10, SIZE)} for row in rows]
    tall = any("\n" in row["name"] for row in named)
    below = 6 if tall else 0
    base, y = plotted(named), row_axis(keys)
    name = text(dy=-17 if tall else -10, lineHeight=13)
    layers: list[Any] = [base.mark_text(**name).encode(x=alt.value(0), y=y, text="name:N")]
    for _, _, dy in _SIDES:
        line = base.mark_rule(stroke=GRID, yOffset=dy + below)
        layers.append(line.encode(x=alt.value(0), x2=alt.value(inner), y=y))
    x = share_across("before:Q", inner, top)
    before = base.mark_tick(color=INK, thickness=2, size=24, yOffset=13 + below)
    layers.append(pointed(before.encode(x=x, y=y), "before_said"))
    for field, colour, dy in _SIDES:
        layers += _arrows(named, y, field, colour, dy + below, inner)
    settings: dict[str, Any] = {"title": heading(head, width)} if head else {}
    height = (ROW + (13 if tall else 0)) * len(rows)
    return alt.layer(*layers).properties(width=inner, height=height, **settings)


def _arrows(
    rows: Sequence[dict[str, Any]], y: alt.Y, field: str, colour: str, dy: float, inner: float
) -> list[Any]:
    """Lines from the answer before to that after, their heads, and the numbers at the right."""
    base = plotted(rows)
    line = base.mark_rule(stroke=colour, strokeWidth=2.4, yOffset=dy)
    told = base.mark_text(**text(color=INK, fontSize=SIZE - 1, dy=dy))
    layers = [
        line.encode(x="before:Q", x2=f"{field}:Q", y=y),
        told.encode(x=alt.value(inner + 8), y=y, text=f"{field}_said:N"),
    ]
    for up, shape in ((True, "triangle-right"), (False, "triangle-left")):
        some = plotted(row for row in rows if (row[field] >= row["before"]) == up)
        head = some.mark_point(
            shape=shape, size=52, fill=colour, stroke=colour, opacity=1, yOffset=dy
        )
        layers.append(pointed(head.encode(x=f"{field}:Q", y=y), f"{field}_said"))
    return layers


CHART = Chart(
    result="Signposts",
    shows="how far each thing to watch for moves the answer, seen and not seen, by its date",
    applies=lambda found: bool(found.signposts),
    draw=signposts,
)
