"""Writes a kernel as LLVM text, with 2, 4 or 8 runs side by side in a vector.

No operation carries a flag that would let it be rounded otherwise or be contracted with another.
What compiles and runs the text is not known here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from scenario.kernel.ir import LANED, SIZE, Block, Effect, Function, Kernel, Value
from scenario.kernel.machine import Outline
from scenario.kernel.native_machine import NativeCode, Target

TYPES = {
    "f64": "double",
    "i64": "i64",
    "f32": "float",
    "i32": "i32",
    "mask": "i1",
    "mask32": "i1",
    "int": "i32",
    "long": "i64",
}
"""The type of one lane."""

FLOATS = ("f64", "f32")
ORDERED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
UNSIGNED = {"lt": "ult", "le": "ule", "gt": "ugt", "ge": "uge", "eq": "eq", "ne": "ne"}
SHIFTS = {"shl": "shl", "shr": "lshr", "sar": "ashr"}


def compile_native(kernel: Kernel, lanes: int = 8, target: Target | None = None) -> NativeCode:
    """The kernel as machine code in this process.

    Raises:
        InputError: llvmlite is not installed, or cannot be loaded here.
    """
    return NativeCode(written(kernel, lanes), lanes, Outline.of(kernel), target or Target())


def written(kernel: Kernel, lanes: int = 8) -> str:
    """The text of the module; all functions take the address of the memory first."""
    if lanes not in (2, 4, 8):
        raise ValueError(f"{lanes} lanes")
    steps = _steps(lanes)
    functions = "".join(_Writer(function, lanes, steps).text() for function in kernel.functions)
    return _declared(lanes) + functions


def _declared(lanes: int) -> str:
    lines = ["declare i32 @llvm.ctpop.i32(i32)"]
    for kind, name in (("double", "f64"), ("float", "f32")):
        vector = f"<{lanes} x {kind}>"
        lines += [
            f"declare {vector} @llvm.{op}.v{lanes}{name}({vector})" for op in ("sqrt", "floor")
        ]
    return "\n".join(lines) + "\n"


Steps = dict[tuple[str, str], tuple[str, ...]]
"""From an operation and the type of its first operand to instructions: the first is of the
operands, each other of what the one before it gives."""


def _steps(lanes: int) -> Steps:
    steps = _number_steps()
    for kind in ("i64", "i32"):
        vector = f"<{lanes} x {kind}>"
        for op in ("add", "sub", "mul", "and", "or", "xor"):
            steps[op, kind] = (f"{op} {vector} %s, %s",)
        steps |= {(op, kind): (f"icmp {op} {vector} %s, %s",) for op in ("eq", "ne")}
    for kind in FLOATS:
        steps |= _float_steps(kind, lanes)
    for kind in ("mask", "mask32"):
        steps |= _mask_steps(kind, lanes)
    return steps | _conversions(lanes)


def _number_steps() -> Steps:
    steps: Steps = {}
    for kind, name in (("int", "i32"), ("long", "i64")):
        for op in ("add", "sub", "mul", "and", "or", "xor"):
            steps[op, kind] = (f"{op} {name} %s, %s",)
        for op, condition in UNSIGNED.items():
            steps[op, kind] = (f"icmp {condition} {name} %s, %s", "zext i1 %s to i32")
    steps["long", "int"] = ("zext i32 %s to i64",)
    steps["int", "long"] = ("trunc i64 %s to i32",)
    return steps


def _float_steps(kind: str, lanes: int) -> Steps:
    vector = f"<{lanes} x {TYPES[kind]}>"
    steps: Steps = {(op, kind): (f"f{op} {vector} %s, %s",) for op in ("add", "sub", "mul", "div")}
    for op, condition in ORDERED.items():
        steps[op, kind] = (f"fcmp {condition} {vector} %s, %s",)
    for op in ("sqrt", "floor"):
        steps[op, kind] = (f"call {vector} @llvm.{op}.v{lanes}{kind}({vector} %s)",)
    return steps


def _mask_steps(kind: str, lanes: int) -> Steps:
    vector = f"<{lanes} x i1>"
    bits = f"bitcast {vector} %s to i{lanes}"
    steps: Steps = {(op, kind): (f"{op} {vector} %s, %s",) for op in ("and", "or", "xor")}
    steps["not", kind] = (f"xor {vector} %s, splat (i1 true)",)
    steps["any", kind] = (bits, f"icmp ne i{lanes} %s, 0", "zext i1 %s to i32")
    steps["count", kind] = (bits, f"zext i{lanes} %s to i32", "call i32 @llvm.ctpop.i32(i32 %s)")
    return steps


def _conversions(lanes: int) -> Steps:
    n = f"{lanes} x"
    return {
        ("low", "i64"): (f"trunc <{n} i64> %s to <{n} i32>",),
        ("high", "i64"): (
            f"lshr <{n} i64> %s, splat (i64 32)",
            f"trunc <{n} i64> %s to <{n} i32>",
        ),
        ("single", "i32"): (f"sitofp <{n} i32> %s to <{n} float>",),
        ("double", "f32"): (f"fpext <{n} float> %s to <{n} double>",),
        ("splat", "long"): _everywhere("i64", lanes),
        ("flag", "int"): ("icmp ne i32 %s, 0", *_everywhere("i1", lanes)),
    }


def _everywhere(kind: str, lanes: int) -> tuple[str, str]:
    vector = f"<{lanes} x {kind}>"
    zeros = f"<{lanes} x i32> zeroinitializer"
    return (
        f"insertelement {vector} poison, {kind} %s, i32 0",
        f"shufflevector {vector} %s, {vector} poison, {zeros}",
    )


class _Writer:
    """One function being written; `names` has what stands for each value."""

    def __init__(self, function: Function, lanes: int, steps: Steps) -> None:
        self.function, self.lanes, self.steps = function, lanes, steps
        self.lines: list[str] = []
        self.names: dict[Value, str] = {}
        self.made = 0
        self.counters: list[str] = []
        self.rows: dict[tuple[Value | None, int], str] = {(None, 0): "%memory"}

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

    # Values

    def block(self, block: Block) -> None:
        """Write statements in order."""
        for item in block.items:
            if isinstance(item, Value):
                self.value(item)
            elif isinstance(item, Effect):
                EFFECTS[item.op](self, item)
            else:
                BLOCKS[item.kind](self, item)

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
        for step in _everywhere(kind, self.lanes):
            name = self.put(step % name)
        return name

    # Values that are more than instructions in a row

    def constant(self, value: Value) -> str:
        """A number in the code."""
        text = _literal(value.type, value.static)
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
        """Where the group of lanes is, in a row of that many bytes a lane (0: no lanes)."""
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
        """Lanes in memory."""
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
        """Where a lane points to by its lower 32 bits."""
        by = self.put(f"extractelement <{self.lanes} x i64> {where}, i32 {lane}")
        by = self.put(f"and i64 {by}, 4294967295")
        return self.moved(self.moved("%memory", by), at)

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
        if block.index is not None:
            self.names[block.index] = index
        self.inside(block)
        following = self.put(f"add i32 {index}, 1")
        self.do(f"store i32 {following}, ptr {counter}")
        more = self.put(f"icmp ult i32 {following}, {self.names[_head(block)]}")
        self.do(f"br i1 {more}, label %{head}, label %{after}\n{after}:")

    def when(self, block: Block) -> None:
        """Where a number is not 0."""
        _, inside, after = self.labels()
        self.branch(self.put(f"icmp ne i32 {self.names[_head(block)]}, 0"), inside, after)
        self.inside(block)
        self.enter(after)

    def grouped(self, block: Block) -> None:
        """One group of lanes after the other."""
        head, inside, after = self.labels()
        stop = self.put(f"zext i32 {self.names[_head(block)]} to i64")
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


SUMS = -1
"""Stands for the place of a group among partial sums."""


def _head(block: Block) -> Value:
    if block.head is None:
        raise ValueError(f"a block `{block.kind}` without a number")
    return block.head


def _literal(kind: str, static: Any) -> str:
    if kind in FLOATS:
        value = static[0]
        if kind == "f32":
            (value,) = struct.unpack("<f", struct.pack("<f", value))
        return f"0x{int.from_bytes(struct.pack('>d', value), 'big'):016X}"
    if kind in ("mask", "mask32"):
        return "true" if static else "false"
    return str(static % (1 << (64 if TYPES[kind] == "i64" else 32)))


BLOCKS: dict[str, Callable[[_Writer, Block], None]] = {
    "lanes": _Writer.grouped,
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
SPECIAL: dict[str, Callable[[_Writer, Value], str]] = {
    "constant": _Writer.constant,
    "select": _Writer.select,
    "min": _Writer.extreme,
    "max": _Writer.extreme,
    "shl": _Writer.shift,
    "shr": _Writer.shift,
    "sar": _Writer.shift,
    "cast": _Writer.cast,
    "row": _Writer.row,
    "word": _Writer.word,
    "uniform": _Writer.uniform,
    "gather": _Writer.gather,
}
