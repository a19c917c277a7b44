"""How wide letters are: those of Arial, and of the faces made to its measure.

Chart and page are laid out by these widths, whichever face a reader's machine has. It breaks no
lines and draws nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

FACES = "Arial, Helvetica, Liberation Sans, Arimo, Nimbus Sans, DejaVu Sans Condensed, sans-serif"
"""Faces of these widths, the last but one nearly, as a style sheet asks for them."""

_REGULAR = {
    191: "'", 222: "ijl\u0131\u2018\u2019", 260: "|", 278: " !,./:;I[\\]ft\u00a0", 334: "{}",
    333: "()-`r\u00b2\u00b3\u00b7\u201c\u201d\u201e", 350: "\u2022", 355: '"', 390: "*",
    400: "\u00b0", 470: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu\u2013\u20ac",
    584: "+<=>~\u00b1\u00d7\u2212", 611: "FTZ\u00df\u00f8", 667: "&ABEKPSVXY", 722: "CDHNRUw",
    778: "GOQ\u00d8", 833: "Mm", 889: "%\u00e6", 944: "W\u0153",
    1000: "\u00c6\u0152\u2014\u2026\u2190\u2192", 1015: "@",
}  # fmt: skip
"""Thousandths of the size of the letters, and which characters take so many."""
_BOLD = {
    238: "'", 278: " ,./I\\ijl\u00a0\u0131\u2018\u2019", 280: "|", 333: "!()-:;[]`ft\u00b2\u00b3",
    350: "\u2022", 389: "*r{}", 400: "\u00b0", 474: '"', 500: "z\u201c\u201d\u201e",
    556: "#$0123456789J_aceksvxy\u2013\u20ac", 584: "+<=>^~\u00b1\u00d7\u2212",
    611: "?FLTZbdghnopqu\u00df\u00f8", 667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw\u00d8",
    833: "M", 889: "%m\u00e6", 944: "W\u0153",
    1000: "\u00c6\u0152\u2014\u2026\u2190\u2192", 975: "@",
}  # fmt: skip


def _by_character(widths: Mapping[int, str]) -> dict[str, float]:
    return {one: width / 1000 for width, characters in widths.items() for one in characters}


_WIDTHS = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}


def share(character: str, bold: bool) -> float:
    """How wide a character is, as a share of the size of the letters."""
    known = _WIDTHS[bold]
    if character in known:
        return known[character]
    base = unicodedata.normalize("NFD", character)[0]  # an accent takes no room
    return known[base] if base in known else _like_others(character, bold)


def _like_others(character: str, bold: bool) -> float:
    """The width usual in scripts that are not listed."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return (0.69 if character.isupper() else 0.555) * (1.06 if bold else 1.0)
