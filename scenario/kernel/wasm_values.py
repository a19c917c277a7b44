"""Writes the values of a kernel as WebAssembly text: operations, and what is read from memory.

What is done with values, and when, is not known here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from scenario.kernel.ir import LANED, SIZE, Block, Effect, Function, Value
from scenario.kernel.wasm_texts import Texts
from scenario.kernel.wasm_words import (
    HALVES,
    SCALAR,
    SCALAR_CASTS,
    SCALAR_WORDS,
    SHIFTS,
    UPPER,
    VECTOR,
    VECTOR_WORDS,
    number,
    vector,
)


class Values(Texts, ABC):
    """The values of one function."""

    def __init__(self, function: Function, lanes: int) -> None:
        super().__init__(function, lanes)
        self.words = SCALAR_WORDS if self.scalar else VECTOR_WORDS
        self.special = SCALAR_SPECIAL if self.scalar else VECTOR_SPECIAL

    @abstractmethod
    def statement(self, item: Effect | Block) -> None:
        """Write something done, or a block within."""

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


Special = dict[str, Callable[[Values, Value], None]]
_SPECIAL: Special = {
    "constant": Values.constant,
    "select": Values.select,
    "shl": Values.shift,
    "shr": Values.shift,
    "sar": Values.shift,
    "word": Values.word,
}
SCALAR_SPECIAL: Special = _SPECIAL | {
    "cast": Values.cast_scalar,
    "min": Values.extreme_scalar,
    "max": Values.extreme_scalar,
    "row": Values.row_scalar,
    "uniform": Values.row_scalar,
    "gather": Values.gather_scalar,
}
VECTOR_SPECIAL: Special = _SPECIAL | {
    "cast": Values.cast_vector,
    "high": Values.halves_of,
    "low": Values.halves_of,
    "double": Values.double,
    "splat": Values.splat,
    "flag": Values.flag,
    "any": Values.any,
    "count": Values.lanes_true,
    "row": Values.row,
    "uniform": Values.uniform,
    "gather": Values.gather,
}
