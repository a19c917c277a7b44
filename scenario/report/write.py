"""Writing a report: from material to a file, as its ending says.

It asks sections for their content and pages for their look; the file is written whole or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scenario.forecast.answer import answer
from scenario.harmless import safe
from scenario.io.writing import check_file, write_file
from scenario.present.html import html
from scenario.present.markdown import markdown
from scenario.report.material import Material, Section
from scenario.report.sections import parts_of

ENDINGS = (".html", ".htm", ".md")


def text_of(
    material: Material, ending: str = ".html", sections: Sequence[Section] | None = None
) -> str:
    """The report as text.

    Characters that would turn the direction of writing or control a terminal are written out.

    Args:
        material: What it is made from.
        ending: `.md` for Markdown, any other of `ENDINGS` for HTML.
        sections: The sections that it has if they have something to say.
    """
    parts = parts_of(material, sections)
    title = material.forecast.question
    if ending == ".md":
        return safe(markdown(title, parts), lines=True)
    return safe(html(title, " ".join(answer(material.forecast)), parts), lines=True)


def write(
    material: Material,
    place: str | Path,
    *,
    overwrite: bool = False,
    sections: Sequence[Section] | None = None,
) -> Path:
    """Write the report as one file.

    Args:
        material: What it is made from.
        place: The file, whose ending is one of `ENDINGS`.
        overwrite: Whether a file that we have not written may be replaced.
        sections: The sections that it has if they have something to say.

    Returns:
        The path of the file.

    Raises:
        InputError: Another ending, a file that is not ours, or the system does not allow it.
    """
    ending = check_file(place, ENDINGS, overwrite=overwrite)
    return write_file(place, text_of(material, ending, sections).encode())
