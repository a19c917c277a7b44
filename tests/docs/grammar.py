"""Sentences at random from a grammar in EBNF, to hold the grammar that is printed to the parser.

It knows the notation of ISO 14977 as far as the specification uses it, and no expressions.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r'\s*(?:"(?P<text>[^"]+)"|(?P<name>[a-z_]+)|(?P<mark>[=|,;()\[\]{}]))')
_ENDS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Part:
    """A part of a rule: `text`, `name`, `,` in a row, `|` a choice, `[` maybe, `{` repeated."""

    kind: str
    text: str = ""
    parts: tuple[Part, ...] = ()


class Grammar:
    """The rules by name; what has no rule is a terminal."""

    def __init__(self, text: str, terminals: Mapping[str, tuple[str, ...]]) -> None:
        self.terminals = terminals
        self.rules: dict[str, Part] = {}
        self._tokens = list(_TOKEN.finditer(text))
        covered = sum(match.end() - match.start() for match in self._tokens)
        if covered != len(text.rstrip()):
            raise ValueError("the grammar has signs that were not read")
        self._at = 0
        while self._at < len(self._tokens):
            name = self._take()
            self._expect("=")
            self.rules[name] = self._choice()
            self._expect(";")
        self.least = dict.fromkeys(self.rules, math.inf)
        for _ in self.rules:  # what a rule needs is settled after as many rounds as there are rules
            self.least = {name: 1 + self._least(rule) for name, rule in self.rules.items()}

    def sentence(self, rule: str, chance: random.Random, depth: int = 12) -> str:
        """One sentence; below `depth` rules it takes the shortest way out."""
        return self._say(Part("name", rule), chance, depth)

    def _say(self, part: Part, chance: random.Random, depth: int) -> str:
        if part.kind == "text":
            return f" {part.text} " if part.text.isalpha() and len(part.text) > 1 else part.text
        if part.kind == "name":
            if part.text in self.terminals:
                return chance.choice(self.terminals[part.text])
            return self._say(self.rules[part.text], chance, depth - 1)
        if part.kind == ",":
            return "".join(self._say(below, chance, depth) for below in part.parts)
        if part.kind == "|":
            ways = part.parts if depth > 0 else [min(part.parts, key=self._least)]
            return self._say(chance.choice(ways), chance, depth)
        often = 0 if depth <= 0 else chance.choice((0, 0, 1) if part.kind == "[" else (0, 0, 1, 2))
        return "".join(self._say(part.parts[0], chance, depth) for _ in range(often))

    def _least(self, part: Part) -> float:
        """How many rules the shortest sentence of a part goes through."""
        if part.kind == "name":
            return self.least.get(part.text, 0)
        below = [self._least(other) for other in part.parts]
        return {"|": min, ",": sum}[part.kind](below) if part.kind in "|," else 0

    def _choice(self) -> Part:
        parts = [self._row()]
        while self._sees("|"):
            self._at += 1
            parts.append(self._row())
        return parts[0] if len(parts) == 1 else Part("|", parts=tuple(parts))

    def _row(self) -> Part:
        parts = [self._one()]
        while self._sees(","):
            self._at += 1
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Part(",", parts=tuple(parts))

    def _one(self) -> Part:
        match = self._tokens[self._at]
        self._at += 1
        if match["mark"] in _ENDS:
            inner = self._choice()
            self._expect(_ENDS[match["mark"]])
            return inner if match["mark"] == "(" else Part(match["mark"], parts=(inner,))
        return Part("text", match["text"]) if match["text"] else Part("name", match["name"])

    def _sees(self, mark: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at]["mark"] == mark

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]["name"]

    def _expect(self, mark: str) -> None:
        if not self._sees(mark):
            raise ValueError(f"expected {mark} at token {self._at}")
        self._at += 1
