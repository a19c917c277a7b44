"""Too much of everything, in files and on the command line."""

from __future__ import annotations

from tests.hostile.case import (
    MODEL,
    SCENARIO,
    SMALL,
    TORN,
    WALK,
    Case,
    chain,
    lines,
    one,
    scenario,
    typed,
)

MUCH = {
    "a billion billion runs": scenario("model: m.yaml\nhorizon: 1 year\nruns: 1e18\n", "too long"),
    "1e300 runs": scenario("model: m.yaml\nhorizon: 1 year\nruns: 1e300\n", "too long"),
    "runs of 300 digits": scenario(
        f"model: m.yaml\nhorizon: 1 year\nruns: {'9' * 300}\n", "at most 1,000,000,000 runs"
    ),
    "a billion runs of a century": scenario(
        "model: m.yaml\nhorizon: 100 years\nruns: 1_000_000_000\n", "runs are allowed"
    ),
    "a seed of 300 digits": scenario(
        f"model: m.yaml\nhorizon: 1 year\nrandom_seed: {'9' * 300}\n", "a random seed is"
    ),
    "a horizon of 1e300 years": scenario("model: m.yaml\nhorizon: 1e300 years\n", "is longer than"),
    "a horizon of 1e999 years": scenario("model: m.yaml\nhorizon: 1e999 years\n", "is longer than"),
    "a horizon of 300 digits": scenario(f"model: m.yaml\nhorizon: {'9' * 300}\n", ""),
    "beyond the last year": scenario("model: m.yaml\nhorizon: 8_500 years\n", ""),
    "a step of 1e300 years": one(SMALL.replace("1 month", "1e300 years"), "is longer than"),
    "a step of no length": one(SMALL.replace("1 month", "1e-300 years"), "longer than nothing"),
    "8,000 years of ten drivers": scenario(
        "model: m.yaml\nuntil: 9999-12\nruns: 1\n",
        "steps are too many to record",
        model=SMALL + "drivers:\n" + lines("  d#: {start: 1, process: random_walk}", 10),
    ),
    "a delay of 1e300 years": one(
        SMALL + WALK + "events: {e: {rate: 1, effects: [{add: 1, to: d, after: 1e300 years}]}}\n"
    ),
    "a push over a million months": one(
        SMALL + WALK + "events: {e: {rate: 1, effects: [{add: 1, to: d, over: 1000000 months}]}}\n",
        "",
        (0, 2),
    ),
    "30,000 states": one(
        MODEL + f"outcome: {{start: s0, states: [{', '.join(f's{i}' for i in range(30_000))}]}}\n"
    ),
    "300 states": one(
        MODEL
        + f"outcome: {{start: s0, states: [{', '.join(f's{i}' for i in range(300))}], "
        + "transitions: {}}\n",
        "at most 100 are allowed",
    ),
    "15,000 rules": one(SMALL + "rules:\n" + lines("  r#: {when: t > #, effects: []}", 15_000)),
    "2,000 rules": one(
        SMALL + "rules:\n" + lines("  r#: {when: t > #, effects: []}", 2_000), "1,500"
    ),
    "2,000 drivers": one(
        SMALL + "drivers:\n" + lines("  d#: {start: 1, process: random_walk}", 2_000), "1,500"
    ),
    "2,000 drivers set by a scenario": scenario(
        SCENARIO + "set:\n" + lines("  drivers.d#: {start: 1, process: random_walk}", 2_000),
        "at most 1,500 are allowed",
    ),
    "300 states set by a scenario": scenario(
        SCENARIO + "set:\n" + lines("  outcome.states.s#: more", 300), "at most 100 are allowed"
    ),
    "5,000 wrong paths": scenario(
        SCENARIO + "set:\n" + lines("  drivers.d#.start: 1", 5_000), "and 4,980 more"
    ),
    "5,000 wrong paths into a large model": scenario(
        SCENARIO + "set:\n" + lines("  drivers.d#.start: 1", 5_000),
        "and 4,980 more",
        model=SMALL + "drivers:\n" + lines("  e#: {start: 1, process: random_walk}", 1_400),
    ),
    "5,000 wrong paths to take out": scenario(
        SCENARIO + "remove:\n" + lines("  - drivers.d#", 5_000), "and 4,980 more"
    ),
    "10,000 items added to a list": scenario(
        SCENARIO + "set:\n" + lines("  events.e.effects.#: {add: 1, to: d}", 3_000),
        model=SMALL + WALK + "events: {e: {rate: 1, effects: []}}\n",
        code=0,
    ),
    "a path of 24,000 months": one(
        SMALL
        + "drivers: {d: {process: {path: {"
        + ", ".join(f"{y}-{m:02d}: 1" for y in range(1000, 3000) for m in range(1, 13))
        + "}}}}\n"
    ),
    "50,000 targets": one(
        SMALL
        + WALK
        + f"events: {{e: {{rate: 1, effects: [{{multiply: [{'d, ' * 50_000}], by: 2}}]}}}}"
    ),
    "250,000 characters of reasons": one(
        SMALL + "rules:\n" + lines(f"  r#: {{when: true, effects: [], note: {'x' * 9_000}}}", 50),
        "at most 250,000 are allowed",
    ),
    "parameters that double": one(
        MODEL
        + "outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: p0000}}}\n"
        + chain("parameters", "{value: # * # / #}", "{value: 1 to 2}", 59).removeprefix(SMALL),
        "too long",
    ),
    "900 parameters, each of the next": one(
        chain("parameters", "{value: # + 1}", "{value: 1 to 2}", 900), "at most 100 are allowed"
    ),
    "900 derived drivers, each of the next": one(
        chain("drivers", "{process: {derived: # + 1}}", "{start: 1, process: constant}", 900),
        "at most 100 are allowed",
    ),
    "900 parameters in a circle": one(
        SMALL
        + "parameters:\n"
        + "".join(f"  p{i}: {{value: p{(i + 1) % 900} + 1}}\n" for i in range(900)),
        "in a circle",
    ),
    "2,400 correlations that cannot be": one(
        SMALL
        + "parameters:\n"
        + lines("  p#: {value: 1 to 2}", 70)
        + "correlations:\n"
        + "".join(
            f"  - {{between: [p{i}, p{j}], value: -0.3}}\n" for i in range(70) for j in range(i)
        ),
        "cannot hold together",
    ),
    "an actor who responds to 900 drivers": Case(
        {
            "f.yaml": SMALL
            + "actors: {a: {alignment: 0, responds_to: {"
            + ", ".join(f"d{i}: 1" for i in range(900))
            + "}}}\n"
            + "drivers:\n"
            + lines("  d#: {start: 1, process: constant}", 900)
        },
        ("run", "f.yaml", "--runs", "10", "--horizon", "2 months", "--no-judgement", "--quiet"),
        (0,),
    ),
    "quantiles by the thousand": one(
        SMALL
        + "parameters: {p: {value: {quantiles: {"
        + ", ".join(f"{i / 100:.4f}: {i}" for i in range(1, 9_000))
        + "}}}}\n",
        "",
        (0, 2),
    ),
}

