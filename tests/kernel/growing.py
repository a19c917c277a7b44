"""Grows kernels at random whose memory must not depend on how many lanes go side by side.

What is written under `when_any` is masked, what is counted is masked to the runs there are, and
what is not a number is never looked at bit by bit; nothing else is held back.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np

from scenario.kernel.ir import PARTS, SIZE, Kernel, Value
from scenario.kernel.machine import Code
from tests.kernel.backends import canonical

TILE = 64
SLOTS = 3
"""Every row stands so many times one after the other, to be chosen by an offset."""
KINDS = ("f64", "f64", "f64", "i64", "i64", "mask", "f32", "i32")
DTYPE: dict[str, Any] = {
    "f64": np.float64, "i64": np.uint64, "f32": np.float32, "i32": np.uint32, "mask": np.int64,
}  # fmt: skip
SPECIAL = [0.0, -0.0, 1.0, -1.5, 1e-310, 1e300, np.inf, -np.inf, np.nan]


class Grown:
    """A kernel and what there is to compare in its memory."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kernel = Kernel()
        self.runs = self.random.choice([8, 24, TILE, 37, 1, 0])
        self.numbers = np.random.default_rng(seed)
        self.rows = {k: [self._row(k) for _ in range(3)] for k in sorted(set(KINDS))}
        self.bytes = self.kernel.allocate(TILE * SLOTS)
        self.alive = self._placed(np.where(np.arange(TILE) < self.runs, -1, 0))
        self.table = self._placed(self.numbers.normal(size=32))
        self.uniforms = [self._placed(np.repeat(self.numbers.normal(), 2)) for _ in range(3)]
        self.made_uniform = self.kernel.allocate(16 * SLOTS)
        self.words = [self._placed(self.numbers.integers(0, 1 << 63, 2)) for _ in range(3)]
        self.counts, self.tallies = self.kernel.allocate(4 * SLOTS), self.kernel.allocate(4 * 32)
        self.sums = self.kernel.allocate(8 * PARTS * SLOTS)
        self.pool: list[Value] = []
        self.rare = False  # whether lanes may be missed, so that all that is written is masked
        self.narrow = self.random.random() < 0.5
        self._grow()

    def answers(self, code: Code) -> dict[str, Any]:
        """Every number in memory that means something, as bits."""
        machine = code.open()
        machine.call("main", self.runs, self.random_word)
        found = {}
        for kind, rows in self.rows.items():
            for at in rows:
                raw = machine.memory[at : at + SIZE[kind] * TILE * SLOTS].view(DTYPE[kind])
                found[f"{kind} {at}"] = canonical(kind, raw.reshape(SLOTS, TILE)[:, : self.runs])
        slots = machine.memory[self.bytes : self.bytes + TILE * SLOTS].reshape(SLOTS, TILE)
        found["bytes"] = slots[:, : self.runs].copy()
        found["uniform"] = canonical("f64", machine.memory[self.made_uniform :][:48].view("f8"))
        found["sums"] = canonical(
            "f64", machine.memory[self.sums :][: 8 * PARTS * SLOTS].view("f8")
        )
        found["counts"] = machine.memory[self.counts :][: 4 * SLOTS].copy()
        found["tallies"] = machine.memory[self.tallies :][: 4 * 32].copy()
        found["words"] = np.array([machine.memory[at : at + 8] for at in self.words])
        return found

    # Memory

    def _placed(self, array: Any) -> int:
        return self.kernel.place(np.ascontiguousarray(array).tobytes())

    def _row(self, kind: str) -> int:
        size = TILE * SLOTS
        if kind in ("f64", "f32"):
            row = self.numbers.normal(size=size) * 10.0 ** self.numbers.integers(-3, 4, size)
            special = self.numbers.random(size) < 0.1
            row[special] = self.numbers.choice(SPECIAL, special.sum())
            with np.errstate(all="ignore"):
                return self._placed(row.astype(DTYPE[kind]))
        if kind == "mask":
            return self._placed(-self.numbers.integers(0, 2, size))
        top = (1 << 64) - 1 if kind == "i64" else (1 << 32) - 1
        return self._placed(self.numbers.integers(0, top, size, DTYPE[kind], endpoint=True))

    # Structure

    def _grow(self) -> None:
        self.random_word = self.random.getrandbits(64)
        names = [f"part{n}" for n in range(self.random.randint(0, 2))]
        for name in names:
            with self.kernel.function(name, "count:int", "word:long") as given:
                self._body(given, [])
        with self.kernel.function("main", "count:int", "word:long", exported=True) as given:
            self._body(given, names)

    def _body(self, given: list[Value], names: list[str]) -> None:
        self.pool = list(given)
        self.count = given[0]
        for _ in range(self.random.randint(1, 3)):
            self._numbers(2)
            with self._within(depth=0):
                for name in names:
                    self.kernel.call(name, self.count, self._pick("long"))
                with self.kernel.lanes(self.count):
                    self.mask = self.kernel.load("mask", self.alive)
                    before = len(self.pool)
                    self._lanes(2)
                    del self.pool[before:]

    def _within(self, depth: int) -> Any:
        """A loop, a condition, or neither."""
        chance = self.random.random()
        if chance < 0.4:
            return self.kernel.loop(self.random.choice([1, 2, self._small() + 1]))
        if chance < 0.5:
            return self.kernel.when(self._pick("int"))
        return self.kernel.loop(self.kernel.constant("int", 1))

    def _lanes(self, depth: int) -> None:
        for _ in range(self.random.randint(8, 25)):
            self.random.choice([self._value, self._value, self._value, self._effect])()
            if depth and self.random.random() < 0.12:
                self._nested(depth - 1)

    def _nested(self, depth: int) -> None:
        before, mask, rare = len(self.pool), self.mask, self.rare
        if self.random.random() < 0.4:
            self.mask, self.rare = mask & self._pick("mask"), True
            with self.kernel.when_any(self.mask):
                self._lanes(depth)
        else:
            with self._within(depth) as index:
                self.pool += [index] if index is not None else []
                self._lanes(depth)
        self.mask, self.rare = mask, rare
        del self.pool[before:]

    # Values

    def _pick(self, kind: str) -> Value:
        """A value of a type, read or written as a constant where there is none."""
        known = [value for value in self.pool[-30:] if value.type == kind]
        if known and self.random.random() < 0.85:
            return self.random.choice(known)
        return self._fresh(kind)

    def _fresh(self, kind: str) -> Value:
        kernel, random = self.kernel, self.random
        if kind in ("int", "long"):
            return random.choice([self._word(kind), kernel.constant(kind, random.getrandbits(20))])
        if kind == "mask32":
            return kernel.compare("eq", self._pick("i32") & 1, self._pick("i32") & 1)
        if random.random() < 0.25:
            number = random.choice([0, 1, -1 if kind == "mask" else 3, random.getrandbits(30)])
            number = -(number & 1) if kind == "mask" else number
            return kernel.constant(kind, number)
        return kernel.load(kind, random.choice(self.rows[kind]), self._offset(kind))

    def _word(self, kind: str) -> Value:
        return self.kernel.word(kind, self.random.choice(self.words))

    def _small(self) -> Value:
        """A number below the number of slots."""
        low = self._pick("int") & 1
        return low + (self._pick("int") >> 3 & 1)

    def _offset(self, kind: str) -> Value | None:
        return self._small() * (TILE * SIZE[kind]) if self.random.random() < 0.5 else None

    def _numbers(self, most: int) -> None:
        """Work with numbers that are no lanes."""
        for _ in range(most):
            kind = self.random.choice(["int", "long"])
            self.pool.append(self._number(kind))
            if self.random.random() < 0.5:
                self.kernel.store_word(self.random.choice(self.words), self._pick(kind))

    def _number(self, kind: str) -> Value:
        kernel, a, b = self.kernel, self._pick(kind), self._pick(kind)
        choice = self.random.randrange(5)
        if choice == 0:
            return kernel.shift(self.random.choice(["shl", "shr"]), a, self._pick("int") & 15)
        if choice == 1:
            other = "int" if kind == "long" else "long"
            return kernel.op(kind, kind, self._pick(other))
        if choice == 2 and kind == "int":
            return kernel.compare(self.random.choice(["lt", "le", "gt", "ge", "eq", "ne"]), a, b)
        return kernel.op(self.random.choice(["add", "sub", "mul", "and", "or", "xor"]), kind, a, b)

    def _value(self) -> None:
        kinds = KINDS if self.narrow else KINDS[:6]
        self.pool.append(getattr(self, f"_{self.random.choice(kinds)}")())

    def _choose(self, kind: str, mask: str = "mask") -> Value:
        return self.kernel.select(self._pick(mask), self._pick(kind), self._pick(kind))

    def _f64(self) -> Value:
        if self.random.random() < 0.6:
            ops = ["add", "sub", "mul", "div", "min", "max"]
            op = self.random.choice(ops)
            return self.kernel.op(op, "f64", self._pick("f64"), self._pick("f64"))
        ways = [self._cast_f64, self._gather, self._same, self._doubled, self._root]
        return self.random.choice([*ways, lambda: self._choose("f64")])()

    def _cast_f64(self) -> Value:
        return self.kernel.cast("f64", self._pick("i64"))

    def _gather(self) -> Value:
        return self.kernel.gather((self._pick("i64") & 31) << 3, self.table)

    def _same(self) -> Value:
        return self.kernel.uniform("f64", self.random.choice(self.uniforms))

    def _root(self) -> Value:
        return self.kernel.op(self.random.choice(["sqrt", "floor"]), "f64", self._pick("f64"))

    def _doubled(self) -> Value:
        if self.narrow and self.random.random() < 0.5:
            return self.kernel.op("double", "f64", self._pick("f32"))
        at, by = self.random.choice(self.rows["f32"]), self._offset("f32")
        return self.kernel.op("double", "f64", self.kernel.load("f32", at, by))

    def _i64(self) -> Value:
        kernel, pick, choice = self.kernel, self._pick, self.random.randrange(8)
        if choice == 0:
            return kernel.cast("i64", self._sane("f64"))
        if choice == 1:
            return kernel.cast("i64", pick("mask"))
        if choice == 2:
            return kernel.op("splat", "i64", pick("long"))
        if choice == 3:
            return kernel.shift("shl", pick("i64"), pick("int") & 63)
        return self._whole("i64")

    def _whole(self, kind: str) -> Value:
        kernel, choice = self.kernel, self.random.randrange(4)
        if choice == 0:
            by = self.random.randrange(8 * SIZE[kind])
            return kernel.shift(self.random.choice(["shl", "shr"]), self._pick(kind), by)
        if choice == 1:
            return kernel.shift_signed(self._pick(kind), self.random.randrange(8 * SIZE[kind]))
        ops = ["add", "sub", "mul", "and", "or", "xor"]
        return kernel.op(self.random.choice(ops), kind, self._pick(kind), self._pick(kind))

    def _sane(self, kind: str) -> Value:
        """A number, or 0 where it is none."""
        value = self._pick(kind)
        if kind == "f32":
            return self.kernel.op("single", "f32", self._pick("i32"))
        return self.kernel.select(value.equals(value), value, 0.0)

    def _mask(self) -> Value:
        kernel, pick, choice = self.kernel, self._pick, self.random.randrange(6)
        if choice == 0:
            return ~pick("mask")
        if choice == 1:
            return kernel.op("flag", "mask", pick("int") & 4)
        if choice == 2:
            return kernel.cast("mask", kernel.cast("i64", pick("mask")))
        if choice == 3:
            op = self.random.choice(["and", "or", "xor"])
            return kernel.op(op, "mask", pick("mask"), pick("mask"))
        order = self.random.choice(["lt", "le", "gt", "ge", "eq", "ne"])
        return kernel.compare(order, pick("f64"), pick("f64"))

    def _f32(self) -> Value:
        kernel, pick, choice = self.kernel, self._pick, self.random.randrange(6)
        if choice == 0:
            return kernel.op("single", "f32", pick("i32"))
        if choice == 1:
            return kernel.cast("f32", pick("i32"))
        if choice == 2:
            return self._choose("f32", "mask32")
        if choice == 3:
            return kernel.op("sqrt", "f32", pick("f32"))
        return kernel.op(
            self.random.choice(["add", "sub", "mul", "div"]), "f32", pick("f32"), pick("f32")
        )

    def _i32(self) -> Value:
        choice = self.random.randrange(5)
        if choice == 0:
            return self.kernel.op(self.random.choice(["high", "low"]), "i32", self._pick("i64"))
        if choice == 1:
            return self.kernel.cast("i32", self._sane("f32"))
        if choice == 2:
            return self._choose("i32", "mask32")
        return self._whole("i32")

    # Effects

    def _effect(self) -> None:
        effects = [self._store, self._store, self._count, self._tally, self._total]
        self.random.choice(effects if self.rare else [*effects, self._byte, self._uniform])()

    def _store(self) -> None:
        narrow = KINDS[6:] if self.narrow and not self.rare else ()
        kind = self.random.choice(("f64", "f64", "i64", "mask", *narrow))
        at, by, value = self.random.choice(self.rows[kind]), self._offset(kind), self._pick(kind)
        if SIZE[kind] == 8:
            value = self.kernel.select(self.mask, value, self.kernel.load(kind, at, by))
        self.kernel.store(at, value, by)

    def _byte(self) -> None:
        self.kernel.store_byte(self.bytes, self._pick("i64"), self._small() * TILE)

    def _count(self) -> None:
        add = self.random.choice([self.kernel.count, self.kernel.uncount])
        add(self.counts, self._pick("mask") & self.mask, self._small() << 2)

    def _tally(self) -> None:
        self.kernel.tally(
            (self._pick("i64") & 31) << 2, self._pick("mask") & self.mask, self.tallies
        )

    def _total(self) -> None:
        value = self.kernel.select(self.mask, self._pick("f64"), 0.0)
        self.kernel.total(self.sums, value, self._small() << 6)

    def _uniform(self) -> None:
        value = self.kernel.uniform("f64", self.random.choice(self.uniforms)) * 1.1
        self.kernel.store_uniform(self.made_uniform, value, self._small() << 4)
