"""Text from files and arguments made harmless: nothing in it controls what shows it.

It does not know where the text is shown; whoever shows foreign text calls it.
"""

from __future__ import annotations

import re
import unicodedata

_KEPT = frozenset("\u200c\u200d")  # joiners that some scripts cannot be written without
_UNUSUAL = re.compile("[^ -~]")
_HARMFUL = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def safe(text: str, lines: bool = False) -> str:
    r"""The text with control, direction and other invisible characters written as `\x1b`.

    Args:
        text: Anything.
        lines: Whether line ends and tabs may stay.
    """
    if text.isprintable():  # so is nothing that is harmful
        return text
    return _UNUSUAL.sub(lambda found: _shown(found[0], lines), text)


def _shown(character: str, lines: bool) -> str:
    if character in "\n\t":
        return character if lines else " "
    return character.encode("unicode_escape").decode("ascii") if harmful(character) else character


def harmful(character: str) -> bool:
    """Whether a character controls a terminal, turns the direction of writing or hides."""
    return character not in _KEPT and unicodedata.category(character) in _HARMFUL
