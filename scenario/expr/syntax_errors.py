"""The messages for a text that breaks the grammar: what is wrong there, and how to write it.

It knows nothing of how the parser got there; it sees the tokens on either side. It stands beside
the parser, its only caller, because messages and grammar change for different reasons.
"""

from __future__ import annotations

from scenario.errors import ExpressionError, did_you_mean, nearest
from scenario.expr.functions import FUNCTIONS
from scenario.expr.past import PAST
from scenario.expr.scanner import Token, TokenKind, short

QUESTIONS = {
    "happened": ("happened(EVENT)", "one event"),
    "months_since": (
        "months_since(EVENT) or months_since(outcome.STATE)",
        "one event or one outcome.STATE",
    ),
    "change": ("change(DRIVER) or change(ACTOR.alignment)", "one driver or one actor.alignment"),
    "month": ("month()", "no argument"),
}
"""What looks like a function but takes a name or nothing, how to write it, and what it takes."""

FOREIGN_WORDS = {
    "True": "write true",
    "False": "write false",
    "None": "there is no None; leave the key out where nothing is meant",
    "lambda": "an expression is one value; it cannot define functions",
    "is": "compare with a number, as in goodwill < 0.4; == means equal to",
    "in": "write 1/5 for one in five, and 0 < x < 1 for between",
}
"""Words of other languages that are refused outright, with the way to say it here."""

_USAGES = {
    **{name: function.usage for name, function in FUNCTIONS.items()},
    **{name: usage for name, (usage, _) in QUESTIONS.items()},
    **{name: function.usage for name, function in PAST.items()},
}
"""How to write whatever stands before brackets."""
_OTHER_NAMES = {
    "pow": "write x ** y",
    "lag": "write ago(x, 6 months)",
    "average": "write mean(x, 12 months) over time, or (a + b) / 2",
    **{other: way for function in FUNCTIONS.values() for other, way in function.instead.items()},
}
_AFTER_A_VALUE = {
    "to": "an interval stands alone, as numbers without a unit: write 2 to 20 and no more",
    "then": "write x if c else y",
    "for": "there are no loops; an expression is one value",
    "not": "write a and not b, or a != b",
    "months": "a duration has its own key; an expression counts with months_since(EVENT) or t",
    "month": "a duration has its own key; an expression counts with months_since(EVENT) or t",
    "years": "a duration has its own key; an expression counts in years with t",
    "year": "a duration has its own key; an expression counts in years with t",
    "percent": "write a percent sign behind the number, as in 43%",
    "per": "units are not written; a rate is per year",
    "bn": "units are not written: name them under unit",
    "million": "units are not written: write 1_000_000, or name the unit under unit",
}
_DISTRIBUTIONS = {
    "normal": "{normal: {mean: ..., sd: ...}}",
    "student_t": "{student_t: {median: ..., scale: ..., degrees_of_freedom: ...}}",
    "lognormal": "{lognormal: {median: ..., sigma: ...}}",
    "gamma": "{gamma: {mean: ..., sd: ...}}",
    "beta": "{beta: {mean: ..., sd: ...}}",
    "uniform": "{uniform: {low: ..., high: ...}}",
    "triangular": "{triangular: {low: ..., mode: ..., high: ...}}",
    "pert": "{pert: {low: ..., mode: ..., high: ...}}",
}
_COUNTS = {
    1: "one argument",
    2: "two arguments",
    3: "three arguments",
    4: "four arguments",
    5: "five arguments",
}
_CUT = (
    "in YAML a comma inside { } ends the value: put the whole expression in quotes"
    " if it has a comma"
)


def at(token: Token, message: str, hint: str = "") -> ExpressionError:
    """An error that underlines one token.

    Args:
        token: What is underlined.
        message: What is wrong.
        hint: How to mend it; nothing where none is known.
    """
    return ExpressionError(message, token.start, max(1, token.end - token.start), hint)


def no_value(before: Token | None, token: Token) -> ExpressionError:
    """The error where a value was wanted and `token`, which follows `before`, cannot begin one."""
    if token.kind is TokenKind.END:
        if before is None:
            return at(token, "the expression is empty", "write a number, a name or a formula")
        message = f"the expression ends after {before.text!r}, where a value should follow"
        return at(token, message, _CUT if before.text in ("(", ",") else "")
    if token.text == "if":
        way = "write x if c else y" if before else "leave it out, or write x if c else y"
        return at(token, "a value is missing before 'if'", way)
    if token.text == ")" and before is not None and before.text == "(":
        return at(token, "there is nothing between the brackets")
    if token.text == "*" and before is not None and before.text == "*":
        return at(token, "a value is missing before '*'", "write ** without a space for a power")
    return at(token, f"a value is missing before {token.text!r}")


def leftover(before: Token, token: Token) -> ExpressionError:
    """The error where a value is complete and `token` cannot go on from it."""
    match token.text:
        case ")":
            return at(token, "this ')' closes nothing")
        case ",":
            glued = before.kind is TokenKind.NUMBER and before.end == token.start
            point = "decimals have a point, as in 0.5; write 1_000 for a thousand"
            hint = point if glued else "join conditions with and, or with or"
            return at(token, "a comma stands only between the arguments of a function", hint)
        case "else":
            return at(token, "this 'else' has no 'if' before it", "write x if c else y")
        case ".":
            return at(token, f"{before.text!r} has no parts to name with a '.'", _ATTRIBUTES)
    message = f"an operator is missing before {short(token.text)!r}"
    return at(token, message, _missing_operator_hint(before, token))


