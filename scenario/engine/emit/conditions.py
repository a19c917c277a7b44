"""Which rules hold in a step."""

from __future__ import annotations

from scenario.engine.emit.emission import Emission, portions


def conditions(e: Emission) -> None:
    """Read every rule's condition."""
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
                    k.store(layout.rule + index * layout.row, on & e.trusted_mask(plan.when, on))
    _held(e)


def _held(e: Emission) -> None:
    """Count the steps in which each rule holds, where they are wanted."""
    k, layout, rules = e.kernel, e.layout, len(e.program.rules)
    if rules:
        with e.verb("held") as (runs, _):
            wanted = k.word("int", layout.holding)
            with k.when(wanted), k.loop(rules) as index:
                by = index * layout.row
                with k.lanes(runs):
                    one = k.select(k.load("mask", layout.rule, by), 1.0, k.constant("f64", 0.0))
                    k.store(layout.held, k.load("f64", layout.held, by) + one, by)
