"""No bit of an answer depends on threads, engines, tiles or chunks, or on what else is run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario.engine import bins as binning
from scenario.engine import compiled as kernels
from scenario.engine import simulate as simulating
from scenario.engine.codes import QUICK, Codes
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.counting import BINNED
from scenario.engine.ensemble import DRAWS
from scenario.engine.instance import Instance
from scenario.engine.randomness import seed_key
from scenario.engine.simulate import KEPT, Simulation, Study, simulate
from scenario.engine.workers import Workers
from scenario.errors import InputError
from scenario.kernel.backends import compiled
from scenario.resolve import Resolved
from tests.engine.features import FEATURES
from tests.engine.lively import MUTANTS, lively
from tests.strategies import documents
from tests.support.models import resolve, resolve_document, resolve_text
from tests.support.told import parted, told, without

RUNS = 9_000


@pytest.fixture
def fresh() -> Iterator[None]:
    """No kernel is known from before."""
    kernels._kept.clear()
    yield
    kernels._kept.clear()


def large() -> Resolved:
    return lively().with_run(runs=RUNS)


@cache
def simulated() -> Simulation:
    """The large study by one worker: what others are compared with."""
    return simulate(large(), workers=1)


def small() -> Resolved:
    walk = {"start": 1, "process": {"random_walk": {"volatility": 1}}}
    return resolve({"drivers": {"x": walk}}, 24, runs=RUNS, random_seed=3)


def test_workers_and_engines_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of counts, sums, percentiles, whole paths and the judgement ensemble."""
    expected = told(simulated())
    for engine, workers in (("wasm", 2), ("wasm", 3), ("native", 1), ("native", 2), ("native", 3)):
        if engine == "native":
            pytest.importorskip("llvmlite")
        monkeypatch.setenv("SCENARIO_ENGINE", engine)
        assert not parted(told(simulate(large(), workers=workers)), expected), (engine, workers)


@pytest.mark.parametrize("name", list(FEATURES)[2::9])
def test_engines_change_no_bit_of_any_feature(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llvmlite")
    feature = FEATURES[name]
    resolved = resolve_text(feature.text, feature.months, runs=200, **feature.said)
    expected = told(simulate(resolved, judgement=False))
    monkeypatch.setenv("SCENARIO_ENGINE", "native")
    assert not parted(told(simulate(resolved, judgement=False)), expected)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(months=12, runs=1, several=True))
def test_engines_change_no_bit_of_any_model(document: dict[str, Any]) -> None:
    """The oracle too, which carries each operation out on whole arrays."""
    pytest.importorskip("llvmlite")
    resolved = resolve_document(document)
    program = compile_model(resolved)
    kernel, memories = kernel_of(program), {}
    for engine in ("wasm", "native", "arrays"):
        codes = Codes(kernel.codes.source)
        codes.put(QUICK, compiled(kernel.layout.kernel, engine))
        instance = Instance(replace(kernel, codes=codes, grades=(QUICK,)), program.steps + 1)
        instance.take_at(range(program.steps + 1))
        instance.run(0, instance.layout.width, seed_key(resolved.random_seed))
        size = instance.layout.kernel.size
        memories[engine] = bytes(instance._memory[64:size])
    assert memories["wasm"] == memories["native"] == memories["arrays"]


def test_an_engine_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "steam")
    with pytest.raises(InputError, match="SCENARIO_ENGINE is 'steam'"):
        simulate(small())


# --- tiles and chunks


