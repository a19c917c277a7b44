"""Rows, words, loops, conditions, calls and sums do what they say, on every backend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from scenario.kernel.ir import Kernel, Value
from scenario.kernel.machine import Machine
from tests.kernel.backends import ALL, BACKENDS

TILE = 64


def ran(backend: str, kernel: Kernel, *numbers: int) -> Machine:
    machine = BACKENDS[backend](kernel).open()
    machine.call("run", *numbers)
    return machine


def row(machine: Machine, at: int, dtype: Any = np.float64, count: int = TILE) -> Any:
    return machine.memory[at : at + count * np.dtype(dtype).itemsize].view(dtype)


def tile(kernel: Kernel, write: Callable[[], None], runs: int | Value = TILE) -> None:
    """An exported function `run` of one block of lanes."""
    with kernel.function("run", exported=True):
        count = runs if isinstance(runs, Value) else kernel.constant("int", runs)
        with kernel.lanes(count):
            write()


@contextmanager
def whole(kernel: Kernel, *parameters: str) -> Iterator[Any]:
    """The same for what takes numbers."""
    function = kernel.function("run", *parameters, exported=True)
    with function as given, kernel.lanes(kernel.constant("int", TILE)):
        yield given


def counted(kernel: Kernel) -> int:
    """A row of 0.0, 1.0, 2.0, ..."""
    return kernel.place(np.arange(float(TILE)).tobytes())


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


# --------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("backend", ALL)
def test_memory_begins_with_what_was_placed_and_is_zero_elsewhere(
    backend: str, kernel: Kernel
) -> None:
    at, empty = kernel.place(b"seven"), kernel.allocate(100)
    tile(kernel, lambda: None)
    code = BACKENDS[backend](kernel)
    first, second = code.open(), code.open(extra=200_000)
    assert bytes(first.memory[at : at + 5]) == b"seven"
    assert not first.memory[empty:].any()
    assert len(second.memory) == len(first.memory) + 200_000 == kernel.size + 200_000
    second.memory[-1] = second.memory[at] = 1
    assert first.memory[at] == ord("s")


@pytest.mark.parametrize("backend", ALL)
def test_a_view_of_memory_outlives_its_machine(backend: str, kernel: Kernel) -> None:
    at = kernel.place(b"seven")
    tile(kernel, lambda: None)
    memory = BACKENDS[backend](kernel).open().memory
    assert bytes(memory[at : at + 5]) == b"seven"


@pytest.mark.parametrize("backend", ALL)
@pytest.mark.parametrize("runs", [0, 1, 7, 8, 9, 64])
def test_all_groups_of_the_first_runs_are_computed(backend: str, runs: int, kernel: Kernel) -> None:
    at, to = counted(kernel), kernel.allocate(8 * TILE)
    tile(kernel, lambda: kernel.store(to, kernel.load("f64", at) + 1.0), runs)
    found = row(ran(backend, kernel), to)
    assert list(found[:runs]) == [run + 1.0 for run in range(runs)]
    assert not found[-(-runs // 8) * 8 :].any()


@pytest.mark.parametrize("backend", ALL)
def test_rows_of_every_type_stand_by_an_offset(backend: str, kernel: Kernel) -> None:
    made = {}
    with kernel.function("run", "by:int", "count:int", exported=True) as (by, count):
        for kind, dtype in (("f64", "f8"), ("i64", "u8"), ("f32", "f4"), ("i32", "u4")):
            size = np.dtype(dtype).itemsize * TILE
            both = np.arange(2 * TILE).astype(dtype)
            at, to = kernel.place(both.tobytes()), kernel.allocate(2 * size)
            with kernel.lanes(count):
                step = by * size
                value = kernel.load(kind, at, step)
                kernel.store(to, value + value, step)
            made[to] = dtype
    machine = ran(backend, kernel, 1, TILE)
    for to, dtype in made.items():
        found = row(machine, to, dtype, 2 * TILE)
        assert not found[:TILE].any()
        assert np.array_equal(found[TILE:], 2 * np.arange(TILE, 2 * TILE))


@pytest.mark.parametrize("backend", ALL)
def test_words_are_read_worked_with_and_written(backend: str, kernel: Kernel) -> None:
    at = kernel.place(np.array([7, 1 << 63 | 9], np.uint64).tobytes())
    to = kernel.allocate(64)
    with kernel.function("run", "a:int", "b:long", exported=True) as (a, b):
        kernel.store_word(to, kernel.word("int", at) - a)
        kernel.store_word(to + 8, (kernel.word("long", at, a) ^ b) >> a)
        kernel.store_word(to, kernel.op("int", "int", b) * 3, a)
        kernel.store_word(to + 24, kernel.op("long", "long", a < 9) << 40)
    machine = ran(backend, kernel, 8, (1 << 64) - 1)
    assert list(row(machine, to, np.uint32, 4))[:1] == [(7 - 8) % (1 << 32)]
    assert row(machine, to, np.uint32, 4)[2] == (1 << 32) - 3
    assert row(machine, to, np.uint64, 4)[3] == 1 << 40


@pytest.mark.parametrize("backend", ALL)
def test_a_shifted_long_is_as_wide_as_it_says(backend: str, kernel: Kernel) -> None:
    to = kernel.allocate(64)
    with kernel.function("run", "a:int", "b:long", exported=True) as (a, b):
        kernel.store_word(to, (b ^ 1) >> a)
        kernel.store_word(to + 8, b << a)
    found = row(ran(backend, kernel, 63, (1 << 63) | 5), to, np.uint64, 2)
    assert list(found) == [1, 1 << 63]


@pytest.mark.parametrize("backend", ALL)
def test_one_number_for_all_lanes_is_read_and_written_twice(backend: str, kernel: Kernel) -> None:
    at = kernel.place(np.array([1.5, 1.5, 2.5, 2.5]).tobytes())
    to, out = kernel.allocate(64), kernel.allocate(8 * TILE)
    with whole(kernel, "by:int") as (by,):
        value = kernel.uniform("f64", at, by) * 2.0
        kernel.store_uniform(to, value, by)
        kernel.store(out, value)
    machine = ran(backend, kernel, 16)
    assert list(row(machine, to, count=4)) == [0.0, 0.0, 5.0, 5.0]
    assert set(row(machine, out)) == {5.0}


@pytest.mark.parametrize("backend", ALL)
def test_whole_numbers_and_truths_may_be_the_same_in_all_lanes(
    backend: str, kernel: Kernel
) -> None:
    number = kernel.place(np.array([9, 9], np.uint64).tobytes())
    yes = kernel.place(np.array([-1, -1], np.int64).tobytes())
    to = kernel.allocate(8 * TILE)

    def write() -> None:
        value = kernel.uniform("i64", number)
        kernel.store(to, kernel.select(kernel.uniform("mask", yes), value, value + 1))

    tile(kernel, write)
    assert set(row(ran(backend, kernel), to, np.uint64)) == {9}


@pytest.mark.parametrize("backend", ALL)
def test_each_lane_gathers_from_its_own_place(backend: str, kernel: Kernel) -> None:
    places = np.random.default_rng(1).permutation(TILE).astype(np.uint64)
    upper = np.uint64(0xABC << 32)
    where = kernel.place((places * np.uint64(8) + upper).tobytes())
    table, to = counted(kernel), kernel.allocate(8 * TILE)
    tile(kernel, lambda: kernel.store(to, kernel.gather(kernel.load("i64", where), table)))
    assert np.array_equal(row(ran(backend, kernel), to), places.astype(float))


@pytest.mark.parametrize("backend", ALL)
def test_the_lowest_byte_of_each_lane_is_written(backend: str, kernel: Kernel) -> None:
    numbers = np.arange(TILE, dtype=np.uint64) * np.uint64(0x0101010101010307)
    at, to = kernel.place(numbers.tobytes()), kernel.allocate(2 * TILE)
    with whole(kernel, "by:int") as (by,):
        kernel.store_byte(to, kernel.load("i64", at), by)
    found = row(ran(backend, kernel, TILE), to, np.uint8, 2 * TILE)
    assert not found[:TILE].any()
    assert np.array_equal(found[TILE:], numbers.astype(np.uint8))


# ------------------------------------------------------------------------- counting and sums


@pytest.mark.parametrize("backend", ALL)
def test_lanes_of_a_mask_are_counted_on_and_off(backend: str, kernel: Kernel) -> None:
    at, to = counted(kernel), kernel.place(np.array([5, 500, 9], np.uint32).tobytes())
    with whole(kernel, "by:int") as (by,):
        value = kernel.load("f64", at)
        kernel.count(to, value < 11.0)
        kernel.uncount(to, value >= 50.0, by)
    assert list(row(ran(backend, kernel, 4), to, np.uint32, 3)) == [16, 486, 9]


@pytest.mark.parametrize("backend", ALL)
def test_what_was_counted_may_be_read_again(backend: str, kernel: Kernel) -> None:
    at, to = counted(kernel), kernel.allocate(64)
    with kernel.function("run", exported=True):
        with kernel.lanes(kernel.constant("int", TILE)):
            kernel.count(to, kernel.load("f64", at) < 3.0)
        kernel.store_word(to + 8, kernel.word("int", to) * 10)
    assert row(ran(backend, kernel), to, np.uint32, 3)[2] == 30


@pytest.mark.parametrize("backend", ALL)
def test_lanes_that_hold_are_tallied_where_they_say(backend: str, kernel: Kernel) -> None:
    places = np.random.default_rng(2).integers(0, 10, TILE).astype(np.uint64)
    at, numbers = kernel.place((places * np.uint64(4)).tobytes()), counted(kernel)
    to = kernel.allocate(40)

    def write() -> None:
        outside = kernel.select(kernel.load("f64", numbers) < 40.0, kernel.load("i64", at), -8)
        kernel.tally(outside, kernel.load("f64", numbers) < 40.0, to)

    tile(kernel, write)
    wanted = np.bincount(places[:40].astype(int), minlength=10)
    assert list(row(ran(backend, kernel), to, np.uint32, 10)) == list(wanted)


@pytest.mark.parametrize("backend", ALL)
def test_run_k_is_added_to_partial_sum_k_modulo_8(backend: str, kernel: Kernel) -> None:
    numbers = np.random.default_rng(3).normal(size=(2, TILE)) * [[1.0], [1e9]]
    first, second = (kernel.place(each.tobytes()) for each in numbers)
    to = kernel.allocate(128)
    with whole(kernel, "by:int") as (by,):
        kernel.total(to, kernel.load("f64", first), by)
        kernel.total(to, kernel.load("f64", second), by)
    wanted = np.zeros(8)
    for run in range(TILE):
        wanted[run % 8] += numbers[0, run]
        wanted[run % 8] += numbers[1, run]
    found = row(ran(backend, kernel, 64), to, count=16)
    assert np.array_equal(found, [*np.zeros(8), *wanted])


# ------------------------------------------------------------------------------- structure


@pytest.mark.parametrize("backend", ALL)
def test_a_loop_carries_memory_from_turn_to_turn(backend: str, kernel: Kernel) -> None:
    at = counted(kernel)
    with whole(kernel, "turns:int") as (turns,), kernel.loop(turns) as turn:
        odd = kernel.op("flag", "mask", turn & 1)
        value = kernel.load("f64", at)
        kernel.store(at, kernel.select(odd, value * 2.0, value + 3.0))
    assert row(ran(backend, kernel, 3), at)[5] == (5.0 + 3.0) * 2.0 + 3.0


@pytest.mark.parametrize("backend", ALL)
@pytest.mark.parametrize("given", [0, 1, 1 << 31])
def test_a_condition_holds_for_what_is_not_0(backend: str, given: int, kernel: Kernel) -> None:
    to = kernel.allocate(64)
    with kernel.function("run", "given:int", exported=True) as (number,), kernel.when(number):
        kernel.store_word(to, kernel.constant("int", 7))
    assert row(ran(backend, kernel, given), to, np.uint32, 1)[0] == (7 if given else 0)


@pytest.mark.parametrize("backend", ALL)
def test_rare_lanes_are_masked_within_their_group(backend: str, kernel: Kernel) -> None:
    at = counted(kernel)

    def write() -> None:
        value = kernel.load("f64", at)
        rare = value.equals(13.0) | value.equals(14.0)
        with kernel.when_any(rare):
            kernel.store(at, kernel.select(rare, -value, value))

    tile(kernel, write)
    wanted = [-run if run in (13, 14) else run for run in range(TILE)]
    assert list(row(ran(backend, kernel), at)) == wanted


@pytest.mark.parametrize("backend", ALL)
def test_functions_call_those_before_them(backend: str, kernel: Kernel) -> None:
    at, to = counted(kernel), kernel.allocate(64)
    with kernel.function("twice", "by:int", "add:long") as (by, add):
        kernel.store_word(to, kernel.word("long", to, by) + add, by)
        with kernel.lanes(kernel.constant("int", TILE)):
            kernel.store(at, kernel.load("f64", at) * 2.0)
    with kernel.function("run", "count:int", exported=True) as (count,):
        before = kernel.word("long", to)
        with kernel.loop(count) as turn:
            kernel.call("twice", turn << 3, kernel.constant("long", 1 << 40))
        kernel.store_word(to + 32, before + kernel.word("long", to))
    machine = ran(backend, kernel, 3)
    assert list(row(machine, to, np.uint64, 5)) == [1 << 40, 1 << 40, 1 << 40, 0, 1 << 40]
    assert list(row(machine, at)) == [8.0 * run for run in range(TILE)]


@pytest.mark.parametrize("backend", ALL)
def test_what_was_read_before_a_store_stays_what_it_was(backend: str, kernel: Kernel) -> None:
    at, other, to = counted(kernel), counted(kernel), kernel.allocate(8 * TILE)

    def write() -> None:
        before = kernel.load("f64", at)
        kernel.store(at, kernel.load("f64", other) * 3.0)
        kernel.store(to, before)

    tile(kernel, write)
    machine = ran(backend, kernel)
    assert list(row(machine, to)) == list(range(TILE))
    assert row(machine, at)[5] == 15.0


@pytest.mark.parametrize("backend", ALL)
def test_what_was_read_before_a_block_stays_what_it_was(backend: str, kernel: Kernel) -> None:
    at, to = counted(kernel), kernel.allocate(8 * TILE)

    def write() -> None:
        before = kernel.load("f64", at) + 1.0
        with kernel.loop(2):
            kernel.store(at, kernel.load("f64", at) * 2.0)
        kernel.store(to, before)

    tile(kernel, write)
    machine = ran(backend, kernel)
    assert list(row(machine, to)) == [run + 1.0 for run in range(TILE)]
    assert row(machine, at)[5] == 20.0


@pytest.mark.parametrize("backend", ALL)
def test_a_constant_may_be_written_before_the_lanes_that_use_it(
    backend: str, kernel: Kernel
) -> None:
    singles = kernel.place(np.arange(TILE, dtype=np.float32).tobytes())
    at, to = counted(kernel), kernel.allocate(8 * TILE)
    with kernel.function("run", exported=True):
        two, three = kernel.constant("f64", 2.0), kernel.constant("f32", 3.0)
        count = kernel.constant("int", TILE)
        with kernel.lanes(count):
            kernel.store(at, kernel.load("f64", at) * two)
        with kernel.lanes(count):
            kernel.store(singles, kernel.load("f32", singles) + three)
            kernel.store(to, kernel.load("f64", at) + two)
    machine = ran(backend, kernel)
    assert row(machine, to)[5] == 12.0
    assert row(machine, singles, np.float32)[5] == 8.0


@pytest.mark.parametrize("backend", ALL)
def test_a_long_chain_is_no_deeper_than_it_may_be(backend: str, kernel: Kernel) -> None:
    at = counted(kernel)

    def write() -> None:
        value = kernel.load("f64", at)
        for turn in range(3000):
            value = value + float(turn % 7)
        kernel.store(at, value)

    tile(kernel, write)
    assert row(ran(backend, kernel), at)[1] == 1.0 + sum(turn % 7 for turn in range(3000))
