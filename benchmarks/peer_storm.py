"""The cohort of `benchmarks.cohort` in the model checker Storm: a chain with parameters.

The chain is built once, and Storm's own checker of instances is given one set of numbers after
another; building is left out of the time. The probabilities of a step are worked out beforehand.
Storm takes parameters as exact fractions: `python -m benchmarks.peer_storm` makes these of floating
numbers within the time, `... fractions` before it. Either prints the time and the answers.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import stormpy
from stormpy import RationalFunction, RationalFunctionCoefficient
from stormpy.pars.developer import SparseInstantiationModelChecker

from benchmarks import cohort

PROPERTY = f'P=? [F<={cohort.STEPS} "asked"]'
EDGES = cohort.edges()
NAMES = [f"p{source}{target}" for source, target, _ in EDGES]


def program() -> str:
    """The chain in the language of PRISM; every edge has a probability of its own."""
    lines = ["dtmc", *(f"const double {name};" for name in NAMES), "module cohort"]
    lines.append(f"  s: [0..{len(cohort.STATES) - 1}] init {cohort.START};")
    for state in range(len(cohort.STATES)):
        here = [(n, to) for n, (source, to, _) in zip(NAMES, EDGES, strict=True) if source == state]
        stays = " - ".join(["1", *(name for name, _ in here)])
        ways = " + ".join([*(f"{name}: (s'={to})" for name, to in here), f"{stays}: (s'={state})"])
        lines.append(f"  [] s={state} -> {ways};")
    return "\n".join([*lines, "endmodule", f'label "asked" = s={cohort.ASKED};'])


class Chain:
    """The chain, built, and what Storm needs to check it under other numbers."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cohort.pm"
            file.write_text(program(), "utf-8")
            parsed = stormpy.parse_prism_program(str(file))
        wanted = stormpy.parse_properties(PROPERTY, parsed)
        built = stormpy.build_model[RationalFunction](parsed, wanted)
        self.start = built.initial_states[0]
        known = {variable.name: variable for variable in built.collect_all_parameters()}
        self.variables = [known.get(name) for name in NAMES]  # none beyond the state asked for
        self.environment = stormpy.environments.default(built)
        self.checker = SparseInstantiationModelChecker(self.environment, built)
        formula = wanted[0].get_raw_formula()
        self.checker.specify_formula(stormpy.developer.CheckTask[RationalFunction](formula, True))

    def fractions(self, chances: Sequence[float]) -> Mapping[Any, Any]:
        """The value of every parameter."""
        pairs = zip(self.variables, chances, strict=True)
        return {one: RationalFunctionCoefficient(repr(p)) for one, p in pairs if one is not None}

    def reached(self, fractions: Mapping[Any, Any]) -> float:
        """The probability that is asked for."""
        return float(self.checker.check(self.environment, fractions).get_value(self.start))


def main(fractions: bool) -> None:
    chain, chances = Chain(), [cohort.chances(rates) for rates in cohort.sets()]
    made = [chain.fractions(each) for each in chances]
    for each in made:  # everyone answers once before the clock starts
        chain.reached(each)
    began = time.process_time()
    if not fractions:
        made = [chain.fractions(each) for each in chances]
    found = [chain.reached(each) for each in made]
    print(cohort.answer(time.process_time() - began, found))


if __name__ == "__main__":
    main("fractions" in sys.argv[1:])
