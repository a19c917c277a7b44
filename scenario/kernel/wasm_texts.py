"""What stands for the values of a function that is being written as WebAssembly text.

A value that is used once is written where it is used, unless it reads memory and something is
written in between; others get a variable. What the operations are is not known here.
"""

from __future__ import annotations

from scenario.kernel.ir import LANED, Function, Value
from scenario.kernel.wasm_words import SCALAR, VECTOR

LONGEST = 400
"""A longer text of an expression is given a variable."""


class Texts:
    """The texts of values, variables and addresses in one function.

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
        self.lanes = 0

    # Values

    def give(self, value: Value, parts: list[str], reads: bool) -> None:
        """Keep the texts of a value until it is used, or put it in variables.

        Args:
            value: The value.
            parts: The texts that give it, one for each of its vectors.
            reads: Whether they read memory, so that they must not move across what is written.
        """
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

    # Addresses

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
