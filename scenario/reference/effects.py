"""Which effects act in a step, and what they make of a value, a field, a target or a rate.

It knows when things happened; whether they happen and how values move by themselves is decided
elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from scenario.reference.numbers import Numbers
from scenario.reference.plan import Aim, Plan
from scenario.reference.reading import Reading
from scenario.reference.records import Account, Acting, Changed
from scenario.reference.stop import Stop
from scenario.schema.effect import JOINED, joined

Acts = dict[str, list[Acting]]
"""What acts on each target in a step."""


class Begun(NamedTuple):
    """An effect, and the step in which it began."""

    aim: Aim
    step: int


class Effects(Reading):
    """One run with the effects under way."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        self.steps: dict[str, list[int]] = {}
        """The steps in which each event has happened."""
        self.rules: tuple[str, ...] = ()
        """Those that hold in this step."""
        self.ruled: Acts = {}
        self.lasting: Acts = {}

    # What acts

    def look_around(self, k: int) -> None:
        """Find, at the beginning of step `k`, which rules hold and which changes are in force."""
        rules = self.model.rules
        self.rules = tuple(
            name
            for name in self.plan.rules
            if self.plan.within(rules[name].between, k)
            and self.holds(rules[name].when, f"rules.{name}.when")
        )
        aims = [aim for name in self.rules for aim in self.plan.rules[name]]
        self.ruled = gathered(self.acting(aim) for aim in aims)
        self.lasting = gathered(self.changes(k))

    def acting(self, aim: Aim, began: int = 0) -> Acting:
        """An effect as it acts now."""
        value = self.number(aim.quantity, aim.place)
        return Acting(aim.kind, aim.target, value, aim.by, aim.place, began, aim.over)

    def changes(self, k: int) -> Iterator[Acting]:
        """Changes of fields, targets and rates that happenings before step `k` brought about."""
        for aim, began in self.in_force(k):
            yield self.acting(aim, began)

    def in_force(self, k: int) -> list[Begun]:
        """Lasting effects of events that are in force in step `k`, with the step each began in."""
        found = [
            Begun(aim, begun[-1])
            for event, happened in self.steps.items()
            for aim in self.plan.events[event]
            if not aim.is_value
            and (begun := [s + aim.after for s in happened if s + aim.after < k])
        ]
        return latest([b for b in found if b.aim.lasts is None or k <= b.step + b.aim.lasts])

    def pushes(self, k: int) -> Iterator[Acting]:
        """Pushes on values under way at the end of step `k`."""
        found = [
            Begun(aim, step + aim.after)
            for event, happened in self.steps.items()
            for aim in self.plan.events[event]
            for step in happened
            if aim.is_value and step + aim.after <= k
        ]
        for aim, began in latest(found):
            left = began + aim.over - k
            if left > 0:
                yield self.acting(aim, began)._replace(left=left)

    # What comes of it

    def changed(self, target: str, own: float) -> Changed:
        """The latest set (else its own value), with all that acts in the stages that follow."""
        if target not in self.lasting and target not in self.ruled:
            return Changed(own, own)
        acting = [*self.lasting.get(target, ()), *self.ruled.get(target, ())]
        sets = [a for a in acting if a.kind.stage.latest]
        others = [a for a in acting if not a.kind.stage.latest]
        first = agreed([a.operand for a in sets], sets) if sets else own
        value = joined(first, [(a.kind, a.value) for a in others])
        return Changed(own, value, (*sets, *others))

    def pushed(self, name: str, account: Account, pushes: list[Acting]) -> None:
        """Apply what rules add to a value, then what events do, stage by stage, at last their sets.

        Args:
            name: The driver or actor.
            account: Its value on its way through the step.
            pushes: The effects of events on it that are under way.

        Raises:
            Stop: Two sets begin together and disagree.
        """
        for a in self.ruled.get(name, ()):
            account.to(account.now + a.value * self.dt, "rule", a.by, a.place)
        if not pushes:
            return
        for stage in JOINED:
            for a in (a for a in pushes if a.kind.stage is stage):
                account.to(stage.plain_join(account.now, part(a)), "event", a.by, a.place)
        sets = [a for a in pushes if a.kind.stage.latest]
        if sets:
            x = account.now
            ends = [a.operand if a.left == 1 else x + (a.operand - x) / a.left for a in sets]
            account.to(agreed(ends, sets), "event", sets[0].by, sets[0].place)

    def refuse_clashes(self, k: int) -> None:
        """Stop where two lasting sets of one target that began together disagree after step `k`."""
        sets: dict[str, list[Begun]] = defaultdict(list)
        for begun in self.in_force(k + 1):
            if begun.aim.kind.stage.latest:
                sets[begun.aim.target].append(begun)
        for together in sets.values():
            if len(together) > 1:
                acting = [self.acting(aim, began) for aim, began in together]
                agreed([a.operand for a in acting], acting)


def part(push: Acting) -> float:
    """What a push comes to in one of the steps that it is spread over."""
    spread = push.kind.stage.plain_spread
    return push.operand if push.length == 1 or spread is None else spread(push.operand, push.length)


def gathered(acting: Iterator[Acting]) -> Acts:
    """By target."""
    found: Acts = defaultdict(list)
    for one in acting:
        found[one.target].append(one)
    return dict(found)


def latest(begun: list[Begun]) -> list[Begun]:
    """All but the sets that have given way to later ones of the same target, done or not."""
    last: dict[str, int] = {}
    for aim, step in begun:
        if aim.kind.stage.latest:
            last[aim.target] = max(step, last.get(aim.target, 0))
    return [b for b in begun if not b.aim.kind.stage.latest or b.step == last[b.aim.target]]


def agreed(values: list[float], sets: list[Acting]) -> float:
    """The one value that sets give.

    Raises:
        Stop: They begin together and disagree.
    """
    if any(value != values[0] for value in values):
        place = sets[0].place
        raise Stop("is set twice, to different values, in one step", place, sets[0].target)
    return values[0]
