"""Cut the text of an expression into tokens, or say which character has no place in it.

It knows nothing of grammar: any sequence of good tokens passes.
"""

from __future__ import annotations

import enum
import math
import re
import unicodedata
from dataclasses import dataclass

from scenario.errors import ExpressionError

MAX_LENGTH = 10_000
WORD_OPERATORS = frozenset({"and", "or", "not", "if", "else"})


class TokenKind(enum.Enum):
    """The four sorts of token."""

    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"  # operators, brackets, comma, dot and the words of `WORD_OPERATORS`
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and where it stands."""

    kind: TokenKind
    text: str
    start: int
    end: int


_DIGITS = r"[0-9](?:_?[0-9])*"
_NUMBER = re.compile(
    rf"(?P<mantissa>{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})"
    rf"(?:(?P<exponent>[eE][+-]?{_DIGITS})|(?P<percent>%))?"
)
_NUMBER_TAIL = re.compile(r"[0-9A-Za-z_.]+")
_GLUED_INTERVAL = re.compile(r"([0-9.]+)to([0-9.]+)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPACE = re.compile(r"[ \t\r\n]+")
_SIGN = re.compile(r"\*\*|<=|>=|==|!=|[-+*/<>(),.]")
_QUOTED = re.compile(r"\"[^\"]*\"?|'[^']*'?|`[^`]*`?")

_FOREIGN = {
    "===": "use == to compare",
    "!==": "use != for 'is not equal to'",
    "<>": "use != for 'is not equal to'",
    "=<": "write <= for 'at most'",
    "=>": "write >= for 'at least'",
    "&&": "write and",
    "||": "write or",
    "//": "there is no whole-number division; write / to divide",
    ":=": "use == to compare; an expression cannot set anything",
    "=": "use == to compare",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "~": "write not; of a rough number, write an interval such as 2 to 20",
    "^": "write ** for a power",
    "%": "there is no modulo operator; a percentage such as 43% has no space before the %",
    "?": "write x if c else y",
    ":": "a colon has no place in an expression; write x if c else y to choose",
    "[": "only round brackets group",
    "]": "only round brackets group",
    "{": "only round brackets group",
    "}": "only round brackets group",
    ";": "an expression is one value; there are no statements",
    "#": "a comment is no part of an expression; in YAML it needs a space before the #",
    "\u2212": "write - for minus",
    "\u2010": "write - for minus",
    "\u2011": "write - for minus",
    "\u2013": "write - for minus",
    "\u2014": "write - for minus",
    "\uff0b": "write + for plus",
    "\u00d7": "write * to multiply",
    "\u00b7": "write * to multiply",
    "\u22c5": "write * to multiply",
    "\u2217": "write * to multiply",
    "\u00f7": "write / to divide",
    "\u2044": "write / to divide",
    "\u2215": "write / to divide",
    "\u2264": "write <= for 'at most'",
    "\u2265": "write >= for 'at least'",
    "\u2260": "write != for 'is not equal to'",
    "\u221a": "write sqrt(x)",
    "\u00b2": "write ** 2",
    "\u00b3": "write ** 3",
    "\u2227": "write and",
    "\u2228": "write or",
    "\u00ac": "write not",
    "\u2030": "write a per mille value as a plain number, such as 0.005",
}
_LONG_FOREIGN = re.compile(
    "|".join(re.escape(sign) for sign in sorted(_FOREIGN, key=len, reverse=True) if len(sign) > 1)
)
_CURLY_QUOTES = "\u2018\u2019\u201c\u201d\u00ab\u00bb\u201e"


def scan(text: str) -> list[Token]:
    """Cut a text into tokens, of which the last has the kind END.

    Raises:
        ExpressionError: The text is too long, or a character has no place in an expression.
    """
    if len(text) > MAX_LENGTH:
        message = f"the expression has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed"
        raise ExpressionError(message, hint="give parts of it names: parameters, derived drivers")
    tokens, at = [], 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token = _token(text, at)
        tokens.append(token)
        at = token.end
    end = len(text.rstrip())
    return [*tokens, Token(TokenKind.END, "", end, end)]


def literal(text: str, offset: int = 0) -> float:
    """The value of a number as the language spells it: `0.5`, `1_000`, `1e-3`, `43%`.

    Raises:
        ExpressionError: the text is not such a number, or not a finite one.
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        raise _bad_number(text, "", offset)
    power = "e-2" if match["percent"] else match["exponent"] or ""
    value = float((match["mantissa"] + power).replace("_", ""))
    if not math.isfinite(value):
        message = f"{short(text)} is too large to be a number"
        raise ExpressionError(message, offset, len(text), "the largest is about 1.8e308")
    return value


def short(text: str, most: int = 40) -> str:
    """The text, cut where it would make a message unreadable."""
    return text if len(text) <= most else text[: most - 3] + "..."


def _token(text: str, at: int) -> Token:
    if number := _NUMBER.match(text, at):
        return _number(text, number)
    if name := _NAME.match(text, at):
        kind = TokenKind.SIGN if name[0] in WORD_OPERATORS else TokenKind.NAME
        return Token(kind, name[0], at, name.end())
    if foreign := _LONG_FOREIGN.match(text, at):
        raise _foreign(foreign[0], at)
    if sign := _SIGN.match(text, at):
        return Token(TokenKind.SIGN, sign[0], at, sign.end())
    raise _bad_character(text, at)


def _number(text: str, number: re.Match[str]) -> Token:
    tail = _NUMBER_TAIL.match(text, number.end())
    if tail and not number["percent"]:
        raise _bad_number(number[0], tail[0], number.start())
    return Token(TokenKind.NUMBER, number[0], number.start(), number.end())


def _bad_number(number: str, tail: str, at: int) -> ExpressionError:
    if tail in ("e", "E"):
        hint = f"an exponent needs digits, as in {short(number)}e-3"
    elif tail.startswith("_") or "__" in tail:
        hint = "underscores stand only between digits, as in 1_000"
    elif interval := _GLUED_INTERVAL.fullmatch(number + tail):
        hint = f"write an interval with spaces: {interval[1]} to {interval[2]}"
    elif _NAME.fullmatch(tail):
        hint = f"to multiply, write {short(number)} * {short(tail)}"
    else:
        hint = "numbers look like 0.5, 1e-3, 1_000 or 43%"
    whole = number + tail
    return ExpressionError(f"{short(whole)!r} is not a number", at, len(whole) or 1, hint)


def _bad_character(text: str, at: int) -> ExpressionError:
    char = text[at]
    if quoted := _QUOTED.match(text, at):
        return _quoted(at, len(quoted[0]))
    if char in _CURLY_QUOTES:
        return _quoted(at, 1)
    if char in _FOREIGN:
        return _foreign(char, at)
    if char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Zs"):
        message = f"an invisible character stands here ({_code(char)})"
        return ExpressionError(message, at, 1, "replace it with an ordinary space")
    hint = "names use the letters a-z and A-Z, digits and _" if char.isalnum() else ""
    return ExpressionError(f"{_shown(char)} has no place in an expression", at, 1, hint)


def _foreign(sign: str, at: int) -> ExpressionError:
    message = f"{_shown(sign)} is not an operator of this language"
    return ExpressionError(message, at, len(sign), _FOREIGN[sign])


def _quoted(at: int, width: int) -> ExpressionError:
    hint = "take the quotes away: names are written without quotes"
    return ExpressionError("text in quotes has no place in an expression", at, width, hint)


def _shown(sign: str) -> str:
    return f"'{sign}'" if sign.isascii() and sign.isprintable() else f"{sign!r} ({_code(sign)})"


def _code(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}".rstrip()