@pytest.mark.parametrize("width", [8, 64, 256])
def test_tiles_of_another_width_change_no_count(
    width: int, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    expected = simulated()
    kernels._kept.clear()
    monkeypatch.setattr(kernels, "WIDTH", width)
    same_counts(simulate(large(), workers=1), expected)


@pytest.mark.parametrize("work", [1.0, 1e7])
def test_chunks_of_another_size_change_no_count(
    work: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = simulated()
    monkeypatch.setattr(simulating, "CHUNK_WORK", work)
    same_counts(simulate(large(), workers=2), expected)


def same_counts(found: Simulation, expected: Simulation) -> None:
    """The same but for the rounding of sums, whose order is part of tiles and chunks.

    Totals of a draw of the judgements are taken from one tile, which has to hold its runs.
    """
    some = "sums squares"
    alike = [without(f"{some} totals", told(each)) for each in (found, expected)]
    assert not parted(*alike)
    for name in some.split():
        one, other = getattr(found.record, name), getattr(expected.record, name)
        assert np.allclose(one, other, rtol=1e-12, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300_000))
def test_jobs_are_all_runs_and_all_draws_once(runs: int) -> None:
    resolved = LONG.with_run(runs=runs)
    program = compile_model(resolved)
    study = Study(resolved, kernel_of(program), judgement=True)
    counting, pilot = list(study.counting_jobs()), min(binning.PILOT, runs)
    for some, total in ((counting, runs), (study.nested_jobs(), DRAWS), (study._pilot(), pilot)):
        ends = [(job.first, job.first + job.runs) for job in some]
        assert ends[0][0] == 0
        assert ends[-1][1] == total
        assert all(one[1] == other[0] for one, other in pairwise(ends))
    kept = [job.runs for job in counting if job.kind == "keep"]
    assert sum(kept) == min(runs, KEPT)
    binned = sum(job.runs for job in counting if job.first < BINNED)
    assert min(runs, BINNED) <= binned <= BINNED + 1024


LONG = resolve(
    {
        "parameters": {"p": {"value": "1 to 2"}},
        "drivers": {"x": {"start": "p", "process": "constant"}},
    },
    1,
)


def test_every_run_of_a_chunk_is_counted_however_many_there_are() -> None:
    for runs in (1, 7, 63, 64, 65, 127, 128, 129, 1025, 4097, 5000):
        record = simulate(lively().with_run(runs=runs), judgement=False).record
        assert record.runs == runs
        assert (record.at.sum(axis=1) == runs).all()


# --- other studies


def test_two_studies_at_once_in_two_threads_are_those_alone() -> None:
    models = [large(), small(), large().with_run(random_seed=4), small()]
    expected = [told(simulate(model, workers=1)) for model in models]
    with ThreadPoolExecutor(len(models)) as pool:
        found = list(pool.map(lambda model: told(simulate(model, workers=2)), models))
    for one, other in zip(found, expected, strict=True):
        assert not parted(one, other)


def test_a_study_may_be_run_in_any_thread(fresh: None) -> None:
    expected, found = told(simulate(large(), workers=1)), []
    thread = threading.Thread(target=lambda: found.append(told(simulate(large(), workers=1))))
    thread.start()
    thread.join()
    assert not parted(found[0], expected)


def test_a_study_that_is_stopped_leaves_the_next_one_alone() -> None:
    expected = told(simulated())

    def stop(done: int, total: int) -> None:
        if 0 < done < total:
            raise KeyboardInterrupt

    for workers in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            simulate(large(), workers=workers, progress=stop)
        assert not parted(told(simulate(large(), workers=workers)), expected)


@pytest.mark.parametrize("path", MUTANTS)
def test_a_kernel_that_serves_another_model_too_is_as_good_as_its_own(
    path: str, fresh: None
) -> None:
    """Where nothing but numbers is different, nothing is compiled again."""
    other = lively({path: MUTANTS[path]})
    simulate(lively(), judgement=False)
    shared = told(simulate(other, judgement=False))
    kernels._kept.clear()
    assert not parted(told(simulate(other, judgement=False)), shared)


def test_numbers_alone_make_no_new_kernel(fresh: None) -> None:
    numbers = {
        "drivers.x.process.random_walk.volatility": 0.7,
        "drivers.y.jumps.rate": 9,
        "actors.h.speed": 3,
        "events.d.probability": 0.9,
        "rules.r.effects.0.by": 7,
        "outcome.transitions.go.rate": 5,
        "outcome.transitions.back.rate": 1,
    }
    codes = {id(kernel_of(compile_model(model)).code) for model in (lively(), lively(numbers))}
    assert len(codes) == 1
    silent = lively({"outcome.transitions.go.rate": 0})
    assert id(kernel_of(compile_model(silent)).code) not in codes


@pytest.mark.parametrize(("first", "second"), [(2, 80), (80, 2)])
def test_exponentials_are_gathered_as_they_are_alone_whoever_came_before(
    first: int, second: int, fresh: None
) -> None:
    """Numbers may be too large to be gathered that were not in a model of the same shape."""
    text = """
drivers:
  x: {start: 0.5, range: [0, 1], process: {random_walk: {volatility: 1}}}
  y: {start: 1, process: {random_walk: {drift: "1e-15 * exp(NUMBER * x) * exp(0.3 * x) / 3"}}}
outcome: {start: a, states: [a, b],
  transitions: {go: {from: a, to: b, rate: "1e-16 * exp(NUMBER * x) * exp(0.3 * x)"}}}
"""
    one, other = (resolve_text(text.replace("NUMBER", str(n)), runs=1000) for n in (first, second))
    alone = told(simulate(other, judgement=False))
    kernels._kept.clear()
    simulate(one, judgement=False)
    assert not parted(told(simulate(other, judgement=False)), alone)


def test_few_kernels_are_kept(fresh: None) -> None:
    for count in range(1, kernels.KEPT + 4):
        names = [f"x{i}" for i in range(count)]
        drivers = {name: {"start": 1, "process": "constant"} for name in names}
        simulate(resolve({"drivers": drivers}, 1, runs=1), judgement=False)
        assert len(kernels._kept) == min(count, kernels.KEPT)


# --- workers


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_order_of_the_jobs(count: int) -> None:
    made = []

    def make() -> Any:
        made.append(threading.get_ident())
        return lambda job: job * job

    with Workers(make, count) as pool:
        assert list(pool.results(range(50))) == [(job, job * job) for job in range(50)]
    assert 1 <= len(made) <= count
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_first_job_that_fails_is_told(count: int) -> None:
    def fail(job: int) -> int:
        if job >= 5:
            raise ValueError(f"job {job}")
        return job

    done = []
    with pytest.raises(ValueError, match="job 5"), Workers(lambda: fail, count) as pool:
        done.extend(job for job, _ in pool.results(range(50)))
    assert done == [0, 1, 2, 3, 4]


def test_few_jobs_are_under_way_at_a_time() -> None:
    begun: list[int] = []

    def jobs() -> Iterator[int]:
        for job in range(1000):
            begun.append(job)
            yield job

    with Workers(lambda: lambda job: job, 2) as pool:
        for number, (job, _) in enumerate(pool.results(jobs())):
            assert job == number
            assert len(begun) <= number + 4
