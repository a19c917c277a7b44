"""Writes a kernel as WebAssembly text, with 1, 2, 4 or 8 runs side by side.

A value that is used once is written where it is used, unless it reads memory and something is
written in between; others get a variable. What runs the text is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.kernel.ir import LANED, SIZE, Block, Effect, Function, Kernel, Value
from scenario.kernel.machine import Outline
from scenario.kernel.wasm_machine import LETTER, LONGEST_LETTER, PAGE, WasmCode
from scenario.kernel.wasm_words import (
    BYTES,
    HALVES,
    SCALAR,
    SCALAR_CASTS,
    SCALAR_WORDS,
    UPPER,
    VECTOR,
    VECTOR_WORDS,
    number,
    vector,
)

LONGEST = 400
"""A longer text of an expression is given a variable."""

SHIFTS = {"shl": "shl", "shr": "shr_u", "sar": "shr_s"}


def compile_wasm(kernel: Kernel, lanes: int = 2) -> WasmCode:
    """The kernel as a module of wasmtime.

    Raises:
        InputError: wasmtime is not installed, or cannot be loaded here.
    """
    return WasmCode(written(kernel, lanes), lanes, Outline.of(kernel))


def written(kernel: Kernel, lanes: int = 2) -> str:
    """The text of the module; `memory` and the exported functions can be reached from outside."""
    if lanes not in (1, 2, 4, 8):
        raise ValueError(f"{lanes} lanes")
    pages = -(-kernel.size // PAGE)
    functions = [_Writer(function, lanes).text() for function in kernel.functions]
    functions += [_by_letter(function) for function in kernel.functions if function.exported]
    return f'(module (memory (export "memory") {pages})\n{"".join(functions)})\n'


def _by_letter(function: Function) -> str:
    """A function without parameters that finds them at address 0, and clears what it has read.

    A host may take far longer to hand over parameters than to write to memory.
    """
    kinds = [SCALAR[parameter.type] for parameter in function.parameters]
    if 8 * len(kinds) > LONGEST_LETTER:
        raise ValueError(f"{function.name} takes {len(kinds)} numbers")
    loads = "".join(f"i32.const 0 {kind}.load offset={8 * n} " for n, kind in enumerate(kinds))
    clears = "".join(
        f"i32.const 0 i64.const 0 i64.store offset={8 * n} " for n in range(len(kinds))
    )
    return f'(func (export "{function.name}{LETTER}")\n{loads}{clears}call ${function.name})\n'


class _Writer:
    """One function being written.

    `texts` has the texts that give a value, one for each of its vectors. Those in `pending` are
    not yet written; the truth beside them says whether they read memory.
    """

    def __init__(self, function: Function, lanes: int) -> None:
        self.function, self.asked = function, lanes
        self.lines: list[str] = []
        self.locals: list[str] = []
        self.texts: dict[Value, list[str]] = {}
        self.pending: dict[Value, bool] = {}
        self.reads = False
        self.everywhere: list[Value] = []
        self.addresses: dict[tuple[Value | None, str], str] = {}
        self.halves: set[Value] = set()
        self.scalar = lanes == 1
        self.words = SCALAR_WORDS if self.scalar else VECTOR_WORDS
        self.special = SCALAR_SPECIAL if self.scalar else VECTOR_SPECIAL
        self.lanes = 0

    def text(self) -> str:
        """The function, written."""
        function = self.function
        for place, parameter in enumerate(function.parameters):
            self.texts[parameter] = [f"local.get {place} "]
        self.block(function.body)
        takes = "".join(f" (param {SCALAR[p.type]})" for p in function.parameters)
        export = f' (export "{function.name}")' if function.exported else ""
        declared = f"(local {' '.join(self.locals)})\n" if self.locals else ""
        return f"(func ${function.name}{export}{takes}\n{declared}{''.join(self.lines)})\n"

    # Values

    def block(self, block: Block) -> None:
        """Write statements in order."""
        words, texts, pending = self.words, self.texts, self.pending
        for item in block.items:
            if not isinstance(item, Value):
                self.statement(item)
                continue
            args = item.args
            word = words.get((item.op, args[0].type)) if args else None
            if word is None:
                self.special[item.op](self, item)
            elif len(args) == 2:
                left, right = args
                reads = pending.pop(left, False) | pending.pop(right, False)
                pairs = zip(texts[left], texts[right], strict=True)
                self.give(item, [a + b + word for a, b in pairs], reads)
            else:
                reads = pending.pop(args[0], False)
                self.give(item, [a + word for a in texts[args[0]]], reads)

    def give(self, value: Value, parts: list[str], reads: bool) -> None:
        """Keep the texts of a value until it is used, or put it in variables."""
        if value.uses == 1 and len(parts[0]) < LONGEST:
            self.pending[value] = reads
            self.texts[value] = parts
        elif value.uses:
            self.assign(value, parts)

    def take(self, value: Value) -> list[str]:
        """The texts of an operand, each to be written once; note whether they read memory."""
        if self.pending.pop(value, False):
            self.reads = True
        return self.texts[value]

    def named(self, value: Value) -> list[str]:
        """The texts of an operand that is written several times."""
        if value in self.pending:
            del self.pending[value]
            self.assign(value, self.texts[value])
        return self.texts[value]

    def assign(self, value: Value, parts: list[str]) -> None:
        """Put a value into variables."""
        kind = self.local_type(value.type)
        self.texts[value] = [self.set(kind, part) for part in parts]

    def set(self, kind: str, text: str) -> str:
        """The text of a new variable that holds what another text gives."""
        place = self.new(kind)
        self.lines.append(f"{text}local.set {place}\n")
        return f"local.get {place} "

    def new(self, kind: str) -> int:
        """The number of a new variable."""
        self.locals.append(kind)
        return len(self.function.parameters) + len(self.locals) - 1

    def local_type(self, kind: str) -> str:
        """The type of a variable for values of a type."""
        return SCALAR[kind] if self.scalar or kind not in LANED else "v128"

    def taken(self, value: Value, parts: list[str]) -> None:
        """Give texts made from operands that were taken."""
        reads, self.reads = self.reads, False
        self.give(value, parts, reads)

    def flush(self, readers_only: bool = False) -> None:
        """Write what is pending before something that it must not move across."""
        for value in [v for v, reads in self.pending.items() if reads or not readers_only]:
            del self.pending[value]
            self.assign(value, self.texts[value])

    def count(self, kind: str) -> int:
        """How many vectors, or numbers, hold a value of a type."""
        if self.scalar or kind not in LANED:
            return 1
        return self.lanes // (2 if VECTOR[kind] in ("f64x2", "i64x2") else 4)

    def same(self, value: Value, text: str) -> None:
        """Give a value that is the same in all of its vectors."""
        count = self.count(value.type)
        if count > 1 and value.op != "constant":
            text, self.reads = self.set("v128", text), False
        self.taken(value, [text] * count)

    # Values that are more than operands and a word

    def constant(self, value: Value) -> None:
        """Write it anew wherever it is used."""
        if self.scalar or value.type not in LANED:
            self.texts[value] = [number(value.type, value.static)]
            return
        if not self.lanes:
            self.everywhere.append(value)
        self.texts[value] = [vector(value.type, value.static)] * self.count(value.type)

    def select(self, value: Value) -> None:
        """The mask comes last."""
        mask, yes, no = (self.take(arg) for arg in value.args)
        word = "select " if self.scalar or value.type not in LANED else "v128.bitselect "
        parts = [a + b + m + word for a, b, m in zip(yes, no, mask, strict=True)]
        self.taken(value, parts)

    def shift(self, value: Value) -> None:
        """By a number in the code or one that is computed."""
        shape = VECTOR if not self.scalar and value.type in LANED else SCALAR
        name = shape[value.type]
        by = self.shift_by(value, name)
        word = f"{by}{name}.{SHIFTS[value.op]} "
        self.taken(value, [part + word for part in self.take(value.args[0])])

    def shift_by(self, value: Value, name: str) -> str:
        """The number of bits; 64-bit numbers want it in 64 bits, vectors do not."""
        if len(value.args) == 1:
            return f"i64.const {value.static} " if name == "i64" else f"i32.const {value.static} "
        by = self.named(value.args[1])[0]
        return f"{by}i64.extend_i32_u " if name == "i64" else by

    def cast_scalar(self, value: Value) -> None:
        """Between the types of single numbers."""
        word = SCALAR_CASTS[value.type, value.args[0].type]
        self.taken(value, [f"{part}{word} " for part in self.take(value.args[0])])

    def cast_vector(self, value: Value) -> None:
        """A vector has no type."""
        self.taken(value, self.take(value.args[0]))

    def extreme_scalar(self, value: Value) -> None:
        """`b if b < a else a`, or with `>`."""
        (a,), (b,) = (self.named(arg) for arg in value.args)
        word = "lt" if value.op == "min" else "gt"
        self.taken(value, [f"{b}{a}{b}{a}{value.type}.{word} select "])

    def halves_of(self, value: Value) -> None:
        """32 bits of each lane of two vectors."""
        parts = self.take(value.args[0])
        word = HALVES[value.op]
        pairs = zip(parts[::2], parts[1::2], strict=True)
        self.taken(value, [f"{a}{b}{word} " for a, b in pairs])

    def double(self, value: Value) -> None:
        """Two lanes become one vector."""
        word = "f64x2.promote_low_f32x4 "
        if value.args[0] in self.halves:
            self.taken(value, [part + word for part in self.take(value.args[0])])
            return
        parts = []
        for part in self.named(value.args[0]):
            parts += [f"{part}{word}", f"{part}{part}{UPPER} {word}"]
        self.taken(value, parts)

    def splat(self, value: Value) -> None:
        """One number in all lanes."""
        self.same(value, f"{self.take(value.args[0])[0]}i64x2.splat ")

    def flag(self, value: Value) -> None:
        """All ones unless the number is 0."""
        number = self.take(value.args[0])[0]
        self.same(value, f"{number}i32.eqz i32.const 1 i32.sub i32x4.splat ")

    def any(self, value: Value) -> None:
        """Whether any bit is set."""
        first, *others = self.take(value.args[0])
        joined = first + "".join(f"{part}v128.or " for part in others)
        self.taken(value, [f"{joined}v128.any_true "])

    def lanes_true(self, value: Value) -> None:
        """How many lanes are true."""
        self.taken(value, [self.counted(value.args[0])])

    def counted(self, mask: Value) -> str:
        """The number of lanes in which a mask holds."""
        parts = self.take(mask)
        if self.scalar:
            return parts[0]
        bits = f"{VECTOR[mask.type]}.bitmask i32.popcnt "
        first, *others = parts
        return first + bits + "".join(f"{part}{bits}i32.add " for part in others)

    # Reading

    def address(self, args: tuple[Value, ...], unit: str) -> str:
        """A short text: the bytes from an address in the code to where the group of lanes is.

        `unit` says how far apart lanes are (`8`, `4`, `1`), `sums` means the place among the
        partial sums, and an empty one that there are no lanes.
        """
        key = (args[0] if args else None, unit)
        found = self.addresses.get(key)
        if found is None:
            by = self.named(args[0])[0] if args else "i32.const 0 "
            found = self.addresses[key] = self.moved(by, unit)
        return found

    def moved(self, by: str, unit: str) -> str:
        """A variable that many bytes after the place of the group."""
        if not unit:
            return by
        return self.set("i32", f"{self.addresses[None, unit]}{by}i32.add ")

    def row(self, value: Value) -> None:
        """Lanes one after the other."""
        place = self.address(value.args, str(SIZE[value.type]))
        if value in self.halves:
            word, step, count = "v128.load64_zero", 8, self.lanes // 2
        else:
            word, step, count = "v128.load", 16, self.count(value.type)
        parts = [f"{place}{word} offset={value.static + step * p} " for p in range(count)]
        self.give(value, parts, True)

    def row_scalar(self, value: Value) -> None:
        """One number of a row, or one for all lanes."""
        unit = str(SIZE[value.type]) if value.op == "row" else ""
        self.give(value, [self.read(value, self.address(value.args, unit))], True)

    def read(self, value: Value, place: str) -> str:
        """One number in memory."""
        if value.type == "mask":
            return f"{place}i64.load offset={value.static} i64.const 0 i64.ne "
        return f"{place}{SCALAR[value.type]}.load offset={value.static} "

    def word(self, value: Value) -> None:
        """One number that is no lane."""
        self.give(value, [self.read(value, self.address(value.args, ""))], True)

    def uniform(self, value: Value) -> None:
        """What stands in memory twice."""
        self.reads = True
        self.same(value, f"{self.address(value.args, '')}v128.load offset={value.static} ")

    def gather(self, value: Value) -> None:
        """Two lanes of a vector, each from its own place."""
        at, parts = value.static, []
        for part in self.named(value.args[0]):
            second = f"{part}i32x4.extract_lane 2 "
            first = f"{part}i32x4.extract_lane 0 v128.load64_zero offset={at} "
            parts.append(f"{second}{first}v128.load64_lane offset={at} 1 ")
        self.give(value, parts, True)

    def gather_scalar(self, value: Value) -> None:
        """One lane."""
        where = self.take(value.args[0])[0]
        self.reads = False
        self.give(value, [f"{where}i32.wrap_i64 f64.load offset={value.static} "], True)

    # Effects

    def statement(self, item: Effect | Block) -> None:
        """Something done, or a block within."""
        if isinstance(item, Block):
            BLOCKS[item.kind](self, item)
            return
        text = EFFECTS[item.op](self, item)
        self.reads = False
        self.flush(readers_only=True)
        self.lines.append(text)

    def store_row(self, effect: Effect) -> str:
        """Write lanes."""
        value, *by = effect.args
        place = self.address(tuple(by), str(SIZE[value.type]))
        if self.scalar:
            return self.stored(value, place, effect.static)
        parts = enumerate(self.take(value))
        at = effect.static
        return "".join(f"{place}{part}v128.store offset={at + 16 * p}\n" for p, part in parts)

    def stored(self, value: Value, place: str, at: int) -> str:
        """Write one number."""
        part = self.take(value)[0]
        if value.type == "mask":
            return f"{place}{part}{SCALAR_CASTS['i64', 'mask']} i64.store offset={at}\n"
        return f"{place}{part}{SCALAR[value.type]}.store offset={at}\n"

    def store_word(self, effect: Effect) -> str:
        """Write one number that is no lane."""
        value, *by = effect.args
        return self.stored(value, self.address(tuple(by), ""), effect.static)

    def store_uniform(self, effect: Effect) -> str:
        """Write a number twice."""
        value, *by = effect.args
        place, at = self.address(tuple(by), ""), effect.static
        if not self.scalar:
            return f"{place}{self.named(value)[0]}v128.store offset={at}\n"
        self.named(value)
        return self.stored(value, place, at) + self.stored(value, place, at + 8)

    def store_bytes(self, effect: Effect) -> str:
        """Write one byte of each lane."""
        value, *by = effect.args
        place, at = self.address(tuple(by), "1"), effect.static
        parts = self.take(value)
        if self.scalar:
            return f"{place}{parts[0]}i64.store8 offset={at}\n"
        word = f"{BYTES} v128.store16_lane offset="
        return "".join(f"{place}{part}{word}{at + 2 * p} 0\n" for p, part in enumerate(parts))

    def add_count(self, effect: Effect) -> str:
        """Add the lanes of a mask to a number in memory, or take them off."""
        mask, *by = effect.args
        place, at = self.address(tuple(by), ""), effect.static
        word = "i32.add" if effect.op == "count" else "i32.sub"
        lanes = self.counted(mask)
        return f"{place}{place}i32.load offset={at} {lanes}{word} i32.store offset={at}\n"

    def tally(self, effect: Effect) -> str:
        """Add 1 where each lane says; lanes that are not in the mask add 0 at the address itself.

        So no lane needs a branch, and none reads where it must not.
        """
        where, mask = (self.named(arg) for arg in effect.args)
        if self.scalar:
            place = f"{where[0]}i32.wrap_i64 i32.const 0 {mask[0]}i32.sub i32.and "
            return self.bumped(place, effect.static, f"{mask[0]}i32.add")
        text = ""
        for w, m in zip(where, mask, strict=True):
            inside = self.set("v128", f"{w}{m}v128.and ")
            for lane in (0, 2):
                place = f"{inside}i32x4.extract_lane {lane} "
                text += self.bumped(place, effect.static, f"{m}i32x4.extract_lane {lane} i32.sub")
        return text

    def bumped(self, place: str, at: int, change: str) -> str:
        """Change a number in memory."""
        held = self.new("i32")
        load = f"local.tee {held} local.get {held} i32.load offset={at} "
        return f"{place}{load}{change} i32.store offset={at}\n"

    def total(self, effect: Effect) -> str:
        """Add lanes to their partial sums."""
        value, *by = effect.args
        place, text = self.address(tuple(by), "sums"), ""
        unit, name, step = ("f64", "f64", 8) if self.scalar else ("v128", "f64x2", 16)
        for p, part in enumerate(self.take(value)):
            at = effect.static + step * p
            load = f"{place}{place}{unit}.load offset={at} "
            text += f"{load}{part}{name}.add {unit}.store offset={at}\n"
        return text

    def call(self, effect: Effect) -> str:
        """Carry out another function."""
        args = "".join(self.take(arg)[0] for arg in effect.args)
        return f"{args}call ${effect.static}\n"

    # Blocks

    def inside(self, block: Block) -> None:
        """Write a block within; addresses that it computes are not known after it."""
        known = self.addresses.copy()
        self.block(block)
        self.pending.clear()  # what is not used by now never is
        self.addresses = known

    def repeated(self, block: Block) -> None:
        """A loop that is carried out at least once."""
        stop = self.named(_head(block))[0]
        self.flush()
        index = self.new("i32")
        if block.index is not None:
            self.texts[block.index] = [f"local.get {index} "]
        self.lines.append(f"i32.const 0 local.set {index}\nloop\n")
        self.inside(block)
        step = f"local.get {index} i32.const 1 i32.add local.tee {index} "
        self.lines.append(f"{step}{stop}i32.lt_u br_if 0\nend\n")

    def when(self, block: Block) -> None:
        """Where a number is not 0."""
        head = self.named(_head(block))[0]
        self.flush()
        self.lines.append(f"{head}if\n")
        self.inside(block)
        self.lines.append("end\n")

    def grouped(self, block: Block) -> None:
        """One group of lanes after the other."""
        stop = self.named(_head(block))[0]
        self.flush()
        known = self.addresses
        run = self.begin(block)
        self.lines.append(f"i32.const 0 local.set {run}\nloop\n")
        self.lines.append(f"local.get {run} {stop}i32.lt_u if\n")
        self.place(run)
        self.inside(block)
        step = f"local.get {run} i32.const {self.lanes} i32.add local.set {run}"
        self.lines.append(f"{step} br 1\nend\nend\n")
        self.lanes, self.addresses = 0, known

    def begin(self, block: Block) -> int:
        """How many lanes there are, and what is the same in all of them; where the run is kept."""
        self.halves = _halves(block)
        narrow = self.asked == 2 and _has_singles(block, self.halves)
        self.lanes = 4 if narrow else self.asked
        for value in self.everywhere:
            self.constant(value)
        return self.new("i32")

    def place(self, run: int) -> None:
        """How far a group is into rows of each width."""
        here = f"local.get {run} "
        self.addresses = {(None, "1"): here, (None, ""): "i32.const 0 "}
        self.addresses[None, "4"] = self.set("i32", f"{here}i32.const 2 i32.shl ")
        eight = self.addresses[None, "8"] = self.set("i32", f"{here}i32.const 3 i32.shl ")
        self.addresses[None, "sums"] = self.set("i32", f"{eight}i32.const 63 i32.and ")


def _head(block: Block) -> Value:
    if block.head is None:
        raise ValueError(f"a block `{block.kind}` without a number")
    return block.head


def _items(block: Block) -> list[Value]:
    """All values of a block and of those within."""
    found: list[Value] = []
    for item in block.items:
        if isinstance(item, Value):
            found.append(item)
        elif isinstance(item, Block):
            found += _items(item)
    return found


def _halves(block: Block) -> set[Value]:
    """Rows of single precision of which nothing is wanted but their double."""
    doubled: dict[Value, int] = {}
    for value in _items(block):
        if value.op == "double":
            doubled[value.args[0]] = doubled.get(value.args[0], 0) + 1
    return {v for v, uses in doubled.items() if v.op == "row" and v.uses == uses}


def _has_singles(block: Block, halves: set[Value]) -> bool:
    """Whether a block has lanes of 32 bits."""
    narrow = ("f32", "i32", "mask32")
    return any(value.type in narrow and value not in halves for value in _items(block))


BLOCKS: dict[str, Callable[[_Writer, Block], None]] = {
    "lanes": _Writer.grouped,
    "loop": _Writer.repeated,
    "if": _Writer.when,
}
EFFECTS: dict[str, Callable[[_Writer, Effect], str]] = {
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
Special = dict[str, Callable[[_Writer, Value], None]]
_SPECIAL: Special = {
    "constant": _Writer.constant,
    "select": _Writer.select,
    "shl": _Writer.shift,
    "shr": _Writer.shift,
    "sar": _Writer.shift,
    "word": _Writer.word,
}
SCALAR_SPECIAL: Special = _SPECIAL | {
    "cast": _Writer.cast_scalar,
    "min": _Writer.extreme_scalar,
    "max": _Writer.extreme_scalar,
    "row": _Writer.row_scalar,
    "uniform": _Writer.row_scalar,
    "gather": _Writer.gather_scalar,
}
VECTOR_SPECIAL: Special = _SPECIAL | {
    "cast": _Writer.cast_vector,
    "high": _Writer.halves_of,
    "low": _Writer.halves_of,
    "double": _Writer.double,
    "splat": _Writer.splat,
    "flag": _Writer.flag,
    "any": _Writer.any,
    "count": _Writer.lanes_true,
    "row": _Writer.row,
    "uniform": _Writer.uniform,
    "gather": _Writer.gather,
}
