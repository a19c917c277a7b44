"""A report as one HTML file that loads nothing and runs nothing.

Every text is escaped by the template; only charts and formulas, which we draw, are markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from scenario.plots.chart import NARROW, WIDE
from scenario.plots.image import described, labelled, own_names, svg
from scenario.plots.style import unchecked
from scenario.present.blocks import Block, Figure, Formula, Part, without_drawings
from scenario.version import MARK

_TAG = re.compile(r"<[^>]*>")
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=±) (?=\d)")
_NAMED = re.compile(r"\b[a-z][\w.]*_[\w.]*\w")
_JOINT = re.compile(r"[_.]+(?=\w)")
_LONG = 38
"""Characters of a formula's part that fit on a narrow page."""


def html(
    title: str, about: str, parts: Sequence[Part], byline: str = "", *, unfolded: bool = False
) -> str:
    """The whole page.

    Args:
        title: The question.
        about: The answer in a sentence, for whoever lists pages.
        parts: The sections.
        byline: Who made it, and when.
        unfolded: Whether the appendix is open, on the screen and when it is printed.
    """
    given = {"title": title, "about": about, "byline": byline, "unfolded": unfolded}
    first = [part for part in parts if not part.appendix]
    appendix = [part for part in parts if part.appendix]
    return _rendered("page.html.j2", **given, first=first, appendix=appendix)


def charts_page(title: str, about: str, blocks: Sequence[Block]) -> str:
    """A page of charts alone.

    Args:
        title: What they are of.
        about: The answer in a sentence, for whoever lists pages.
        blocks: The answer and the charts.
    """
    return _rendered("charts.html.j2", title=title, about=about, blocks=blocks)


def _rendered(template: str, **shown: Any) -> str:
    environment = Environment(
        loader=PackageLoader("scenario.present", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kept"] = kept
    environment.filters["without_drawings"] = without_drawings
    environment.globals["drawn"] = _drawn
    environment.globals["set_formula"] = _set_formula
    environment.globals["is_long"] = _is_long
    sheet = files("scenario.present").joinpath("templates/page.css").read_text("utf-8")
    style = Markup(sheet)  # noqa: S704 - ours
    return environment.get_template(template).render(mark=MARK, style=style, **shown)


def kept(text: str) -> Markup:
    """The text, escaped, for narrow lines: numbers keep their signs, long names break.

    A name of several words breaks between them and not within one.
    """
    told = str(escape(_TOGETHER.sub("\u00a0", text)))
    return Markup(_NAMED.sub(lambda name: _JOINT.sub(r"\g<0><wbr>", name[0]), told))  # noqa: S704


def _drawn(figure: Figure, narrow: bool) -> Markup:
    """The chart itself: SVG that we drew, whose texts are escaped in it.

    Names in it are made its own, so that several charts can stand in one page.
    """
    with unchecked():
        chart = figure.draw(NARROW if narrow else WIDE)
        image = svg(chart)
    drawn = own_names(image, f"{figure.name}-{'narrow' if narrow else 'wide'}-")
    return Markup(labelled(drawn, described(chart)))  # noqa: S704


def _set_formula(formula: Formula) -> Markup:
    """MathML that we wrote, whose names are escaped in it."""
    from markupsafe import Markup

    return Markup("<wbr>".join(formula.parts))  # noqa: S704


def _is_long(formula: Formula) -> bool:
    """Whether a part of it may be wider than a narrow page, so that it has to scroll."""
    return any(len(_TAG.sub("", unescape(part))) > _LONG for part in formula.parts)
