"""The sections on how it was done: the method in words and formulas, and how to do it again.

What they say of the method is the language's own definition of a step.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.forecast.wording import count
from scenario.present.blocks import (
    Block,
    Code,
    Formula,
    Inline,
    Items,
    Listing,
    Text,
    paragraph,
    table,
)
from scenario.report.material import Material


def method(material: Material) -> Iterator[Block]:
    """What one step means, and where the numbers come from."""
    forecast = material.forecast
    carried = forecast.method == "propagated"
    share = "the mean of those that the runs carry" if carried else "the share of runs"
    yield paragraph(
        f"Each of {count(forecast.runs, 'run')} is one possible future, simulated in"
        f" {count(len(forecast.dates) - 1, 'step')} of {count(forecast.months_per_step, 'month')}."
        f" Everything in a step reads the values at its beginning. A probability is {share}."
    )
    yield Items(
        (
            *_FORMULAS,
            (
                "Judgements (intervals and distributions) are drawn once per run and shared by all"
                " who name them; an interval runs from the 5th to the 95th percentile.",
            ),
            (
                "The judgement range comes from a second, nested set of runs: many draws of all"
                " judgements, few runs each, less the noise that so few runs must have.",
            ),
            (
                "Every random number is a function of the random seed, a name, the run and the"
                " step: the same command gives the same numbers, and scenarios share theirs.",
            ),
        )
    )


def provenance(material: Material) -> Iterator[Block]:
    """What it takes to make this report again."""
    forecast = material.forecast
    if material.command:
        yield paragraph("This command makes this report again:")
        yield Listing(material.command)
    rows: list[list[Inline | Text]] = [
        ["Random seed", str(forecast.random_seed)],
        ["Runs", f"{forecast.runs:,}"],
        ["Method", forecast.method],
    ]
    rows += [[_NAMES.get(key, key), Code(str(value))] for key, value in forecast.provenance.items()]
    yield table("Provenance of the forecast", ["What", "Value"], rows)
    if forecast.notes:
        yield Items(tuple((f"Note: {note}.",) for note in forecast.notes))


_NAMES = {
    "model_sha256": "Model (SHA-256)",
    "resolved": "Resolved scenario (SHA-256)",
    "version": "Version of scenario",
    "python": "Python",
    "numpy": "NumPy",
    "machine": "Machine",
    "engine": "Engine",
    "engine_contract": "Contract of the engines",
}


def _maths(*parts: str, source: str) -> Formula:
    return Formula(tuple(f"<math>{part}</math>" for part in parts), source, within=True)


def _exp(inner: str) -> str:
    return f"<msup><mi>e</mi><mrow><mo>−</mo>{inner}</mrow></msup>"


_DT = "<mrow><mi>Δ</mi><mi>t</mi></mrow>"
_HAPPENS = _maths(f"<mn>1</mn><mo>−</mo>{_exp('<mi>r</mi>' + _DT)}", source="1 - exp(-r dt)")
_RETURN = _maths(
    "<msub><mi>x</mi><mi>t+Δt</mi></msub><mo>=</mo><mi>m</mi>",
    f"<mo>+</mo><mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>−</mo><mi>m</mi><mo>)</mo>"
    f"{_exp('<mi>k</mi>' + _DT)}",
    "<mo>+</mo><mi>s</mi><msqrt><mrow><mn>1</mn><mo>−</mo>"
    "<msup><mi>e</mi><mrow><mo>−</mo><mn>2</mn><mi>k</mi><mi>Δ</mi><mi>t</mi></mrow></msup>"
    "</mrow></msqrt><mi>ε</mi>",
    source="x' = m + (x - m) exp(-k dt) + s sqrt(1 - exp(-2 k dt)) e",
)
_TARGET = _maths(
    "<msub><mi>z</mi><mi>i</mi></msub><mo>=</mo>",
    "<mo>(</mo><mn>1</mn><mo>−</mo><mi>λ</mi><mo>)</mo><msub><mi>a</mi><mi>i</mi></msub>"
    "<mo>(</mo><mn>0</mn><mo>)</mo>",
    "<mo>+</mo><mi>λ</mi><mo>∑</mo><msub><mi>w</mi><mi>ij</mi></msub><msub><mi>a</mi><mi>j</mi></msub>",
    "<mo>+</mo><mo>∑</mo><msub><mi>b</mi><mi>ik</mi></msub><mi>Δ</mi><msub><mi>x</mi><mi>k</mi></msub>",
    source="z = (1 - l) a0 + l sum(w a) + sum(b dx)",
)
_MOVE = _maths(
    "<mi>a</mi><mo>+</mo><mo>(</mo><mn>1</mn><mo>−</mo>"
    f"{_exp('<mi>v</mi>' + _DT)}<mo>)</mo><mo>(</mo><mi>z</mi><mo>−</mo><mi>a</mi><mo>)</mo>",
    "<mo>+</mo><mi>σ</mi><msqrt><mrow><mi>Δ</mi><mi>t</mi></mrow></msqrt><mi>ε</mi>",
    source="a + (1 - exp(-v dt)) (z - a) + sigma sqrt(dt) e",
)
_FORMULAS: tuple[Text, ...] = (
    (
        "An event or a transition with rate r per year happens in a step with probability ",
        _HAPPENS,
        "; of several transitions, the one whose clock ends first.",
    ),
    (
        "A driver that returns to a level m takes the exact step of an Ornstein-Uhlenbeck process ",
        _RETURN,
        ", with speed k, long-run spread s and a standard normal draw ε. Growth, logistic growth"
        " and random walks take their exact steps too.",
    ),
    (
        "An actor is drawn towards ",
        _TARGET,
        ": its own start, the weighted views of those it hears, and the drivers it responds to"
        " (Friedkin and Johnsen); it moves to ",
        _MOVE,
        ".",
    ),
    (
        "A rate or a level that rules and events change is its own value (or the latest one set),"
        " plus all additions, times all factors.",
    ),
)
