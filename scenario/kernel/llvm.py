"""Writes a kernel as LLVM text, with 2, 4 or 8 runs side by side in a vector.

No operation carries a flag that would let it be rounded otherwise or be contracted with another.
What compiles and runs the text is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.kernel.groups import adds_up, is_narrow
from scenario.kernel.ir import SIZE, Block, Effect, Kernel, Value, always
from scenario.kernel.llvm_values import Values
from scenario.kernel.llvm_words import TYPES, all_steps, declared
from scenario.kernel.machine import Outline
from scenario.kernel.native_machine import NativeText, Target

WIDEST = 8
"""Lanes of double precision in the longest vector."""
SUMS = -1
"""Stands for the place of a group among partial sums."""


def native_text(
    kernel: Kernel, lanes: int = WIDEST, target: Target | None = None, name: str = ""
) -> NativeText:
    """The kernel, written and not yet compiled.

    Args:
        kernel: What to compile.
        lanes: Runs side by side in a vector of double precision: 2, 4 or 8.
        target: The processor to compile for; this one if None.
        name: Under which its code is kept between processes; its text if empty.

    Raises:
        ValueError: `lanes` is another number.
    """
    text = written(kernel, lanes)
    return NativeText(text, lanes, Outline.of(kernel), target or Target(), name)


def written(kernel: Kernel, lanes: int = WIDEST) -> str:
    """The text of the module; all functions take the address of the memory first.

    Raises:
        ValueError: `lanes` is neither 2, 4 nor 8.
    """
    if lanes not in (2, 4, 8):
        raise ValueError(f"{lanes} lanes")
    steps = all_steps(lanes)
    functions = "".join(_Writer(function, lanes, steps).text() for function in kernel.functions)
    return declared(sorted({lanes, 2 * WIDEST})) + functions


class _Writer(Values):
    """One function being written: what is done, and when."""

    def text(self) -> str:
        """The function, written."""
        takes = ["ptr %memory"]
        for place, parameter in enumerate(self.function.parameters):
            self.names[parameter] = f"%p{place}"
            takes.append(f"{TYPES[parameter.type]} %p{place}")
        self.block(self.function.body)
        linkage = "" if self.function.exported else "internal "
        head = f'define {linkage}void @"{self.function.name}"({", ".join(takes)}) {{\nentry:\n'
        return f"{head}{''.join(self.counters + self.lines)}ret void\n}}\n"

    # Effects and blocks

    def block(self, block: Block) -> None:
        """Write statements in order."""
        for item in block.items:
            if isinstance(item, Value):
                self.value(item)
            elif isinstance(item, Effect):
                EFFECTS[item.op](self, item)
            else:
                BLOCKS[item.kind](self, item)

    # Effects

    def do(self, text: str) -> None:
        """Write an instruction that gives nothing."""
        self.lines.append(f"{text}\n")

    def store_row(self, effect: Effect) -> None:
        """Write lanes."""
        value, *by = effect.args
        pointer = self.pointer(effect.static, tuple(by), SIZE[value.type])
        self.do(f"store {self.stored(value)}, ptr {pointer}, align {SIZE[value.type]}")

    def stored(self, value: Value) -> str:
        """What stands in memory for a value, with its type."""
        if value.type != "mask":
            return self.typed(value)
        vector = f"<{self.lanes} x i64>"
        return f"{vector} {self.put(f'sext {self.typed(value)} to {vector}')}"

    def store_word(self, effect: Effect) -> None:
        """Write one number."""
        value, *by = effect.args
        pointer = self.pointer(effect.static, tuple(by), 0)
        self.do(f"store {self.typed(value)}, ptr {pointer}, align {SIZE[value.type]}")

    def store_uniform(self, effect: Effect) -> None:
        """Write the first lane twice."""
        value, *by = effect.args
        pointer = self.pointer(effect.static, tuple(by), 0)
        kind = "i64" if value.type == "mask" else TYPES[value.type]
        first = self.put(f"extractelement {self.stored(value)}, i32 0")
        self.do(f"store {kind} {first}, ptr {pointer}, align 8")
        self.do(f"store {kind} {first}, ptr {self.moved(pointer, 8)}, align 8")

    def store_bytes(self, effect: Effect) -> None:
        """Write one byte of each lane."""
        value, *by = effect.args
        vector = f"<{self.lanes} x i8>"
        lowest = self.put(f"trunc {self.typed(value)} to {vector}")
        pointer = self.pointer(effect.static, tuple(by), 1)
        self.do(f"store {vector} {lowest}, ptr {pointer}, align 1")

    def add_count(self, effect: Effect) -> None:
        """Add the lanes of a mask to a number in memory, or take them off."""
        mask, *by = effect.args
        name = self.names[mask]
        for step in self.steps["count", mask.type]:
            name = self.put(step % name)
        pointer = self.pointer(effect.static, tuple(by), 0)
        self.change(pointer, "add" if effect.op == "count" else "sub", name)

    def change(self, pointer: str, word: str, by: str) -> None:
        """Change 32 bits in memory."""
        held = self.put(f"load i32, ptr {pointer}, align 4")
        self.do(f"store i32 {self.put(f'{word} i32 {held}, {by}')}, ptr {pointer}, align 4")

    def tally(self, effect: Effect) -> None:
        """Add 1 where each lane says; lanes that are not in the mask add 0 at the address itself.

        So no lane needs a branch, and none reads where it must not.
        """
        where, mask = effect.args
        if always(mask):
            for lane in range(self.lanes):
                self.change(self.place(effect.static, self.names[where], lane), "add", "1")
            return
        truth = f"<{self.lanes} x i1> {self.names[mask]}"
        place = f"<{self.lanes} x i64>"
        inside = self.put(f"select {truth}, {place} {self.names[where]}, {place} zeroinitializer")
        for lane in range(self.lanes):
            bit = self.put(f"extractelement {truth}, i32 {lane}")
            pointer = self.place(effect.static, inside, lane)
            self.change(pointer, "add", self.put(f"zext i1 {bit} to i32"))

    def total(self, effect: Effect) -> None:
        """Add lanes to their partial sums."""
        value, *by = effect.args
        pointer, kind = self.pointer(effect.static, tuple(by), SUMS), self.type(value)
        held = self.put(f"load {kind}, ptr {pointer}, align 8")
        added = self.put(f"fadd {kind} {held}, {self.names[value]}")
        self.do(f"store {kind} {added}, ptr {pointer}, align 8")

    def call(self, effect: Effect) -> None:
        """Carry out another function."""
        args = ", ".join(["ptr %memory", *map(self.typed, effect.args)])
        self.do(f'call void @"{effect.static}"({args})')

    # Blocks

    def inside(self, block: Block) -> None:
        """Write a block within; addresses that it computes are not known after it."""
        known = self.rows.copy()
        self.block(block)
        self.rows = known

    def enter(self, label: str) -> None:
        """Go on at a label, which is where one comes to in any case."""
        self.do(f"br label %{label}\n{label}:")

    def branch(self, truth: str, yes: str, no: str) -> None:
        """Go one of two ways, and on with the first."""
        self.do(f"br i1 {truth}, label %{yes}, label %{no}\n{yes}:")

    def labels(self) -> tuple[str, str, str]:
        """Three new ones: of a head, of what is inside, and of what comes after."""
        self.made += 1
        return f"head{self.made}", f"in{self.made}", f"after{self.made}"

    def counter(self, kind: str) -> str:
        """A place for a number that is 0 now.

        It is kept in memory: the code generator would work long at loops whose counter it sees.
        """
        self.made += 1
        self.counters.append(f"%c{self.made} = alloca {kind}\n")
        self.do(f"store {kind} 0, ptr %c{self.made}")
        return f"%c{self.made}"

    def repeated(self, block: Block) -> None:
        """A loop that is carried out at least once."""
        head, _, after = self.labels()
        counter = self.counter("i32")
        self.enter(head)
        index = self.put(f"load i32, ptr {counter}")
        self.names[block.index] = index
        self.inside(block)
        following = self.put(f"add i32 {index}, 1")
        self.do(f"store i32 {following}, ptr {counter}")
        more = self.put(f"icmp ult i32 {following}, {self.names[block.head]}")
        self.do(f"br i1 {more}, label %{head}, label %{after}\n{after}:")

    def when(self, block: Block) -> None:
        """Where a number is not 0."""
        _, inside, after = self.labels()
        self.branch(self.put(f"icmp ne i32 {self.names[block.head]}, 0"), inside, after)
        self.inside(block)
        self.enter(after)

    def lanes_of(self, block: Block) -> None:
        """One group of lanes after the other, of twice as many where a vector holds them."""
        asked = self.lanes, self.steps
        if self.lanes == WIDEST and is_narrow(block) and not adds_up(block):
            self.lanes, self.steps = 2 * WIDEST, all_steps(2 * WIDEST)
        self.grouped(block)
        self.lanes, self.steps = asked

    def grouped(self, block: Block) -> None:
        """Group by group."""
        head, inside, after = self.labels()
        stop = self.put(f"zext i32 {self.names[block.head]} to i64")
        counter = self.counter("i64")
        self.enter(head)
        run = self.put(f"load i64, ptr {counter}")
        self.branch(self.put(f"icmp ult i64 {run}, {stop}"), inside, after)
        self.lanes_at(run, block)
        following = self.put(f"add i64 {run}, {self.lanes}")
        self.do(f"store i64 {following}, ptr {counter}\nbr label %{head}\n{after}:")

    def lanes_at(self, run: str, block: Block) -> None:
        """Write what is done for the group that begins with a run."""
        known = self.rows
        eight = self.put(f"shl i64 {run}, 3")
        moves = {1: run, 4: self.put(f"shl i64 {run}, 2"), 8: eight}
        moves[SUMS] = self.put(f"and i64 {eight}, 63")
        self.rows = {(None, 0): "%memory"}
        self.rows |= {(None, unit): self.moved("%memory", by) for unit, by in moves.items()}
        self.inside(block)
        self.rows = known


BLOCKS: dict[str, Callable[[_Writer, Block], None]] = {
    "lanes": _Writer.lanes_of,
    "loop": _Writer.repeated,
    "if": _Writer.when,
}
EFFECTS: dict[str, Callable[[_Writer, Effect], None]] = {
    "store row": _Writer.store_row,
    "store word": _Writer.store_word,
    "store uniform": _Writer.store_uniform,
    "bytes": _Writer.store_bytes,
    "count": _Writer.add_count,
    "uncount": _Writer.add_count,
    "tally": _Writer.tally,
    "total": _Writer.total,
    "call": _Writer.call,
}
