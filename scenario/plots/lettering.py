"""How much room texts take: their width, where to break them, how to keep labels apart.

Letters are as wide as those of Arial, and of the faces made to its measure: chart and page are laid
out by these widths, whichever face a reader's machine has. It draws nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

ELLIPSIS = "…"
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


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How many pixels a line of text takes.

    Args:
        text: The line.
        size: The size of the letters in pixels.
        bold: Whether they are bold.
    """
    return sum(_share(character, bold) for character in text) * size


def wrapped(
    text: str, width: float, size: float, *, bold: bool = False, most: int = 0
) -> list[str]:
    """A text in lines no wider than a width.

    Args:
        text: The text.
        width: Pixels of a line.
        size: The size of the letters in pixels.
        bold: Whether they are bold.
        most: Lines after which it is cut and ended by an ellipsis; 0 for no limit.
    """
    lines: list[str] = []
    for word in _words(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size, bold)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size, bold)]
    return lines


def _words(text: str) -> list[str]:
    """What a line is not broken within: words, and numbers with their percent sign."""
    found = [""]
    for word in text.split():
        if word[0] == "%" and found[-1][-1:].isdigit():
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found[1:] or found


def label(text: str, width: float, size: float, lines: int = 2, *, bold: bool = False) -> str:
    """A text on few lines, joined by line ends.

    Args:
        text: The text.
        width: Pixels of a line.
        size: The size of the letters in pixels.
        lines: How many lines at most.
        bold: Whether the letters are bold.
    """
    return "\n".join(wrapped(text, width, size, bold=bold, most=lines))


def spread(wanted: Sequence[float], heights: Sequence[float], top: float) -> list[float]:
    """Centres for labels near where they are wanted, none upon another.

    Labels that would touch are put together into a block around the middle of where they all
    want to be, and blocks that touch are joined in turn (pool adjacent violators).

    Args:
        wanted: Where the centre of each label is wanted, in pixels from 0.
        heights: How high each is, in pixels.
        top: Where the room for labels ends.

    Returns:
        The centres, in the order of the labels.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[list[int], float]] = []
    for index in order:
        blocks.append(([index], wanted[index]))
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], heights, top):
            last, before = blocks.pop(), blocks.pop()
            members = before[0] + last[0]
            middle = (before[1] * len(before[0]) + last[1] * len(last[0])) / len(members)
            blocks.append((members, middle))
    found = [0.0] * len(wanted)
    for members, middle in blocks:
        at = _bottom(members, middle, heights, top)
        for index in members:
            found[index] = at + heights[index] / 2
            at += heights[index]
    return found


def _touch(
    one: tuple[list[int], float],
    other: tuple[list[int], float],
    heights: Sequence[float],
    top: float,
) -> bool:
    end = _bottom(*one, heights, top) + sum(heights[i] for i in one[0])
    return end > _bottom(*other, heights, top) + 1e-9


def _bottom(members: list[int], middle: float, heights: Sequence[float], top: float) -> float:
    height = sum(heights[i] for i in members)
    return max(0.0, min(middle - height / 2, top - height))


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word, broken only where it is wider than the line by itself."""
    found = [""]
    for character in word:
        if found[-1] and text_width(found[-1] + character, size, bold=bold) > width:
            found.append("")
        found[-1] += character
    return found


def _cut(text: str, width: float, size: float, bold: bool) -> str:
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + ELLIPSIS, size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _by_character(widths: Mapping[int, str]) -> dict[str, float]:
    return {one: width / 1000 for width, characters in widths.items() for one in characters}


_WIDTHS = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}


def _share(character: str, bold: bool) -> float:
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
