"""Which rules hold in a step."""

from __future__ import annotations

from scenario.engine.emit.emission import Emission, portions


def conditions(e: Emission) -> None:
    """Read every rule's condition; count the steps in which it holds."""
    k, layout = e.kernel, e.layout
    rules = list(enumerate(e.program.rules))
    for number, some in enumerate(portions(rules, lambda rule: [rule[1].when.tree])):
        with e.verb(f"conditions_{number}") as (runs, step):
            flags = {index: e.flag(layout.rule_on, step, index) for index, _ in some}
            with k.lanes(runs):
                for index, plan in some:
                    on = k.op("flag", "mask", flags[index])
                    switch = e.switched("rule", index)
                    on = on if switch is None else on & switch
                    holds = on & e.trusted_mask(plan.when, on)
                    at = index * layout.row
                    k.store(layout.rule + at, holds)
                    held = k.load("f64", layout.held + at)
                    k.store(layout.held + at, held + k.select(holds, 1.0, k.constant("f64", 0.0)))
