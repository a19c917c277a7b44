"""The cohort of `benchmarks.cohort` in this engine, which is exact from one run.

`python -m benchmarks.cohort_engine program` puts one set of numbers after another into one compiled
program; `... study` asks as a study does that varies numbers (`sweep`, `solve`). Reading and
compiling are left out of the time, which is printed with the answers.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from benchmarks import cohort
from scenario.engine.answers import Asking, answered
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.expr.question import parse_question
from scenario.resolve import Resolved, load
from scenario.studies.levers import Levers

Sets = list[list[float]]
Answering = Callable[[Sets], list[float]]
PLACES = [f"outcome.transitions.{name}.rate" for name in cohort.WAYS]
STATE = cohort.STATES[cohort.ASKED]


def resolved() -> Resolved:
    """The cohort, read and checked."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.yaml"
        file.write_text(yaml.safe_dump(cohort.document(), sort_keys=False), "utf-8")
        return load(str(file))


def by_program(read: Resolved) -> Answering:
    """Numbers are written into the memory of a compiled program, of which one run is made."""
    program = compile_model(read)
    kernel = kernel_of(program, chain=chain_of(program))
    if compiling := kernel.codes.prepare(kernel.grades):
        compiling.join()
    instance = Instance(kernel, taken=1)
    for count in (instance.count_values, instance.count_rules, instance.draw_outcome):
        count(False)
    instance.carry_outcome(True)
    instance.take_at([program.steps])
    order = [PLACES.index(number.place) for number in program.numbers]
    asked = program.states.index(STATE)

    def one(rates: list[float]) -> float:
        instance.set_numbers([rates[at] for at in order])
        instance.run(0, 1, 1)
        return float(instance.chances(program.steps, 1, asked, ever=True)[0])

    return lambda sets: [one(rates) for rates in sets]


def by_study(read: Resolved) -> Answering:
    """Every set of numbers is a member of a study of one run."""
    question = parse_question(f"P({STATE} by {read.until})")

    def all_of(sets: Sets) -> list[float]:
        levers = Levers(read, dict(zip(PLACES, zip(*sets, strict=True), strict=True)))
        members = [levers.member(dict(zip(PLACES, rates, strict=True))) for rates in sets]
        task = Asking(levers.scenarios, [members], [question], levers.programs)
        return [float(p) for _, found in answered(task, 1, 1) for p in found.mean(0)]

    return all_of


WAYS = {"program": by_program, "study": by_study}


def main(way: str) -> None:
    ask, sets = WAYS[way](resolved()), cohort.sets()
    ask(sets)  # what is compiled when first asked for is compiled before the clock starts
    began = time.process_time()
    found = ask(sets)
    print(cohort.answer(time.process_time() - began, found))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "program")
