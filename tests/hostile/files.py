"""Files that are no honest YAML, expressions that are no honest sums, paths that lead astray."""

from __future__ import annotations

import os

from tests.hostile.case import (
    SMALL,
    WALK,
    Case,
    lines,
    link,
    named,
    one,
)

ALIASES = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a, *a]\n" for i in range(1_000))

YAML = {
    "alias bomb": one(ALIASES, "an anchor (&name) is not supported"),
    "200,000 opening brackets": one("[" * 200_000, "more than 40 mappings or lists"),
    "200,000 pairs of brackets": one("a: " + "[" * 200_000 + "]" * 200_000, "more than 40"),
    "3,000-deep map": one("\n".join(" " * i + "a:" for i in range(1_990)), "more than 40"),
    "3,000-deep map, on one line": one("{a: " * 3_000 + "1" + "}" * 3_000, "more than 40"),
    "3,000-deep map, too large": one("\n".join(" " * i + "a:" for i in range(3_000)), "larger"),
    "a million keys": one(lines("k#: 1", 150_000), "more than 50,000 keys and values"),
    "50 million bytes": one(b"x" * 50_000_000, "larger than 2,000,000 bytes"),
    "tag that would run a command": one(
        SMALL + 'note: !!python/object/apply:os.system ["touch here"]\n', "a tag (!name)"
    ),
    "tag that would make an object": one(SMALL + "note: !!python/name:os.system x\n", "a tag"),
    "merge key with an alias": one(
        SMALL + "x: &x {value: 1}\nparameters: {p: {<<: *x}}\n", "an anchor (&name)"
    ),
    "merge key": one(
        SMALL + "parameters: {p: {<<: {value: 1}}}\n", "merge key << is not supported"
    ),
    "several documents": one(SMALL + "---\n" + SMALL, "a second document begins here"),
    "a directive": one("%YAML 1.1\n---\n" + SMALL, "a line cannot start with %"),
    "not UTF-8": one(SMALL.replace("M", "\xe9").encode("latin-1"), "is not UTF-8 text"),
    "UTF-16": one(SMALL.encode("utf-16"), "is not UTF-8 text"),
    "NUL bytes": one(SMALL + 'note: "a\0b"\n', "U+0000 is not allowed"),
    "NUL written as an escape": one(SMALL + 'note: "a\\0b"\n', "", (0, 2)),
    "a lone surrogate": one(SMALL + 'note: "\\ud800"\n', "", (0, 2)),
    "binary": one(bytes(range(256)) * 1_000, "is not UTF-8 text"),
    "an image": one(b"\x89PNG\r\n\x1a\n" + bytes(1_000), "is not UTF-8 text"),
    "nothing": one("", "the file is empty"),
    "null": one("~\n", "the file is empty"),
    "a list": one("- 1\n", "must hold keys and values"),
    "NaN": one(SMALL + "parameters: {p: {value: .nan}}\n", ".nan"),
    "infinity": one(SMALL + "parameters: {p: {value: -.inf}}\n", ".inf"),
    "infinity in words": one(SMALL + 'parameters: {p: {value: "infinity"}}\n', "infinity"),
    "infinity by overflow": one(SMALL + "parameters: {p: {value: 1e999}}\n", "1e999"),
    "an integer of 5,000 digits": one(
        SMALL + f"parameters: {{p: {{value: {'9' * 5_000}}}}}\n", "is too large"
    ),
    "an integer of 300 digits as text": one(
        SMALL + f'parameters: {{p: {{value: "{"9" * 400}"}}}}\n', "not finite"
    ),
    "hexadecimal and octal": one(
        SMALL + "parameters: {p: {value: 0xFFFFFFFFFFFFFFFFFFFF}}\n", "", (0, 2)
    ),
    "sexagesimal": one(SMALL + "parameters: {p: {value: 12:30:45}}\n", ""),
    "a thousand faults": one(SMALL + "rules:\n" + lines("  r#: {when: u# > 1, effets: []}", 900)),
    "a thousand faults of names": one(
        SMALL + "rules:\n" + lines("  r#: {when: u# > 1, effects: []}", 900), "and 880 more"
    ),
    "five million comments": one("#\n" * 999_999, "the file is empty"),
}

