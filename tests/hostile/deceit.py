"""Names that are ours or Python's, and texts that would control a terminal."""

from __future__ import annotations

from tests.hostile.case import (
    MODEL,
    SMALL,
    TORN,
    TORN_YAML,
    Case,
    named,
    one,
    run,
)

_WORDS = (
    "drivers process start rate level run runs step state date time months sd q05 quantile "
    "values data index p se low high title because model document paths extra __class__ __init__ "
    "__dict__ __getattr__ self cls import_ class_ def_ lambda_ none_ nan inf pi e actor driver "
    "event"
)
NAMES = tuple(_WORDS.split())
"""Names of our own keys, arrays and methods, and Python's."""

LIKE_OURS = (
    MODEL
    + "parameters:\n"
    + "".join(f"  {name}_: {{value: 1 to 2}}\n" for name in NAMES[:20])
    + "drivers:\n"
    + "".join(f"  {name}: {{start: 1, process: random_walk}}\n" for name in NAMES)
    + "actors:\n"
    + "".join(f"  _{name}: {{alignment: 0, volatility: 0.1}}\n" for name in NAMES)
    + "events:\n"
    + "".join(f"  {name}__: {{rate: 1}}\n" for name in NAMES)
    + "rules:\n"
    + "".join(f"  {name}: {{when: {name} > 0, effects: []}}\n" for name in NAMES)
    + f"outcome: {{start: {NAMES[0]}, states: [{', '.join(NAMES)}], transitions: {{}}}}\n"
)


def driver_called(name: str) -> str:
    return SMALL + f"drivers: {{{name}: {{start: 1, process: constant}}}}\n"


TORN_FILE = f"{TORN[:8]}.yaml"

DECEIT = {
    **{
        f"the name {name!r}": one(
            SMALL + f"drivers: {{{name}: {{start: 1, process: constant}}}}\n", name
        )
        for name in ("t", "outcome", "min", "happened", "and", "lambda", "None", "true")
    },
    **{
        f"the name {shown}": one(
            SMALL + f"drivers: {{{name}: {{start: 1, process: constant}}}}\n", "name"
        )
        for shown, name in {
            "with a space": '"a b"',
            "with a dot": '"a.b"',
            "of letters that look alike": "аctor",
            "that reads backwards": '"\\u202Eevil"',
            "of nothing": '""',
            "of 200 letters": "x" * 200,
        }.items()
    },
    "names like ours": Case({"f.yaml": LIKE_OURS}, ("check", "f.yaml"), (0,)),
    "names like ours, run": run(
        LIKE_OURS, "--runs", "50", "--horizon", "3 months", "--no-judgement", code=0
    ),
    "names like ours, as JSON": run(
        LIKE_OURS, "--runs", "50", "--horizon", "3 months", "--no-judgement", "--json", code=0
    ),
    "names like ours, saved": run(
        LIKE_OURS, "--runs", "50", "--horizon", "3 months", "--no-judgement", "--out", "o", code=0
    ),
    **{
        f"escape codes in all texts, {' '.join(arguments)}": Case(
            {
                "f.yaml": SMALL.replace("title: M", f"title: {TORN_YAML}").replace(
                    "states: [a, b]", f"states: {{a: {TORN_YAML}, b: {TORN_YAML}}}"
                )
                + f"question: {TORN_YAML}\nbecause: {TORN_YAML}\naxis: [{TORN_YAML}, West]\n"
                + f"drivers: {{d: {{title: {TORN_YAML}, unit: {TORN_YAML}, start: 1, "
                + "process: constant}}\nexpectations: [{that: P(b by 2023-12) < 1%, "
                + f"because: {TORN_YAML}}}]\n"
            },
            arguments,
            (0, 1),
        )
        for arguments in (
            ("run", "f.yaml", "--runs", "50", "--no-judgement"),
            ("run", "f.yaml", "--runs", "50", "--no-judgement", "--json"),
            ("check", "f.yaml"),
            ("check", "f.yaml", "--json"),
            ("show", "f.yaml"),
            ("show", "f.yaml", "--json"),
            ("show", "f.yaml", "--origin"),
        )
    },
    "escape codes as bytes": one(SMALL + f"note: {TORN}\n".replace("\u202e", ""), "U+001B"),
    "bidirectional text as bytes": one(SMALL + "note: \u202eevil\n", "", (0, 2)),
    "escape codes in a key": one(SMALL + f"{TORN_YAML}: 1\n", "unknown key"),
    "escape codes in an expression": one(
        SMALL + f"rules: {{r: {{when: {TORN_YAML}, effects: []}}}}\n"
    ),
    "escape codes in a claim": one(SMALL + f"expectations: [{{that: {TORN_YAML}}}]\n"),
    "escape codes in a citation": one(SMALL + f"cites: [{TORN_YAML}]\n", "no fact is called"),
    "escape codes in a month": one(SMALL.replace("2022-12", TORN_YAML), "is not a month"),
    "escape codes in a path": named("\\e[31m\\u202Eevil.yaml", "there is no file"),
    "escape codes in a file name": Case(
        {f"{TORN[:8]}.yaml": "a: ["}, ("check", f"{TORN[:8]}.yaml")
    ),
    "escape codes in the name of a sound file": Case(
        {f"{TORN[:8]}\u202e.yaml": SMALL}, ("check", f"{TORN[:8]}\u202e.yaml"), (0,)
    ),
}
