"""YAML's complaints about broken syntax, said again for people who write models, with a way out.

It does not know the YAML library, only the words of its complaints and where they point.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from scenario.errors import Problem
from scenario.io.source import Source

Place = tuple[int, int]
"""Line and column, both counted from 0."""

_MAX_KEY = 1_000
_TABBED = re.compile(r" *\t")
_TEXT_WITH_COLON = re.compile(r"\s*(?:- )*(?P<key>[^\s:][^:]*):\s+(?P<text>[^\s\"'].*:(?:\s.*|$))")
_KEY_COLON = re.compile(r":(?:[ \t]|$)")
_GLUED_COLON = re.compile(r"\s*(?:- )*(?P<key>[A-Za-z_]\w*):(?:(?P<space>[^\S \t])|(?P<rest>\S))")
_GLUED_DASH = re.compile(r"\s*-[{\[A-Za-z]")
_AFTER_QUOTE = re.compile(r".*[\"']\s*$")
_PATH = re.compile(r"\\.*\.ya?ml")
_CALL = re.compile(r"\w\([^()]*$")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser said: the problem where it stopped, and what it was reading, from where."""

    source: Source
    problem: str
    place: Place
    context: str = ""
    begun: Place | None = None
    opened: Place | None = None
    """The innermost `{` or `[` that is still open."""

    @property
    def line(self) -> str:
        """The line at which the parser stopped."""
        return self.source.lines[self.place[0]] if self.place[0] < len(self.source.lines) else ""

    @property
    def at_end(self) -> bool:
        """Whether the file ended too early."""
        rest = [self.line[self.place[1] :], *self.source.lines[self.place[0] + 1 :]]
        return not any(part.strip() for part in rest)

    @property
    def bracket(self) -> str:
        """The innermost open bracket itself."""
        return self.character(self.opened) if self.opened else ""

    def character(self, place: Place) -> str:
        """What stands at `place`; nothing at the end of a line."""
        line, column = place
        return self.source.lines[line][column : column + 1] if line < len(self.source.lines) else ""

    def says(self, message: str, hint: str = "", place: Place | None = None) -> Problem:
        """A problem at a place of the file.

        Args:
            message: What is wrong.
            hint: How to mend it; nothing where none is known.
            place: Where; where the parser stopped if None.
        """
        return Problem(message, self.source.point(*(place or self.place)), hint=hint)

    def says_from_start(self, message: str, hint: str = "") -> Problem:
        """A problem where the thing that could not be read begins."""
        return self.says(message, hint, self.begun)


def explain(complaint: Complaint) -> Problem:
    """The problem an analyst should read in place of the parser's own words."""
    if _TABBED.match(complaint.line):
        return _tab(complaint)
    for pattern, say in _RULES:
        if re.search(pattern, f"{complaint.context}: {complaint.problem}"):
            return say(complaint)
    return complaint.says(f"this is not valid YAML: {complaint.problem}")


def _tab(complaint: Complaint) -> Problem:
    place = (complaint.place[0], max(complaint.line.find("\t"), 0))
    return complaint.says("a tab in the indentation", "indent with spaces", place)


def _colon(complaint: Complaint) -> Problem:
    message = "a second colon in this line" if complaint.line.count(":") > 1 else "a colon here"
    above = _line_above(complaint)
    if above is not None and not _KEY_COLON.search(complaint.source.lines[above]):
        return _above_without_colon(complaint, above)
    if dash := _GLUED_DASH.match(complaint.line):
        place = (complaint.place[0], dash.end() - 1)
        return complaint.says("a space is missing after the dash", "write - and a space", place)
    match = _TEXT_WITH_COLON.fullmatch(complaint.line)
    if match and match.start("text") <= complaint.place[1]:
        quoted = _quoted(match["text"])
        hint = f"a text with a colon in it must be quoted: {match['key']}: {quoted}"
        return complaint.says(f"{message} cannot be read", hint)
    return complaint.says(f"{message} cannot be read", _colon_hint(complaint))