EXPRESSIONS = {
    "an expression of a million characters": one(
        SMALL + f"rules: {{r: {{when: {'1 + ' * 250_000}1 > 0, effects: []}}}}\n", "too long"
    ),
    "an expression of 19,000 characters": one(
        SMALL + f"rules: {{r: {{when: {'1 + ' * 4_700}1 > 0, effects: []}}}}\n",
        "at most 10,000 are allowed",
    ),
    "a tower of powers": one(
        SMALL + "rules: {r: {when: 9**9**9**9 > 0, effects: []}}\n", "not a finite number"
    ),
    "a tower of a driver's powers": one(
        SMALL + WALK + "rules: {r: {when: d**d**d**d > 0, effects: []}}\n", "", (0,)
    ),
    "9,000 brackets": one(
        SMALL + f"rules: {{r: {{when: {'(' * 4_500}1{')' * 4_500} > 0, effects: []}}}}\n",
        "more than 100 levels",
    ),
    "9,000 minus signs": one(
        SMALL + f"rules: {{r: {{when: '{'-' * 9_000}1 > 0', effects: []}}}}\n", "more than 100"
    ),
    "3,000 nots": one(
        SMALL + f"rules: {{r: {{when: {'not ' * 2_400}true, effects: []}}}}\n", "more than 100"
    ),
    "4,000 terms": one(
        SMALL + WALK + f"rules: {{r: {{when: {'d+' * 4_000}1 > 0, effects: []}}}}\n",
        "more than 250",
    ),
    "4,000 arguments": one(
        SMALL + WALK + f"rules: {{r: {{when: 'max({'d,' * 4_000}1) > 0', effects: []}}}}\n",
        "",
        (0, 2),
    ),
    "an attribute of Python": one(
        SMALL + WALK + "rules: {r: {when: d.__class__ > 0, effects: []}}\n", "d.__class__"
    ),
    "a call of Python": one(
        SMALL + "rules: {r: {when: __import__('os').system('touch here') > 0, effects: []}}\n", ""
    ),
    "text in an expression": one(SMALL + "rules: {r: {when: '\"a\" * 10 > 0', effects: []}}\n"),
    "a question of a million characters": one(
        SMALL + f"expectations: [{{that: P(b by 2023-12) {'< 5% ' * 3_900}}}]\n", "", (0, 1, 2)
    ),
}