ARGUMENTS = {
    "--set of 10,000 brackets": typed(
        "--set", "drivers.d.start=" + "[" * 10_000, shows="more than 40"
    ),
    "--set of an alias": typed("--set", "drivers.d.start=*a", shows="alias"),
    "--set of a tag": typed("--set", "drivers.d.start=!!python/name:os.system", shows="tag"),
    "--set of two documents": typed("--set", "drivers.d.start=1\n---\n2", shows="second document"),
    "--set of NaN": typed("--set", "drivers.d.start=.nan", shows=".nan"),
    "--set of a tower": typed("--set", "drivers.d.start=9**9**9**9", shows="finite"),
    "--set of an attribute": typed("--set", "drivers.__class__=1", shows=""),
    "--set of a path into Python": typed("--set", "model.__dict__.x=1", shows="without parts"),
    "--set of no path": typed("--set", "=1", shows="is not PATH=VALUE"),
    "--set of dots": typed("--set", "....=1", shows=""),
    "--set of a path of 100,000 characters": typed("--set", "a." * 50_000 + "=1", shows=""),
    "--set of facts out of the root": typed("--set", "facts=[/etc/passwd]", shows=""),
    "--set of escape codes": typed("--set", f"{TORN}=1", shows=""),
    "--set 1,000 times": typed(*["--set", "drivers.x.start=1"] * 1_000, shows="matches nothing"),
    "--runs 1e999": typed("--runs", "1e999", shows="--runs"),
    "--runs with a sign": typed("--runs", "-5", shows="--runs"),
    "--runs of a list": typed("--runs", "[1]", shows="--runs"),
    "--random-seed of a word": typed("--random-seed", "dice", shows="--random-seed"),
    "--horizon of nonsense": typed("--horizon", "5 fortnights", shows="--horizon"),
    "--horizon of 1e99 years": typed("--horizon", "1e99 years", shows="--horizon"),
    "--until of no month": typed("--until", "2030-13", shows="--until"),
    "--until of the year 10,000": typed("--until", "10000-01", shows="--until"),
    "--workers by the million": typed("--workers", "1000000", "--runs", "10", code=0),
    "--workers zero": typed("--workers", "0", shows="--workers"),
    "a command that is not": Case({}, (TORN,), shows="there is no command"),
    "an option that is not": typed(f"--{TORN}", shows=""),
}
