"""Texts of an image in the room that was made for them, whichever face shows them.

A chart is laid out by the widths of one face; on a machine without it, letters of another may be a
sixth wider, and lines would run into plots or out of the image. Each line therefore says how wide
it is, which every viewer of SVG keeps to. It knows nothing of what the texts say.
"""

from __future__ import annotations

import re
from html import unescape

from scenario.plots.lettering import text_width

_TEXT = re.compile(r"<text\b(?P<settings>[^>]*[^>/])>(?P<body>.*?)</text>", re.DOTALL)
_LINE = re.compile(r'<tspan(?: x="(?P<x>[^"]*)")?(?: dy="(?P<dy>[^"]*)")?>(?P<said>[^<]*)</tspan>')
_SIZE = re.compile(r'font-size="([0-9.]+)px"')
_BOLD = 'font-weight="bold"'


def fitted(drawn: str) -> str:
    """An SVG element whose texts, one element to a line, say how wide they are."""
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
