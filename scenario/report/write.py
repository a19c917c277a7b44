"""Writing a report: from material to a file, as its ending says.

It asks sections for their content and pages for their look; the file is written whole or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenario.forecast.answer import answer
from scenario.harmless import safe
from scenario.io.writing import check_file, write_file
from scenario.plots.image import save
from scenario.present.html import html
from scenario.present.markdown import Kept, markdown
from scenario.report.material import Material, Section
from scenario.report.sections import parts_of

ENDINGS = (".html", ".htm", ".md")


def text_of(
    material: Material,
    ending: str = ".html",
    sections: Sequence[Section] | None = None,
    *,
    unfolded: bool = False,
    pictured: Kept | None = None,
) -> str:
    """The report as text.

    Characters that would turn the direction of writing or control a terminal are written out.

    Args:
        material: What it is made from.
        ending: `.md` for Markdown, any other of `ENDINGS` for HTML.
        sections: The sections that it has if they have something to say.
        unfolded: Whether the appendix of a page is open, on the screen and when it is printed.
        pictured: Keeps the pictures of charts for Markdown, which tells where they stand.
    """
    parts = parts_of(material, sections)
    title = material.forecast.question
    if ending == ".md":
        return safe(markdown(title, parts, material.byline, pictured), lines=True)
    about = " ".join(answer(material.forecast))
    return safe(html(title, about, parts, material.byline, unfolded=unfolded), lines=True)


def write(
    material: Material,
    place: str | Path,
    *,
    overwrite: bool = False,
    sections: Sequence[Section] | None = None,
    unfolded: bool = False,
) -> Path:
    """Write the report as one file; Markdown has its pictures in a folder beside it.

    Args:
        material: What it is made from.
        place: The file, whose ending is one of `ENDINGS`.
        overwrite: Whether a file that we have not written may be replaced.
        sections: The sections that it has if they have something to say.
        unfolded: Whether the appendix of a page is open, on the screen and when it is printed.

    Returns:
        The path of the file.

    Raises:
        InputError: Another ending, a file that is not ours, or the system does not allow it. The
            report is written last, so it is never there without its pictures.
    """
    ending = check_file(place, ENDINGS, overwrite=overwrite)
    beside = Path(place).with_name(f"{Path(place).stem}_files")
    drawn: dict[Path, Any] = {}

    def kept(name: str, chart: Any) -> str:
        drawn[beside / f"{name}.svg"] = chart
        return f"{beside.name}/{name}.svg"

    text = text_of(material, ending, sections, unfolded=unfolded, pictured=kept)
    for picture in drawn:
        check_file(picture, (".svg",), overwrite=overwrite)  # all of them before any is written
    for picture, chart in drawn.items():
        save(chart, picture, overwrite=overwrite)
    return write_file(place, text.encode())
