"""What an unquoted YAML word means: the YAML 1.2 core rules, and nothing that YAML 1.1 added.

It does not know where a word stands or how YAML is parsed; the writer asks the same rules when
it decides what to quote.
"""

from __future__ import annotations

import math
import re

Value = None | bool | int | float | str
"""What a scalar may be."""

MAX_DIGITS = 300
"""A longer whole number has no counterpart among floating-point numbers."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
_NOT_A_NUMBER = frozenset([".nan", ".NaN", ".NAN"])
_NUMBER_STARTS = frozenset("+-.0123456789")


class ScalarError(ValueError):
    """A word that looks like a number but cannot be one."""


def resolve(word: str) -> Value:
    """The value of an unquoted word, e.g. 0.001 for `1e-3` and the text itself for `NO`.

    Raises:
        ScalarError: the word is `.nan` or a number beyond all bounds.
    """
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _NUMBER_STARTS:
        return word
    if word in _NOT_A_NUMBER:
        raise ScalarError(f"{word} is not a number")
    number = _number(word)
    return word if number is None else number


def is_null(word: str) -> bool:
    """Whether an unquoted word stands for nothing at all."""
    return word in _WORDS and _WORDS[word] is None


def _number(word: str) -> int | float | None:
    if word.isascii() and word.isdecimal():
        return _integer(word, 10)
    for pattern, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEX, 16)):
        if pattern.fullmatch(word):
            return _integer(word, base)
    if _FLOAT.fullmatch(word):
        return _finite(word)
    infinite = _INFINITE.fullmatch(word)
    return float(infinite[1] + "inf") if infinite else None


def _integer(word: str, base: int) -> int:
    if len(word) > MAX_DIGITS:
        raise ScalarError(f"a number of {len(word)} digits is too large")
    return int(word, base)


def _finite(word: str) -> float:
    number = float(word)
    if math.isinf(number):
        raise ScalarError("this number is too large")
    return number
