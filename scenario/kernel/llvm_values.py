"""Writes the values of a kernel as LLVM text: operations, and what is read from memory.

What is done with values, and when, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.kernel.ir import LANED, SIZE, Function, Value
from scenario.kernel.llvm_words import SHIFTS, TYPES, Steps, everywhere, literal


class Values:
    """One function being written; `names` has what stands for each value."""

    def __init__(self, function: Function, lanes: int, steps: Steps) -> None:
        self.function, self.lanes, self.steps = function, lanes, steps
        self.lines: list[str] = []
        self.names: dict[Value, str] = {}
        self.made = 0
        self.counters: list[str] = []
        self.rows: dict[tuple[Value | None, int], str] = {(None, 0): "%memory"}

    def value(self, value: Value) -> None:
        """Write one operation."""
        args = value.args
        steps = self.steps.get((value.op, args[0].type)) if args else None
        if steps is None:
            self.names[value] = SPECIAL[value.op](self, value)
        elif value.uses:
            first, *others = steps
            name = self.put(first % tuple([self.names[arg] for arg in args]))
            for step in others:
                name = self.put(step % name)
            self.names[value] = name

    def put(self, text: str) -> str:
        """Write an instruction; the name of what it gives."""
        self.made += 1
        self.lines.append(f"%v{self.made} = {text}\n")
        return f"%v{self.made}"

    def type(self, value: Value) -> str:
        """The type that holds a value."""
        name = TYPES[value.type]
        return f"<{self.lanes} x {name}>" if value.type in LANED else name

    def typed(self, value: Value) -> str:
        """A value as an operand with its type."""
        return f"{self.type(value)} {self.names[value]}"

    def everywhere(self, kind: str, name: str) -> str:
        """A number in all lanes."""
        for step in everywhere(kind, self.lanes):
            name = self.put(step % name)
        return name

    # Values that are more than instructions in a row

    def constant(self, value: Value) -> str:
        """A number in the code."""
        text = literal(value.type, value.static)
        return f"splat ({TYPES[value.type]} {text})" if value.type in LANED else text

    def select(self, value: Value) -> str:
        """Lane by lane."""
        return self.put(f"select {', '.join(map(self.typed, value.args))}")

    def extreme(self, value: Value) -> str:
        """`b if b < a else a`, or with `>`."""
        a, b = (self.names[arg] for arg in value.args)
        kind, condition = self.type(value), "olt" if value.op == "min" else "ogt"
        truth = self.put(f"fcmp {condition} {kind} {b}, {a}")
        return self.put(f"select <{self.lanes} x i1> {truth}, {kind} {b}, {kind} {a}")

    def shift(self, value: Value) -> str:
        """By a number in the code or one that is computed."""
        return self.put(f"{SHIFTS[value.op]} {self.typed(value.args[0])}, {self.shift_by(value)}")

    def shift_by(self, value: Value) -> str:
        """The number of bits, in the type of what is shifted."""
        name, laned = TYPES[value.type], value.type in LANED
        if len(value.args) == 1:
            return f"splat ({name} {value.static})" if laned else str(value.static)
        by = self.names[value.args[1]]
        if name == "i64":
            by = self.put(f"zext i32 {by} to i64")
        return self.everywhere(name, by) if laned else by

    def cast(self, value: Value) -> str:
        """The same bits; a truth is one bit here."""
        taken, kind = self.typed(value.args[0]), self.type(value)
        if value.type == "mask":
            return self.put(f"icmp ne {taken}, zeroinitializer")
        word = "sext" if value.args[0].type == "mask" else "bitcast"
        return self.put(f"{word} {taken} to {kind}")

    # Reading

    def pointer(self, at: int, args: tuple[Value, ...], unit: int) -> str:
        """A pointer to where the group of lanes is in a row.

        Args:
            at: The address of the row.
            args: A value to be added to it, or none.
            unit: Bytes of a lane; 0 for what is no row.
        """
        key = (args[0] if args else None, unit)
        found = self.rows.get(key)
        if found is None:
            by = self.put(f"zext i32 {self.names[args[0]]} to i64")
            found = self.rows[key] = self.moved(self.rows[None, unit], by)
        return self.moved(found, at)

    def moved(self, pointer: str, by: str | int) -> str:
        """A pointer farther on."""
        return self.put(f"getelementptr i8, ptr {pointer}, i64 {by}")

    def row(self, value: Value) -> str:
        """Lanes one after the other."""
        size = SIZE[value.type]
        return self.read(value.type, self.pointer(value.static, value.args, size), self.lanes)

    def read(self, kind: str, pointer: str, lanes: int) -> str:
        """Lanes in memory, as a vector.

        Args:
            kind: The type of the lanes.
            pointer: The name of the pointer to the first of them.
            lanes: How many.
        """
        name = "i64" if kind == "mask" else TYPES[kind]
        vector = f"<{lanes} x {name}>"
        found = self.put(f"load {vector}, ptr {pointer}, align {SIZE[kind]}")
        return self.put(f"icmp ne {vector} {found}, zeroinitializer") if kind == "mask" else found

    def word(self, value: Value) -> str:
        """One number."""
        pointer = self.pointer(value.static, value.args, 0)
        return self.put(f"load {TYPES[value.type]}, ptr {pointer}, align {SIZE[value.type]}")

    def uniform(self, value: Value) -> str:
        """One number for all lanes."""
        pointer = self.pointer(value.static, value.args, 0)
        name = "i64" if value.type == "mask" else TYPES[value.type]
        found = self.put(f"load {name}, ptr {pointer}, align {SIZE[value.type]}")
        vector = self.everywhere(name, found)
        if value.type != "mask":
            return vector
        return self.put(f"icmp ne <{self.lanes} x i64> {vector}, zeroinitializer")

    def gather(self, value: Value) -> str:
        """Each lane from its own place."""
        where, vector = value.args[0], "poison"
        kind = self.type(value)
        for lane in range(self.lanes):
            pointer = self.place(value.static, self.names[where], lane)
            found = self.put(f"load double, ptr {pointer}, align 8")
            vector = self.put(f"insertelement {kind} {vector}, double {found}, i32 {lane}")
        return vector

    def place(self, at: int, where: str, lane: int) -> str:
        """A pointer for one lane, as the lower 32 bits of a number of its own say.

        Args:
            at: The address to which they are added.
            where: The name of the vector of these numbers, 64 bits each.
            lane: Which lane of it.
        """
        by = self.put(f"extractelement <{self.lanes} x i64> {where}, i32 {lane}")
        by = self.put(f"and i64 {by}, 4294967295")
        return self.moved(self.moved("%memory", by), at)


SPECIAL: dict[str, Callable[[Values, Value], str]] = {
    "constant": Values.constant,
    "select": Values.select,
    "min": Values.extreme,
    "max": Values.extreme,
    "shl": Values.shift,
    "shr": Values.shift,
    "sar": Values.shift,
    "cast": Values.cast,
    "row": Values.row,
    "word": Values.word,
    "uniform": Values.uniform,
    "gather": Values.gather,
}
