"""Facts, evidence and scenarios that are no sound ones, and bytes that are no text.

It knows the kinds of file, not what is asked of them.
"""

from __future__ import annotations

import os

from tests.hostile.case import SCENARIO, SMALL, TORN_YAML, WALK, Case, Content, lines

_SOURCE = (
    "source: {id: s, title: T, author: A, publisher: P, date: 2022-12-14}\n"
    "facts:\n  a: {claim: x, kind: fact, "
)
_SEEN = "evidence:\n  - {date: 2023-01, "


def checked(content: Content, shows: str = "", *codes: int) -> Case:
    return Case({"f.yaml": content}, ("check", "f.yaml"), codes or (2,), shows)


def said(text: str, shows: str = "") -> Case:
    """A scenario with this line in it, run."""
    files: dict[str, Content] = {
        "m.yaml": SMALL + WALK,
        "f.yaml": f"{SCENARIO}{text}\n",
        "p": os.mkfifo,
    }
    return Case(files, ("run", "f.yaml", "--no-judgement"), (2,), shows)


FACTS = {
    "12,000 facts": checked(
        _SOURCE + "}\n" + lines("  f#: {claim: x}", 20_000), "more than 50,000"
    ),
    "a fact of escape codes": checked(
        _SOURCE + f"unit: {TORN_YAML}, note: {TORN_YAML}, figures: {{x: 1}}}}\n", "", 0, 1, 2
    ),
    "a figure of NaN": checked(_SOURCE + "figures: {a: .nan}}\n", ".nan is not a number"),
    "a figure of infinity": checked(_SOURCE + "figures: {a: .inf}}\n", "finite"),
    "a figure of 5,000 digits": checked(
        _SOURCE + f"figures: {{a: {'9' * 5_000}}}}}\n", "too large"
    ),
    "figures in figures": checked(
        _SOURCE + "figures: " + "{a: " * 60 + "1" + "}" * 60 + "}\n", "more than 40"
    ),
    "a fact twice": checked(_SOURCE + "}\n  a: {claim: y}\n", "duplicate key 'a'"),
    "a source of escape codes": checked(_SOURCE.replace("id: s", f"id: {TORN_YAML}") + "}\n"),
    "a fact with an invisible name": checked(_SOURCE + '}\n  "a\\u200bb": {claim: x}\n'),
}
EVIDENCE = {
    "evidence of NaN": checked(_SEEN + "driver: d, value: .nan, sd: 1}\n", ".nan"),
    "evidence of a tower": checked(_SEEN + "driver: d, value: 9**9**9**9, sd: 1}\n"),
    "evidence less than sure": checked(_SEEN + "driver: d, value: 1, sd: -1}\n", "sd"),
    "evidence of infinite weight": checked(_SEEN + "event: e, likelihood_ratio: .inf}\n", "finite"),
    "evidence in a year of 5,000 digits": checked(
        f"evidence:\n  - {{date: {'9' * 5_000}, driver: d, value: 1, sd: 1}}\n", "too large"
    ),
    "evidence of escape codes": checked(
        _SEEN + f"driver: {TORN_YAML}, value: 1, sd: 1, because: {TORN_YAML}}}\n", "", 0, 1, 2
    ),
    "evidence out of the root": said("given: [../../../etc/passwd]", "leaves the project folder"),
    "evidence that is a pipe": said("given: [p]", "is not an ordinary file"),
    "evidence that is the scenario": said("given: [f.yaml]", "names an evidence file"),
}
SCENARIOS = {
    "held at infinity": said("hold: {d: .inf}", "finite"),
    "held at 5,000 digits": said(f"hold: {{d: {'9' * 5_000}}}", "too large"),
    "escape codes held": said(f"hold: {{{TORN_YAML}: 1}}"),
    "an outcome removed": said("remove: [outcome]"),
    "a model set by a path": said("set: {model: /etc/passwd}"),
    "a path set in a path": said("set: {drivers.d: 1, drivers.d.start: 2}"),
    "a seed of infinity": said("random_seed: .inf", "finite"),
    "a seed below zero": said("random_seed: -1", "a random seed is"),
    "a year beyond all": said("until: 99999-01", "is not a month"),
}
BYTES = {
    "UTF-16 without a mark": checked(SMALL.encode("utf-16-le"), "U+0000 is not allowed"),
    "UTF-32": checked(SMALL.encode("utf-32"), "is not UTF-8 text"),
    "two byte order marks": checked(b"\xef\xbb\xbf" * 2 + SMALL.encode(), "U+FEFF is not allowed"),
    "an overlong character": checked(b"title: \xc0\xae", "is not UTF-8 text"),
    "half a character as bytes": checked(b"title: \xed\xa0\x80", "is not UTF-8 text"),
    "a line end of another kind": checked("title: a\u2028b: 1\n", "U+2028 is not allowed"),
    "a compressed file": checked(b"\x1f\x8b\x08" + bytes(100), "is not UTF-8 text"),
    "an invisible character in a key": checked(
        SMALL.replace("model", "mod\u200bel"), "unknown key 'mod\\u200bel'"
    ),
    "escape codes in a comment": checked(f"# \x1b[31mred\n{SMALL}", "U+001B is not allowed"),
    "a comment that reads backwards": checked(
        f"# \u202eevil\n{SMALL}x: 1 # \u202e\n", "unknown key"
    ),
}

KINDS = {**FACTS, **EVIDENCE, **SCENARIOS, **BYTES}
