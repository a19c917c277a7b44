"""Writes a kernel as WebAssembly text, with 1, 2, 4 or 8 runs side by side.

What runs the text is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.kernel.groups import is_narrow, widened
from scenario.kernel.ir import EMPTY, SIZE, Block, Effect, Function, Kernel, Value, always
from scenario.kernel.machine import Outline
from scenario.kernel.wasm_machine import FROM_MEMORY, PAGE, WasmText
from scenario.kernel.wasm_values import Values
from scenario.kernel.wasm_words import BYTES, SCALAR, SCALAR_CASTS


def wasm_text(kernel: Kernel, lanes: int = 2, *, hard: bool = False) -> WasmText:
    """The kernel, written and not yet compiled.

    Args:
        kernel: What to compile.
        lanes: Runs side by side: 1, 2, 4 or 8.
        hard: Whether to optimise the code, which then runs faster and is ready later.

    Raises:
        ValueError: `lanes` is another number.
    """
    return WasmText(written(kernel, lanes), lanes, Outline.of(kernel), "speed" if hard else "none")


def written(kernel: Kernel, lanes: int = 2) -> str:
    """The text of the module; `memory` and the exported functions can be reached from outside.

    Raises:
        ValueError: `lanes` is neither 1, 2, 4 nor 8.
    """
    if lanes not in (1, 2, 4, 8):
        raise ValueError(f"{lanes} lanes")
    pages = -(-kernel.size // PAGE)
    functions = [_Writer(function, lanes).text() for function in kernel.functions]
    functions += [
        _reading_parameters(function) for function in kernel.functions if function.exported
    ]
    return f'(module (memory (export "memory") {pages})\n{"".join(functions)})\n'


def _reading_parameters(function: Function) -> str:
    """A function that reads its parameters at address 0 and clears what it has read.

    A host may take far longer to hand over parameters than to write to memory.
    """
    kinds = [SCALAR[parameter.type] for parameter in function.parameters]
    if 8 * len(kinds) > EMPTY:
        raise ValueError(f"{function.name} takes {len(kinds)} numbers")
    loads = "".join(f"i32.const 0 {kind}.load offset={8 * n} " for n, kind in enumerate(kinds))
    clears = "".join(
        f"i32.const 0 i64.const 0 i64.store offset={8 * n} " for n in range(len(kinds))
    )
    return f'(func (export "{function.name}{FROM_MEMORY}")\n{loads}{clears}call ${function.name})\n'


class _Writer(Values):
    """One function being written: what is done, and when."""

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
        if always(effect.args[1]):
            return self.tally_all(effect)
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

    def tally_all(self, effect: Effect) -> str:
        """Add 1 in every lane."""
        where = self.named(effect.args[0])
        if self.scalar:
            return self.bumped(f"{where[0]}i32.wrap_i64 ", effect.static, "i32.const 1 i32.add")
        places = [f"{part}i32x4.extract_lane {lane} " for part in where for lane in (0, 2)]
        return "".join(self.bumped(place, effect.static, "i32.const 1 i32.add") for place in places)

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
        stop = self.named(block.head)[0]
        self.flush()
        index = self.new("i32")
        self.texts[block.index] = [f"local.get {index} "]
        self.lines.append(f"i32.const 0 local.set {index}\nloop\n")
        self.inside(block)
        step = f"local.get {index} i32.const 1 i32.add local.tee {index} "
        self.lines.append(f"{step}{stop}i32.lt_u br_if 0\nend\n")

    def when(self, block: Block) -> None:
        """Where a number is not 0."""
        head = self.named(block.head)[0]
        self.flush()
        self.lines.append(f"{head}if\n")
        self.inside(block)
        self.lines.append("end\n")

    def grouped(self, block: Block) -> None:
        """One group of lanes after the other."""
        stop = self.named(block.head)[0]
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
        self.halves = widened(block)
        self.lanes = 4 if self.asked == 2 and is_narrow(block) else self.asked
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