PLACES = {
    "a folder": Case({"f.yaml": lambda path: path.mkdir()}, shows="is a folder"),
    "a pipe": Case({"f.yaml": os.mkfifo}, shows="is not an ordinary file"),
    "an endless device": Case({"f.yaml": link("/dev/zero")}, shows="is not an ordinary file"),
    "an endless device, typed": Case({}, ("run", "/dev/zero"), shows="is not an ordinary file"),
    "standard input as a device": Case({}, ("run", "/dev/stdin"), shows=""),
    "random numbers": Case({"f.yaml": link("/dev/urandom")}, shows="is not an ordinary file"),
    "a link to itself": Case({"f.yaml": link("f.yaml")}, shows="Too many levels"),
    "no such file": Case({}, ("run", "missing.yaml"), shows="there is no file"),
    "an empty name": Case({}, ("run", ""), shows="not a path"),
    "a name that is too long": Case({}, ("run", "x" * 5_000), shows="cannot read"),
    "a folder that cannot be entered": Case(
        {"f": SMALL}, ("run", "f/g.yaml"), shows="there is no file"
    ),
    "facts at an absolute path": named("/etc/passwd", "is absolute"),
    "facts at a home path": named("~/facts.yaml", "is absolute"),
    "facts at a Windows path": named("C:\\\\facts.yaml", "is absolute"),
    "facts out of the root": named("../../../etc/passwd", "leaves the project folder"),
    "facts out of the root by a detour": named("a/../../x.yaml", "leaves the project folder"),
    "facts by a link out of the root": named(
        "out.yaml", "leaves the project folder", out=link("/etc/passwd")
    ),
    "facts by a linked folder out of the root": named(
        "out.yaml/passwd", "leaves the project folder", out=link("/etc")
    ),
    "facts out of a project, from inside it": Case(
        {
            "p/models/m.yaml": SMALL + "facts: [../../secret.yaml]\n",
            "p/scenarios/f.yaml": "model: ../models/m.yaml\nhorizon: 1 year\n",
            "secret.yaml": "source: {id: s}\nfacts: {}\n",
        },
        ("run", "p/scenarios/f.yaml"),
        shows="leaves the project folder p",
    ),
    "facts out of a project, from one of its folders": Case(
        {
            "g/f.yaml": "extends: ../models/../../s.yaml\n",
            "models/x": "",
            "scenarios/x": "",
            "f.yaml": link("g/f.yaml"),
        },
        ("run", "f.yaml"),
        shows="leaves the project folder",
    ),
    "facts out of a project whose models are a link": Case(
        {
            "models/m.yaml": SMALL + "facts: [../secret.yaml]\n",
            "p/models": link("../models"),
            "p/scenarios/f.yaml": "model: ../models/m.yaml\nhorizon: 1 year\n",
            "secret.yaml": "source: {id: s}\nfacts: {}\n",
        },
        ("run", "p/scenarios/f.yaml"),
        shows="leaves the project folder p",
    ),
    "facts with backslashes": named(r"..\\..\\facts.yaml", "write it with forward slashes"),
    "facts that are an endless device": named(
        "z.yaml", "leaves the project folder", z=link("/dev/zero")
    ),
    "facts that are a pipe": named("p.yaml", "is not an ordinary file", p=os.mkfifo),
    "facts that are a folder": named(".", "is a folder"),
    "facts that are the model itself": named("f.yaml", "`facts` names a facts file"),
    "facts with a NUL in the name": named("a\\0b", "this is not a path"),
    "facts that are 1.9 million comments": named("c.yaml", "is empty", c="#" * 1_900_000),
    "a hundred links of extends": Case(
        {
            "f.yaml": "extends: c0.yaml\n",
            **{f"c{i}.yaml": f"extends: c{i + 1}.yaml\n" for i in range(300)},
        },
        shows="more than 100 files are named",
    ),
    "extends itself": Case(
        {"f.yaml": "extends: f.yaml\n"}, ("run", "f.yaml"), shows="extend each other in a circle"
    ),
    "extends in a circle": Case(
        {
            "f.yaml": "extends: g.yaml\n",
            "g.yaml": "extends: h.yaml\n",
            "h.yaml": "extends: f.yaml\n",
        },
        ("run", "f.yaml"),
        shows="f.yaml -> g.yaml -> h.yaml -> f.yaml",
    ),
    "extends in a circle by a link": Case(
        {"f.yaml": "extends: g.yaml\n", "g.yaml": link("f.yaml")}, ("run", "f.yaml"), shows="circle"
    ),
    "facts in a circle": Case(
        {"f.yaml": SMALL + "facts: [g.yaml]\n", "g.yaml": SMALL + "facts: [f.yaml]\n"},
        shows="`facts` names a facts file",
    ),
    "ten large files": Case(
        {
            "f.yaml": SMALL + "facts: [" + ", ".join(f"g{i}.yaml" for i in range(10)) + "]\n",
            **{
                f"g{i}.yaml": f"source: {{id: s{i}}}\nfacts: {{}}\n" + "#" * 1_900_000
                for i in range(10)
            },
        },
        shows="more than 5,000,000 bytes together",
    ),
}
