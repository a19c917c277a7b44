"""A chart as an image: SVG, PNG, or a page of its own that needs nothing else.

It knows nothing of what the chart shows but its title and its words for who cannot see it.
"""

from __future__ import annotations

import re
import struct
import zlib
from html import escape, unescape
from pathlib import Path
from typing import Any

from scenario.harmless import safe
from scenario.io.writing import check_file, write_file
from scenario.plots.lettering import text_width
from scenario.version import MARK

ENDINGS = (".png", ".svg", ".html")
_ROLE = re.compile(r'(<[a-z]+\b[^<>]*?) role="graphics-[a-z]+"(?: aria-[a-z]+="[^"]*")*')
_POINTED = re.compile(
    r'<(path|rect|line) aria-label="([^"]*)" role="graphics-symbol"'
    r' aria-roledescription="[^"]*"([^>]*)/>'
)
_NAME = re.compile(r'\b(id="|href="#|url\(#)')
_TEXT = re.compile(r"<text\b(?P<settings>[^>]*[^>/])>(?P<body>.*?)</text>", re.DOTALL)
_LINE = re.compile(r'<tspan(?: x="(?P<x>[^"]*)")?(?: dy="(?P<dy>[^"]*)")?>(?P<said>[^<]*)</tspan>')
_SIZE = re.compile(r'font-size="([0-9.]+)px"')
_BOLD = 'font-weight="bold"'
_STYLE = (
    "body{margin:1rem;background:#fff}svg{max-width:100%;height:auto}.narrow{display:none}"
    "@media screen and (max-width:40rem){.wide{display:none}.narrow{display:block}}"
)
SCALE = 2
"""Pixels of a PNG for each pixel of a page."""


def svg(chart: Any) -> str:
    """The chart as an SVG element; all texts in it are escaped, and it loads nothing.

    The roles that Vega gives to single marks are taken out: the chart is one image with one text.
    What a mark says where one points at it is its title.
    Texts keep to the room they were laid out in, whichever letters a viewer has.
    """
    import vl_convert

    version = ".".join(_schema_version().split(".")[:2])
    spec = _harmless(chart.to_dict(validate=False))  # a control character would end the process
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=version)
    told = _POINTED.sub(r"<\1\3><title>\2</title></\1>", drawn)
    return fitted(_ROLE.sub(r"\1", told))


def _harmless(spec: Any) -> Any:
    """The same data, its texts without what controls or hides."""
    if isinstance(spec, dict):
        return {_harmless(key): _harmless(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [_harmless(item) for item in spec]
    return safe(spec, lines=True) if isinstance(spec, str) else spec


def png(chart: Any) -> bytes:
    """The chart as a PNG image."""
    import vl_convert

    drawn: bytes = vl_convert.svg_to_png(svg(chart), scale=SCALE)
    return _marked(drawn)


def page(chart: Any, narrow: Any = None) -> str:
    """The chart as an HTML page without scripts; a telephone is shown the narrow one, if there."""
    about = described(chart)
    title = escape(about.partition(".")[0][:120])
    drawn = labelled(svg(chart), about)
    if narrow is not None:
        other = labelled(own_names(svg(narrow), "narrow-"), described(narrow))
        drawn = f'<div class="wide">{drawn}</div>\n<div class="narrow">{other}</div>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{MARK}">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n<main>\n{drawn}\n</main>\n</body>\n</html>\n"
    )


def save(chart: Any, place: str | Path, *, overwrite: bool = False, narrow: Any = None) -> Path:
    """Write a chart as its file's ending says: png, svg or html.

    Args:
        chart: What to write.
        place: Where to.
        overwrite: Whether a file that is not ours may be replaced.
        narrow: The same chart for a telephone, for a page to show there.

    Raises:
        InputError: Another ending, a file that is not ours, or the system does not allow it.
    """
    ending = check_file(place, ENDINGS, overwrite=overwrite)
    if ending == ".png":
        return write_file(place, png(chart))
    if ending == ".html":
        return write_file(place, page(chart, narrow).encode())
    drawn = labelled(svg(chart), described(chart))
    return write_file(place, f"<!-- made by {MARK} -->\n{drawn}\n".encode())


def described(chart: Any) -> str:
    """What the chart says, for who cannot see it."""
    return safe(str(chart.description))


def labelled(drawn: str, about: str) -> str:
    """An SVG element that says what it shows."""
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(about)}" ', 1)


def own_names(drawn: str, prefix: str) -> str:
    """An SVG element whose names begin so, that several can stand in one page."""
    return _NAME.sub(lambda found: found[1] + prefix, drawn)


def _schema_version() -> str:
    import altair

    return str(altair.SCHEMA_VERSION).removeprefix("v")


def _marked(image: bytes) -> bytes:
    """The PNG with a text chunk that says who made it, after its header."""
    body = b"tEXt" + b"Software\0" + MARK.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end_of_header = 8 + 25
    return image[:end_of_header] + chunk + image[end_of_header:]


def fitted(drawn: str) -> str:
    """An SVG element whose texts, one element to a line, say how wide they are.

    A chart is laid out by the widths of one face; on a machine without it, letters of another may
    be a sixth wider, and lines would run into plots or out of the image. What a line says of its
    width is what every viewer of SVG keeps to.
    """
    return _TEXT.sub(_lines, drawn)


def _lines(found: re.Match[str]) -> str:
    settings, body = found["settings"], found["body"]
    lines = list(_LINE.finditer(body))
    if not lines:
        return _line(settings, body)
    written, y = [], 0.0
    for line in lines:  # Firefox keeps to the width of a text, not of a part of one
        y += float(line["dy"] or 0)
        written.append(_line(f'{settings} y="{y:g}"' if y else settings, line["said"]))
    return "".join(written)


def _line(settings: str, said: str) -> str:
    size = _SIZE.search(settings)
    shown = " ".join(unescape(said).split())
    if size and shown:
        width = text_width(shown, float(size[1]), bold=_BOLD in settings)
        settings += f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text{settings}>{said}</text>"
