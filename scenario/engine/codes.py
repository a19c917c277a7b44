"""The machine code of one kernel: what is compiled at once, and what is faster and comes later.

All of it computes the same bits, so whoever runs it may change over between any two tiles. What an
earlier process kept is ready at once; a kernel that was met before is likely to be met again, so
its best code is compiled now and kept. What the kernel computes is not known here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scenario.engine.choice import asked_engine, native_installed
from scenario.kernel.backends import kept, written
from scenario.kernel.code_cache import code_cache
from scenario.kernel.ir import Block, Kernel
from scenario.kernel.machine import Code, EngineName, Outline, Text

WORTH = 20_000
"""Steps times things times runs, for each statement of a kernel, from which the best code pays.

Compiling takes time by the statement, and what it saves is by the work: both measured.
"""
LONGEST_WAIT = 2.0
"""Seconds that a process which is done waits for such code."""


@dataclass(frozen=True)
class Grade:
    """One way to compile: by which engine, and whether to run fast rather than be ready soon."""

    engine: EngineName
    hard: bool = False


QUICK, FAST, NATIVE = Grade("wasm"), Grade("wasm", hard=True), Grade("native")
Grades = tuple[Grade, ...]
"""What may be run, the first at once, the last when it is worth it."""


def grades() -> Grades:
    """What may be run, as was asked for and as there is."""
    asked = asked_engine()
    if asked == "native":
        return (NATIVE,)
    return (QUICK, NATIVE if asked is None and native_installed() else FAST)


class Source:
    """What code is compiled from: a kernel, written when it is first needed.

    Args:
        write: Writes it.
        outline: What a host must know of it.
        statements: How much there is to compile.
        name: Under which its machine code is kept between processes; its text if empty.
    """

    def __init__(
        self, write: Callable[[], Kernel], outline: Outline, statements: int, name: str = ""
    ) -> None:
        self._write, self.outline, self.statements, self.name = write, outline, statements, name

    @classmethod
    def of(cls, kernel: Kernel, name: str = "") -> Source:
        """A kernel that is written already."""
        statements = sum(_statements(function.body) for function in kernel.functions)
        return cls(lambda: kernel, Outline.of(kernel), statements, name)

    @cached_property
    def kernel(self) -> Kernel:
        """The kernel itself."""
        return self._write()


class Codes:
    """What a kernel is compiled to, each grade once; threads share it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._made: dict[Grade, Code] = {}
        self._begun: set[Grade] = set()
        self._failed: set[Grade] = set()
        self._texts: dict[Grade, Text] = {}
        self._lock = threading.Lock()
        self._done = 0
        self.worth = WORTH * source.statements

    def put(self, grade: Grade, code: Code) -> None:
        """From now on this code is there; whoever compiled it, it is of this kernel."""
        self._made[grade] = code

    def best(self, allowed: Grades) -> Code:
        """The best that is ready; the first that is allowed is made ready."""
        ready = self._ready(allowed)
        if ready is None:
            with self._lock:
                ready = self._ready(allowed) or self._kept(allowed)
                if ready is None:
                    ready = allowed[0]
                    self._made[ready] = _beside(lambda: self._compiled(allowed[0]))
        return self._made[ready]

    def _ready(self, allowed: Grades) -> Grade | None:
        return next((grade for grade in reversed(allowed) if grade in self._made), None)

    def _kept(self, allowed: Grades) -> Grade | None:
        """The best that a process kept; the very best is compiled then for those to come."""
        for grade in reversed(allowed) if code_cache() else ():
            found = self._found(grade)
            if found is not None:
                self._made[grade] = found
                _awaited.extend(self._begun_now(allowed))
                return grade
        return None

    def _found(self, grade: Grade) -> Code | None:
        source = self.source
        try:
            if source.name and grade.engine == "native":
                return kept(source.name, source.outline, grade.engine)
            return self._text(grade).kept()
        except Exception:  # noqa: BLE001 - a library that does not work here is done without
            return None

    def did(self, work: int, allowed: Grades) -> None:
        """So much was done, which shows how much there may be still to do."""
        self._done += work
        if self._done >= self.worth:
            self.prepare(allowed)

    def prepare(self, allowed: Grades) -> threading.Thread | None:
        """Begin to compile the best that is allowed, beside whatever runs, unless it was kept."""
        with self._lock:
            if self._ready(allowed) is None:
                self._kept(allowed)
            return next(self._begun_now(allowed), None)

    def _begun_now(self, allowed: Grades) -> Iterator[threading.Thread]:
        grade = allowed[-1]
        if len(allowed) == 1 or grade in self._made or grade in self._begun:
            return
        self._begun.add(grade)
        # No daemon: an interpreter that ends must not take the compiler's memory from under it.
        thread = threading.Thread(target=self._compile, args=(grade,), name="scenario-compiler")
        thread.start()
        yield thread

    def engines(self, allowed: Grades) -> tuple[EngineName, ...]:
        """Which engines may have had a part, where all of these were allowed."""
        names = [grade.engine for grade in allowed if grade not in self._failed]
        return tuple(dict.fromkeys(names))

    def _compile(self, grade: Grade) -> None:
        try:
            self.put(grade, self._compiled(grade))
        except Exception:  # noqa: BLE001 - a library that does not work here is done without
            self._failed.add(grade)

    def _compiled(self, grade: Grade) -> Code:
        return self._text(grade).compiled()

    def _text(self, grade: Grade) -> Text:
        """The kernel as a text, written once."""
        found = self._texts.get(grade)
        if found is None:
            source, engine = self.source, grade.engine
            found = written(source.kernel, engine, hard=grade.hard, name=source.name)
            self._texts[grade] = found
        return found


_awaited: list[threading.Thread] = []
"""Those that compile what is used next time."""


def finish() -> None:
    """Wait for code that the next process needs, before this one is ended from outside."""
    until = time.monotonic() + LONGEST_WAIT
    for thread in _awaited:
        thread.join(max(0.0, until - time.monotonic()))


def _beside(make: Callable[[], Code]) -> Code:
    """What is made in another thread: waiting for it can be interrupted, compiling cannot."""
    made: list[Code] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            made.append(make())
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            failed.append(error)

    thread = threading.Thread(target=work, name="scenario-compiler")
    thread.start()
    thread.join()
    for error in failed:
        raise error
    return made[0]


def _statements(block: Block) -> int:
    """How much there is to compile: all operations and effects, those of blocks within too."""
    return sum(_statements(item) if isinstance(item, Block) else 1 for item in block.items)