def _line_above(complaint: Complaint) -> int | None:
    """The line that the parser took for the beginning of a text, if it stands where a key may."""
    line, column = complaint.place
    before = complaint.line[:column]
    lines = complaint.source.lines
    numbers = range(line - 1, max(line - 50, -1), -1)
    above = next((number for number in numbers if _is_content(lines[number])), None)
    if above is None or column > _MAX_KEY or _AFTER_QUOTE.fullmatch(before) or ":" in before:
        return None
    return above if _indentation(lines[above]) <= _indentation(complaint.line) else None


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


def _above_without_colon(complaint: Complaint, above: int) -> Problem:
    """The fault is in the line above: it says no key, and so everything below it is one text."""
    line = complaint.source.lines[above].rstrip()
    at = (above, _indentation(line))
    glued = _GLUED_COLON.match(line)
    if glued and glued["space"]:
        code = f"U+{ord(glued['space']):04X}"
        message = f"an invisible character ({code}) stands after the colon"
        return complaint.says(
            message, "replace it with an ordinary space", (above, glued.end() - 1)
        )
    if glued:
        hint = f"write {glued['key']}: {glued['rest']}{line[glued.end() :]}"
        return complaint.says("a space is missing after the colon", hint, at)
    return _widened(complaint.says("this line has no colon", "write `key: value`", at))


def _colon_hint(complaint: Complaint) -> str:
    line, column = complaint.place
    above = next((n for n in reversed(complaint.source.lines[:line][-50:]) if n.strip()), "")
    if column > _MAX_KEY:
        return f"the key before it is longer than {_MAX_KEY:,} characters"
    if not above or _AFTER_QUOTE.fullmatch(complaint.line[:column]):
        return "a text with a colon in it must be quoted"
    return (
        "indent the line like its neighbours; "
        "or, if it goes on with the text above, put that text in quotes"
    )


def _start_character(complaint: Complaint) -> Problem:
    before, text = complaint.line[: complaint.place[1]], complaint.line[complaint.place[1] :]
    if "{" in before or "[" in before:
        text = re.split(r"[,}\]]", text, maxsplit=1)[0]
    hint = f"put it in quotes: {_quoted(text.strip())}"
    if share := re.fullmatch(r"%\s*([0-9.]+)\s*", text):
        hint = f"a percent sign stands behind: {share[1]}%"
    return complaint.says(f"a text cannot start with {text[:1]}", hint)


def _never_closed(complaint: Complaint) -> Problem:
    return complaint.says_from_start("the quote that opens here is never closed")


def _flow(complaint: Complaint) -> Problem:
    if complaint.at_end or _left_behind(complaint):
        return _open_bracket(complaint)
    before = complaint.line[: complaint.place[1]]
    if _CALL.search(before):
        hint = "an expression with a comma inside {...} must be quoted"
    else:
        hint = (
            "a text with a comma, colon, quote or bracket inside {...} must be quoted; "
            "or is a comma or a closing bracket missing?"
        )
    line = complaint.opened[0] + 1 if complaint.opened else 0
    return complaint.says(f"this does not fit inside the {complaint.bracket} of line {line}", hint)


def _left_behind(complaint: Complaint) -> bool:
    """Whether the lines have gone on to another key, no deeper than the one with the bracket."""
    if not complaint.opened or complaint.place[0] == complaint.opened[0]:
        return False
    first = complaint.source.lines[complaint.opened[0]]
    key = re.match(r" *(?:- )*\w+:(?:\s|$)", complaint.line)
    return bool(key) and _indentation(complaint.line) <= _indentation(first)


def _open_bracket(complaint: Complaint) -> Problem:
    message = f"the {complaint.bracket} that opens here is never closed"
    closing = "}" if complaint.bracket == "{" else "]"
    return complaint.says(message, f"write {closing} where it ends", complaint.opened)


