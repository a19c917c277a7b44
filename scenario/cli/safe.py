"""Text from files and arguments made harmless for a terminal.

It does not know where the text is printed; whoever prints foreign text calls it.
"""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\u200c\u200d")  # joiners that some scripts cannot be written without
_HARMFUL = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def safe(text: str, lines: bool = False) -> str:
    r"""The text with control, direction and other invisible characters written as `\x1b`.

    Args:
        text: Anything.
        lines: Whether line ends and tabs may stay.
    """
    return "".join(_shown(character, lines) for character in text)


def _shown(character: str, lines: bool) -> str:
    if character in "\n\t":
        return character if lines else " "
    if character in _KEPT or unicodedata.category(character) not in _HARMFUL:
        return character
    return character.encode("unicode_escape").decode("ascii")