def unclosed(opening: Token, token: Token, before: Token) -> ExpressionError:
    """The error where a bracket was opened and `token` is not what closes it.

    Args:
        opening: The bracket.
        token: What stands where a closing bracket was wanted.
        before: The token in front of it.
    """
    if token.kind is TokenKind.END:
        return at(opening, "this '(' is never closed", _CUT)
    return leftover(before, token)


def no_else(word: Token) -> ExpressionError:
    """The error where an `if` stands without its `else`."""
    return at(word, "this 'if' has no 'else'", "write x if c else y")


def bare_function(token: Token) -> ExpressionError:
    """The error where a function's name stands without brackets."""
    hint = f"write {_USAGES[token.text]}"
    return at(token, f"{token.text!r} is a function and needs brackets", hint)


def unknown_function(token: Token) -> ExpressionError:
    """The error where brackets follow a name that is no function."""
    if token.text in _OTHER_NAMES:
        hint = _OTHER_NAMES[token.text]
    elif token.text in _DISTRIBUTIONS:
        hint = f"a distribution is written {_DISTRIBUTIONS[token.text]}, and stands alone"
    else:
        hint = did_you_mean(token.text, _USAGES, "functions")
        if nearest(token.text, _USAGES) is None:
            hint = f"to multiply, write {short(token.text)} * (...); {hint}"
    return at(token, f"there is no function {short(token.text)!r}", hint)


def wrong_count(name: str, count: int, start: int, end: int) -> ExpressionError | None:
    """The error if a function cannot take that many arguments, or None if it can.

    Args:
        name: The function.
        count: How many arguments it has.
        start: Where its name begins in the text, in characters.
        end: Where its closing bracket ends.
    """
    function = FUNCTIONS[name]
    if count >= function.fewest and (function.most is None or count <= function.most):
        return None
    wanted = _COUNTS[function.fewest]
    wanted = wanted if function.most else wanted.replace(" ", " or more ")
    message = f"{name} takes {wanted}, not {count}"
    return ExpressionError(message, start, end - start, f"write {function.usage}")


def not_a_subject(function: str, token: Token) -> ExpressionError:
    """The error where `happened(...)` or its like holds what it cannot ask about."""
    usage, wanted = QUESTIONS[function]
    if token.kind is TokenKind.END:
        return at(token, f"{function} is never closed", f"write {usage}")
    rest = "" if wanted.startswith("no ") else ", and nothing else"
    return at(token, f"{function} takes {wanted}{rest}", f"write {usage}")


def no_duration(function: Token, opening: Token, token: Token) -> ExpressionError:
    """The error where a function of the past has a value and no duration behind it.

    Args:
        function: Its name.
        opening: Its bracket.
        token: What stands where a comma was wanted.
    """
    if token.kind is TokenKind.END:
        return unclosed(opening, token, token)
    return _takes(function, token, "" if token.text == ")" else ", with a comma between them")


def not_a_duration(function: Token, amount: Token) -> ExpressionError:
    """The error where a function of the past has no duration behind its comma.

    Args:
        function: Its name.
        amount: What stands where the number of a duration was wanted.
    """
    if amount.kind is not TokenKind.NUMBER:
        return _takes(function, amount, ", and this is no duration")
    message = f"{function.text} needs a unit behind {amount.text}: months or years"
    return at(amount, message, f"write {PAST[function.text].usage}")


def after_the_duration(function: Token, opening: Token, token: Token) -> ExpressionError:
    """The error where a function of the past does not end behind its duration.

    Args:
        function: Its name.
        opening: Its bracket.
        token: What stands where the bracket should close.
    """
    if token.kind is TokenKind.END:
        return unclosed(opening, token, token)
    return _takes(function, token, ", and nothing else")


def _takes(function: Token, token: Token, what: str) -> ExpressionError:
    """The error at a token, and what a function of the past takes."""
    own = PAST[function.text]
    return at(token, f"{function.text} takes {own.wanted}{what}", f"write {own.usage}")


def unknown_attribute(owner: str, token: Token) -> ExpressionError:
    """The error where something other than `.alignment` follows a name."""
    if token.kind is TokenKind.END:
        return at(token, f"a name is missing after '{short(owner)}.'", _ATTRIBUTES)
    shown = short(f"{owner}.{token.text}")
    return at(token, f"there is no {shown!r} to read", _ATTRIBUTES)


def no_state(token: Token) -> ExpressionError:
    """The error where `outcome` stands without a state."""
    return at(token, "'outcome' needs the name of a state", "write outcome.STATE")


def not_so_deep(token: Token, limit: int, what: str) -> ExpressionError:
    """The error where an expression nests deeper than anyone could read.

    Args:
        token: Where the limit is passed.
        limit: How much is allowed.
        what: Of what, in the plural.
    """
    message = f"the expression is too deep: more than {limit} {what}"
    return at(token, message, "give parts of it names: parameters, derived drivers")


_ATTRIBUTES = "only ACTOR.alignment and outcome.STATE (or CHAIN.STATE) can be read with a '.'"


def _missing_operator_hint(before: Token, token: Token) -> str:
    if token.text in _AFTER_A_VALUE:
        return _AFTER_A_VALUE[token.text]
    if token.text in FOREIGN_WORDS:
        return FOREIGN_WORDS[token.text]
    if token.text.lower() in ("and", "or", "not", "if", "else"):
        return f"write {token.text.lower()} in small letters"
    if before.text.endswith("%"):
        return "% makes a percentage; there is no modulo operator"
    if before.kind is token.kind is TokenKind.NAME:
        return "names have no spaces: write the name under which it is defined, not its title"
    return "to multiply, write *" if token.text == "(" else ""
