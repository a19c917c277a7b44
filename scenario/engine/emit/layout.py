"""Where everything of a tile of runs stands in the kernel's memory.

Rows are contiguous by kind, so that loops can walk over them. It computes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from scenario.engine import leaves
from scenario.engine.emit.packing import doubled, longs, words
from scenario.engine.emit.probability_rows import ProbabilityRows
from scenario.engine.formulas import all_trees, chance_formulas, moving_rows
from scenario.engine.leaves import NEVER
from scenario.engine.markov import Chain
from scenario.engine.program import FOREVER, Program
from scenario.expr import nodes as n
from scenario.kernel import random
from scenario.kernel.ir import PARTS, Kernel

BINS = 128
"""Bins of the histogram of a row at a step."""
WIDTH = 64
"""Runs of a tile, whose rows the processor's nearest caches hold; whole replicates."""
TILES = 16
"""Most tiles simulated in one call."""


class ChainRows(NamedTuple):
    """Rows of a chain whose state is drawn: which it is, and where runs go next."""

    state: int
    entered: int
    """Months from the start to when it was entered."""
    rest: int
    """Years that the last move left of its step, if it was one of a clock."""
    leaving: int
    """The state that the run goes to, if it goes anywhere."""
    years: int
    """Years until it does."""


class Layout(ProbabilityRows):
    """Addresses, in bytes; `width` runs make a tile.

    With `whole`, random numbers of all steps are kept, for tiles whose runs are simulated again.
    With a `chain`, runs may carry probabilities of all states instead of being in one.
    """

    def __init__(
        self,
        kernel: Kernel,
        program: Program,
        width: int,
        whole: bool = False,
        chain: Chain | None = None,
    ) -> None:
        self.kernel, self.program, self.width, self.whole = kernel, program, width, whole
        self.chain = chain
        self.row = 8 * width
        self.rate_in, self.shifted_in = {}, {}
        self.records: dict[int, int] = {}
        self._durations: dict[tuple[str, int], int] = {}
        self._settings()
        self._runs()
        self._chances()
        self._memories()
        self._counts()
        self.held_within: dict[int, int] = {}
        if chain is not None:
            self._probabilities(chain)

    def __getstate__(self) -> dict[str, Any]:
        """The addresses alone, of which the kernel and its program are no part."""
        return {k: v for k, v in vars(self).items() if k not in ("kernel", "program", "chain")}

    def uniforms(self, count: int) -> int:
        """The address of so many numbers that are the same in all lanes."""
        return self.kernel.allocate(16 * max(1, count))

    def number(self, value: float) -> int:
        """The address of a number that the program gives."""
        return self.kernel.place(doubled([value]))

    def months(self, steps: int) -> float:
        """How many months so many steps are; endless for what is for good."""
        return float("inf") if steps >= FOREVER else float(steps * self.program.months_per_step)

    # What a host may change between calls

    def _settings(self) -> None:
        kernel, program = self.kernel, self.program
        steps = program.steps
        self.numbers = kernel.place(
            doubled([number.value for number in program.numbers]) or bytes(16)
        )
        months = [float(step * program.months_per_step) for step in range(steps + 2)]
        self.month = kernel.place(doubled(months))
        before = [program.happened_before.get(i, NEVER) for i in range(len(program.events))]
        self.before = kernel.place(doubled(before) or bytes(16))
        self.rule_on = kernel.place(words(self.rule_flags()))
        self.event_on = kernel.place(words(self.event_flags()))
        self.take = kernel.allocate(4 * (steps + 1))
        self.until = kernel.place(words([steps]))
        self.given = kernel.allocate(4)
        self.pinned = kernel.allocate(4 * max(1, len(program.draws)))
        self.pinned_at = self.uniforms(len(program.draws))
        self.joined = kernel.place(words([1] * len(program.copulas)) or bytes(4))
        self.counting = kernel.place(words([1]))
        self.holding = kernel.place(words([1]))
        self.binning = kernel.allocate(4)
        self.drawing = kernel.place(words([1]))
        self.carrying = kernel.allocate(4)
        self.replicated = kernel.place(words([1]))
        self.ready = kernel.allocate(4)
        self.drawn = kernel.allocate(4)
        if program.observed is not None:
            self.new_keys, self.state_facts = (kernel.allocate(4 * max(1, steps)) for _ in range(2))
            self.event_facts = kernel.allocate(4 * max(1, steps * len(program.events)))

    def rule_flags(self) -> list[int]:
        """For each rule and step, whether it may hold."""
        steps = range(1, self.program.steps + 1)
        return [int(step in plan.between) for plan in self.program.rules for step in steps]

    def event_flags(self) -> list[int]:
        """For each event and step: 1 where it comes at its rate, 2 where it is dated."""
        flags = [[0] * self.program.steps for _ in self.program.events]
        for plan in self.program.event_plans:
            for step in range(1, self.program.steps + 1):
                if step in plan.between:
                    dated = 2 * (step in plan.dates)
                    flags[plan.index][step - 1] = 1 if plan.rate is not None else dated
        return [flag for row in flags for flag in row]

    # What belongs to each run

    def _runs(self) -> None:
        program = self.program
        self.run_number, self.keys = self.rows(1), self.rows(1)
        self.judged_by, self.judgement_keys, self.replicate_keys = (self.rows(1) for _ in range(3))
        self.turns = [self.rows(1) for _ in range(random.LEVELS)]
        self.active, self.bad = self.rows(1), self.rows(1)
        self.bad_runs = self.rows(TILES)
        self.uniform = self.rows(len(program.draws))
        self.switch_count = 1 + max((switch.slot for switch in program.switches), default=-1)
        self.switch = self.rows(self.switch_count)
        self.draw = self.rows(len(program.draws))
        rows = len(program.lows)
        self.value, self.next = (self.rows(rows + len(program.hidden)) for _ in range(2))
        self.start = self.rows(rows)
        self.rule, self.held = self.rows(len(program.rules)), self.rows(len(program.rules))
        events, states = len(program.events), len(program.states)
        self.last, self.first, self.hit = self.rows(events), self.rows(events), self.rows(events)
        self.places = [ChainRows(*(self.rows(1) for _ in range(5))) for _ in program.chains]
        self.first_in = self.rows(states)
        self.trace = self.kernel.allocate(len(program.chains) * (program.steps + 1) * self.width)

    def trace_of(self, chain: int) -> int:
        """Where the states of a chain stand, step by step, a byte for each run."""
        return self.trace + chain * (self.program.steps + 1) * self.width

    def value_of(self, row: int) -> int:
        """Where a row has its value at the beginning of the step."""
        return self.value + row * self.row

    def next_of(self, row: int) -> int:
        """Where it gets its next value."""
        return self.next + row * self.row

    def start_of(self, row: int) -> int:
        """Where it has its value at the start of the run."""
        return self.start + row * self.row

    # Random numbers of a few steps

    def _chances(self) -> None:
        program = self.program
        streams = [plan.stream for plan in program.event_plans]
        streams += [clock.stream for clock in program.clocks]
        streams += [jump.stream for jump in program.jumps]
        self.streams = list(dict.fromkeys(streams))
        self.stream_keys = self.kernel.place(longs(self.streams) or bytes(8))
        turns, pairs = (-(-program.steps // n) if self.whole else 1 for n in (random.TURN, 2))
        self.rough_size = len(self.streams) * self.row
        self.rough = self.rows(turns * len(self.streams))
        self.shocked = [row for row, stream in enumerate(program.shock_streams) if stream]
        shocks = [program.shock_streams[row] for row in self.shocked]
        self.shock_keys = self.kernel.place(longs(shocks) or bytes(8))
        self.normal_size = len(self.shocked) * self.width * 4
        self.normal = self.rows(2 * pairs * len(self.shocked), 4)
        self.draw_keys = self.kernel.place(longs([d.stream for d in program.draws]) or bytes(8))
        self.roots = [
            self.kernel.place(doubled([w for row in group.root for w in row]))
            for group in program.shock_groups
        ]
        self.copulas = [
            self.kernel.place(doubled([w for row in copula.root for w in row]))
            for copula in program.copulas
        ]

    def rough_of(self, stream: int) -> int:
        """Where the rough bits of a stream's decisions stand."""
        return self.rough + self.streams.index(stream) * self.row

    @property
    def taken_rows(self) -> int:
        """Rows of a step: the values and, with a chain, probabilities of states."""
        return len(self.program.lows) + 2 * len(self.program.states) * (self.chain is not None)

    def taken_chance(self, ever: int, state: int) -> int:
        """How far from there the probability of being in a state stands, or of having been (1)."""
        states, values = len(self.program.states), len(self.program.lows)
        return (values + ever * states + state) * self.row

    # What is remembered of events and states

    def _memories(self) -> None:
        program = self.program
        once = {plan.index for plan in program.event_plans if plan.once}
        self.noted = {index: self.rows(1) for index in range(len(program.past))}
        self.before_now = {index: self.rows(1) for index in range(len(program.past))}
        self.kept = {
            index: self.rows(plan.steps) for index, plan in enumerate(program.past) if plan.steps
        }
        self.entered_at = {state: self.rows(1) for state in sorted(self._states_asked())}
        rivals = {window for group in program.set_groups for window in group.windows}
        self.began = {
            plan.index: self.rows(1)
            for plan in program.windows
            if plan.index in rivals
            or (plan.delay and plan.event not in once)
            or plan.event in program.happened_before  # what it did is in the start values
        }
        reach: dict[int, int] = {}
        for push in program.pushes:
            if push.delay or push.over > 1:
                reach[push.event] = max(reach.get(push.event, 0), push.delay + push.over + 1)
        for window in program.windows:
            if window.index in self.began and window.delay:
                reach[window.event] = max(reach.get(window.event, 0), window.delay + 1)
        self.ring_words = {event: -(-steps // 64) for event, steps in reach.items()}
        self.ring = {event: self.rows(size) for event, size in self.ring_words.items()}
        self.under_way = {
            number: self.rows(1)
            for number, push in enumerate(program.pushes)
            if not push.stage.latest and push.over > 1
        }
        self.set_left = {
            number: self.rows(1)
            for number, push in enumerate(program.pushes)
            if push.stage.latest and push.over > 1
        }

    def _states_asked(self) -> set[int]:
        """States of which it is asked how long ago they were entered."""
        formulas = all_trees(self.program)
        found = (leaf for tree in formulas for leaf in n.distinct(tree))
        return {leaf.index for leaf in found if isinstance(leaf, leaves.SinceState)}

    def duration(self, kind: str, number: int, steps: int) -> int:
        """The address of a duration in months.

        Args:
            kind: What lasts.
            number: Which of its kind.
            steps: How long, in steps.
        """
        at = self._durations.get((kind, number))
        if at is None:
            at = self._durations[kind, number] = self.number(self.months(steps))
        return at

    # What is counted

    def _counts(self) -> None:
        kernel, program = self.kernel, self.program
        steps, states, events = program.steps + 1, len(program.states), len(program.events)
        self.occupied = kernel.allocate(4 * states)
        self.moved = [kernel.allocate(4) for _ in program.chains]
        moving = sorted(moving_rows(program))
        self.order = moving + [row for row in range(len(program.lows)) if row not in moving]
        self.moving = len(moving)
        addresses = [self.value_of(row) for row in self.order]
        self.order_at = kernel.place(words(addresses) or bytes(4))
        self.counts = kernel.allocate(0)
        self.at = kernel.allocate(4 * steps * states)
        self.reached = kernel.allocate(4 * steps * states)
        self.happened = kernel.allocate(4 * steps * max(1, events))
        self.occurrences = kernel.allocate(4 * max(1, events))
        self.moves, self.deferred = kernel.allocate(4), kernel.allocate(4 * steps * states)
        self.flagged = kernel.allocate(4)
        places = {formula.place for formula in chance_formulas(program)}
        self.negative = {place: kernel.allocate(4, 4) for place in sorted(places)}
        clocks = [clock.rate.place for clock in program.clocks if clock.rate and self.chain]
        self.negative_within = {place: kernel.allocate(4, 4) for place in sorted(set(clocks))}
        self.above_one = {place: kernel.allocate(4, 4) for place in sorted(places)}
        self.held_total = kernel.allocate(8 * PARTS * max(1, len(program.rules)))
        rows = len(program.lows)
        self.sums = kernel.allocate(8 * PARTS * steps * rows)
        self.squares = kernel.allocate(8 * PARTS * steps * rows)
        if self.chain is not None:
            self.expected = kernel.allocate(8 * PARTS * max(1, len(program.rules)))
            self.chances_size = 2 * states * 8 * PARTS
            self.squared = steps * self.chances_size
            self.chances = kernel.allocate(3 * self.squared)
        self.counts_end = kernel.allocate(0)
        self.bins = kernel.allocate(4 * BINS * steps * rows)
        self.bins_end = kernel.allocate(0)
        self.scales = self.uniforms(3 * steps * rows)
        self.edges = kernel.allocate(4 * steps * max(1, rows))
