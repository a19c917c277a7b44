"""Kernels kept between processes: the same bits, found for other numbers too, never out of date."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.engine import compiled, kept_kernels
from scenario.engine.compiled import Compiled, alike, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.kernel import code_cache, native_machine, object_cache
from scenario.resolve import load
from scenario.selftest.trials import SUBJECTS, trial
from tests.kernel.backends import needs_native
from tests.support.models import resolve_text

ROOT = Path(__file__).parents[2]
MODEL = """
parameters: {p: {value: 1 to 3}}
drivers: {x: {start: 1, process: {random_walk: {drift: p, volatility: 1}}}}
events: {e: {rate: p, effects: [{add: 1, to: x}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.2 * p + 0.1 * x}}}
"""


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of its own, and the package's files as they are."""
    monkeypatch.setenv("SCENARIO_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(kept_kernels, "own_files", object_cache.own_files)
    forget()
    yield
    forget()


def forget() -> None:
    """What this process remembers, as if it were another."""
    compiled._kept.clear()
    for known in (native_machine._compiled, native_machine._linked):
        known.cache_clear()


def written_again(monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """The programs whose kernels are written from now on."""
    seen: list[Program] = []

    def noted(program: Program, *rest: Any) -> Any:
        seen.append(program)
        return real(program, *rest)

    real = kept_kernels.emitted
    monkeypatch.setattr(kept_kernels, "emitted", noted)
    return seen


def counted(kernel: Compiled) -> bytes:
    """All that an instance counts in some runs."""
    instance = Instance(kernel)
    instance.carry_outcome(kernel.chain is not None)
    instance.draw_outcome(kernel.chain is None)
    instance.run(0, 200, 7)
    return instance.counters().tobytes() + np.array(instance.wrong(200)).tobytes()


def program(text: str = MODEL) -> Program:
    return compile_model(resolve_text(text))


@needs_native
@pytest.mark.parametrize("name", SUBJECTS)
@pytest.mark.parametrize("again", [False, True])
def test_a_kept_kernel_computes_the_same_bits(
    name: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "native")
    subject = trial(name).program
    chain = chain_of(subject)
    first = counted(kernel_of(subject, again=again, chain=chain))
    forget()
    written = written_again(monkeypatch)
    assert counted(kernel_of(subject, again=again, chain=chain)) == first
    assert not written


def test_webassembly_is_written_from_the_kernel_when_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "wasm")
    subject = program()
    first = counted(kernel_of(subject))
    forget()
    written = written_again(monkeypatch)
    kernel = kernel_of(subject)
    assert not written
    assert counted(kernel) == first
    assert written == [subject]


@needs_native
def test_other_numbers_take_the_kernel_and_give_their_own_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "native")
    one, other = program(), program(MODEL.replace("volatility: 1", "volatility: 2"))
    assert alike(one, other)
    before = counted(kernel_of(one))
    forget()
    alone = counted(kernel_of(other))
    assert alone != before
    for file in (Path(os.environ["SCENARIO_CACHE"])).iterdir():
        file.unlink()
    forget()
    counted(kernel_of(one))
    forget()
    written = written_again(monkeypatch)
    assert counted(kernel_of(other)) == alone
    assert not written


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("volatility: 1", "volatility: 0"),  # the sign of a number
        ("0.2 * p", "0.3 * p * p"),  # a formula
        ("add: 1, to", "add: 1, over: 1 year, to"),
        ("1 to 3", "1 to 4"),  # the ends of a judgement, which bounds are worked out from
        ("rate: p,", 'rate: p, when: "x > 1",'),
    ],
)
def test_another_program_is_written_anew(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_of(program())
    forget()
    written = written_again(monkeypatch)
    assert old in MODEL
    kernel_of(program(MODEL.replace(old, new)))
    assert len(written) == 1


def test_what_was_decided_by_other_numbers_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product of exponentials is written as one only where none of them can be too great."""
    text = MODEL.replace("rate: 0.2 * p + 0.1 * x", "rate: exp(0.5 * p) * exp(0.1 * p)")
    text = text.replace("1 to 3", "{uniform: {low: 1, high: 3}}")
    kernel_of(program(text))
    forget()
    written = written_again(monkeypatch)
    kernel_of(program(text.replace("0.5 * p", "0.6 * p")))
    assert not written
    kernel_of(program(text.replace("0.5 * p", "500 * p")))
    assert len(written) == 1


@needs_native
def test_code_of_other_decisions_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "native")
    text = MODEL.replace("rate: 0.2 * p + 0.1 * x", "rate: exp(0.001 * p) * exp(-0.1 * p)")
    text = text.replace("1 to 3", "{uniform: {low: 1, high: 3}}")
    other = program(text.replace("0.001", "150").replace("0.1 * p", "150.1 * p"))
    alone = carried(other)
    for file in Path(os.environ["SCENARIO_CACHE"]).iterdir():
        file.unlink()
    forget()
    carried(program(text))
    forget()
    assert carried(other) == alone


def carried(subject: Program) -> bytes:
    return counted(kernel_of(subject, chain=chain_of(subject)))


def test_the_sign_of_a_number_is_part_of_the_name() -> None:
    subject = program()
    first, *rest = subject.numbers
    assert first.value > 0
    names = {
        kept_kernels._key(
            replace(subject, numbers=(replace(first, value=value), *rest)), False, None
        )
        for value in (first.value, 2 * first.value, 0.0, -first.value)
    }
    assert len(names) == 2
    assert kept_kernels._key(replace(subject, numbers=tuple(rest)), False, None) not in names


def test_files_of_the_package_that_change_leave_nothing_valid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel_of(program())
    forget()
    written = written_again(monkeypatch)
    monkeypatch.setattr(kept_kernels, "own_files", lambda: "others")
    kernel_of(program())
    assert len(written) == 1


def test_every_file_counts_by_its_name_its_size_and_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "scenario" / "kernel"
    package.mkdir(parents=True)
    monkeypatch.setattr(object_cache, "__file__", str(package / "object_cache.py"))
    seen = [own_files()]
    assert seen == [""]
    (package / "a.py").write_text("1", "utf-8")
    seen.append(own_files())
    (package / "a.py").write_text("12", "utf-8")
    seen.append(own_files())
    os.utime(package / "a.py", ns=(1, 1))
    seen.append(own_files())
    (package / "a.py").rename(package.parent / "a.py")
    seen.append(own_files())
    assert len(set(seen)) == len(seen)
    assert own_files() == seen[-1]


def own_files() -> str:
    object_cache.own_files.cache_clear()
    try:
        return object_cache.own_files()
    finally:
        object_cache.own_files.cache_clear()


def test_programs_have_one_name_just_where_they_are_alike() -> None:
    paths = sorted((ROOT / "scenarios").glob("*.yaml"))
    programs = [compile_model(load(str(path))) for path in paths]
    programs += [trial(name).program for name in SUBJECTS]
    programs += [replace(programs[0], steps=programs[0].steps - 1), replace(programs[0])]
    keys = [kept_kernels._key(one, False, None) for one in programs]
    assert all(keys)
    for (one, key), (other, its) in combinations(zip(programs, keys, strict=True), 2):
        assert (key == its) == alike(one, other)


def test_what_else_a_kernel_depends_on_is_in_its_name() -> None:
    subject = trial("armenia").program
    names = {
        kept_kernels._key(subject, whole, chain)
        for whole in (False, True)
        for chain in (None, chain_of(subject))
    }
    assert len(names) == 4


def test_a_name_is_the_same_in_every_process() -> None:
    """Whatever the order that sets of texts have in it."""
    script = (
        "from scenario.engine import kept_kernels as k; from scenario.selftest.trials import trial;"
        " from scenario.engine.markov import chain_of\n"
        "for name in ('every', 'armenia'):\n"
        "    p = trial(name).program; print(k._key(p, False, chain_of(p)))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop().split()) == 2


def test_what_comes_from_elsewhere_is_not_kept() -> None:
    """Whether that is still the same, the package's files do not tell."""

    class Foreign(int):
        pass

    Foreign.__module__ = "elsewhere"
    subject = program()
    assert kept_kernels._key(subject, False, None)
    assert not kept_kernels._key(replace(subject, steps=Foreign(subject.steps)), False, None)


def test_what_cannot_be_read_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = program()
    kernel_of(subject)
    forget()
    cache = code_cache.code_cache()
    assert cache is not None
    key = kept_kernels._key(subject, False, None)
    assert cache.load(key) is not None
    cache.store(key, b"no such thing")
    written = written_again(monkeypatch)
    kernel_of(subject)
    assert len(written) == 1
    forget()
    kernel_of(subject)
    assert len(written) == 1


def test_nothing_is_kept_where_that_was_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCENARIO_CACHE", "off")
    assert kept_kernels._key(program(), False, None) == ""
    kernel_of(program())
    assert not (tmp_path / "kept").exists()