def _block(complaint: Complaint) -> Problem:
    before = complaint.line[: complaint.place[1]]
    here = complaint.character(complaint.place)
    if here and here in "}]":
        return complaint.says(f"this {here} closes nothing", "take it away, or open it before")
    if _AFTER_QUOTE.fullmatch(before):
        hint = 'put the whole text in one pair of quotes; inside "..." write \\" for a quote'
        return complaint.says("there is more text after the closing quote", hint)
    if before.strip(" -"):
        return complaint.says("this cannot stand here", "put the whole text in quotes")
    if here == "-":
        return complaint.says("a list item stands where a key should", _INDENT_HINT)
    if "collection" in complaint.context:
        return complaint.says("a key stands where a list item should", _INDENT_HINT)
    return complaint.says("this line is not indented like its neighbours", _INDENT_HINT)


_INDENT_HINT = "the keys of one mapping, and the items of one list, start in the same column"


def _node(complaint: Complaint) -> Problem:
    if complaint.at_end and complaint.opened:
        return _open_bracket(complaint)
    here = complaint.character(complaint.place)
    what = "key" if here == ":" else "value"
    return complaint.says(f"a {what} is missing before {here}" if here else "a value is missing")


def _no_colon(complaint: Complaint) -> Problem:
    return _widened(complaint.says_from_start("this line has no colon", "write `key: value`"))


def _widened(problem: Problem) -> Problem:
    """The problem of a whole line, from where it points to the end."""
    if problem.mark is None:
        return problem
    width = len(problem.mark.text.rstrip()) - problem.mark.column + 1
    return replace(problem, mark=replace(problem.mark, width=max(width, 1)))


def _escape(complaint: Complaint) -> Problem:
    hint = "inside \"...\" a backslash is written \\\\; inside '...' it stands for itself"
    if _PATH.search(complaint.source.point(*complaint.place).text):
        hint = "paths are written with forward slashes, as in ../models/river.yaml"
    return complaint.says("this backslash means nothing here", hint)


def _reference(complaint: Complaint) -> Problem:
    place = complaint.begun or complaint.place
    sign = complaint.character(place)
    hint = f"a text that starts with {sign} must be quoted"
    return complaint.says(f"this {sign} cannot be read", hint, place)


def _outdented(complaint: Complaint) -> Problem:
    return complaint.says("this line is not indented like those above it", _INDENT_HINT)


def _block_text(complaint: Complaint) -> Problem:
    hint = "write the text on the lines below, further to the right; or put it all in quotes"
    return complaint.says("only a line end may follow | or >", hint)


def _list_here(complaint: Complaint) -> Problem:
    return complaint.says("a list cannot start here", "start it on a line of its own")


def _key_here(complaint: Complaint) -> Problem:
    return complaint.says("a text cannot start with ?", "put it in quotes")


_CURLY = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"
"""Quotes of a word processor, which mean nothing to YAML."""


def _quoted(text: str) -> str:
    text = text.strip(_CURLY)
    return f"'{text}'" if '"' in text else f'"{text}"'


_RULES: tuple[tuple[str, Callable[[Complaint], Problem]], ...] = (
    (r"mapping values are not allowed", _colon),
    (r"found a tab character", _tab),
    (r"cannot start any token", _start_character),
    (r"quoted scalar: found unexpected (end of stream|document)", _never_closed),
    (r"quoted scalar: ", _escape),
    (r"expected ',' or", _flow),
    (r"scanning (an alias|an anchor|a tag)|parsing a tag", _reference),
    (r"scanning a block scalar: ", _block_text),
    (r"sequence entries are not allowed", _list_here),
    (r"mapping keys are not allowed", _key_here),
    (r"could not find expected ':'", _no_colon),
    (r"expected '?<document start>", _outdented),
    (r"parsing a block (mapping|collection)", _block),
    (r"node content", _node),
)
