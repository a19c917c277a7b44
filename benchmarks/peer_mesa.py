"""The reference workload in Mesa: every actor an agent, the rest the model's own step.

The arithmetic is that of `benchmarks.plain`, and no data collector slows it down, so what differs
is the framework. `python -m benchmarks.peer_mesa [RUNS]` prints its time and its answer.
"""

from __future__ import annotations

import random
import sys
import time

import mesa

from benchmarks import plain


class Actor(mesa.Agent):
    def __init__(self, model: Workload, number: int) -> None:
        super().__init__(model)
        self.number, self.next = number, 0.0

    def look(self) -> None:
        model = self.model
        self.next = plain.moved_actor(self.number, model.a, model.d, model.random)

    def move(self) -> None:
        self.model.a[self.number] = self.next


class Workload(mesa.Model):
    def __init__(self, seed: int, totals: plain.Totals) -> None:
        super().__init__(seed=seed)
        self.totals, self.p = totals, plain.draw(self.random)
        self.d, self.a = list(plain.DRIVERS), list(plain.ACTORS)
        self.state, self.ever, self.events = 0, {0}, [False, False]
        for number in range(len(self.a)):
            Actor(self, number)
        self.note(0)

    def step(self) -> None:
        chance = self.random
        now = plain.happened_now(self.d, self.p, self.events, chance)
        new = plain.moved_drivers(self.d, self.a, self.p, chance)
        plain.pushed(new, now)
        self.state = plain.moved_state(self.state, self.d, self.a, self.p, chance)
        self.agents.do("look")
        self.agents.do("move")
        self.d, self.events = new, [x or y for x, y in zip(self.events, now, strict=True)]
        self.ever.add(self.state)

    def note(self, step: int) -> None:
        self.totals.note(step, self.d + self.a, self.state, self.ever, self.events)


def main(runs: int) -> None:
    seeds, totals, began = random.Random(1), plain.Totals(), time.process_time()
    for _ in range(runs):
        model = Workload(seeds.getrandbits(32), totals)
        for step in range(1, plain.STEPS + 1):
            model.step()
            model.note(step)
        totals.runs += 1
    print(plain.answer(began, totals))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
