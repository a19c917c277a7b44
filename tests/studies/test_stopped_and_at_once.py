"""Studies that are stopped from Python, and studies at once in the threads of one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import scenario
from tests.hostile.commands import MODEL
from tests.kernel.backends import WITH_NATIVE
from tests.support.models import resolve_text


@lru_cache(maxsize=1)  # read once: a comparison names the file
def model() -> scenario.Scenario:
    return scenario.Scenario(resolve_text(MODEL))


def other() -> scenario.Scenario:
    return model().set({"drivers.d.start": 2.5})


STUDIES: dict[str, Callable[..., Any]] = {
    "run": lambda **how: model().run(30_000, **how),
    "compare": lambda **how: scenario.compare(model(), other(), runs=4_000, **how),
    "tornado": lambda **how: scenario.tornado(model(), runs=4_000, **how),
    "sensitivity": lambda **how: scenario.sensitivity(model(), rows=16, **how),
    "discover": lambda **how: scenario.discover(model(), "b", runs=4_000, **how),
}


def said(study: str, **how: Any) -> Any:
    """What a study says, but for the engines that had a part."""
    told = STUDIES[study](**how).as_dict()
    return {key: value for key, value in told.items() if key != "provenance"}


def stop(done: int, total: int) -> None:
    """A Ctrl-C as soon as something is done."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("study", ["run", "discover", "sensitivity"])
def test_a_stopped_study_leaves_nothing_behind_that_the_next_one_could_see(
    study: str, workers: int
) -> None:
    before = said(study, workers=workers)
    with pytest.raises(KeyboardInterrupt):
        said(study, workers=workers, progress=stop)
    assert said(study, workers=workers) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stopped_comparison_says_of_how_many_runs_it_speaks(workers: int) -> None:
    found = scenario.compare(model(), other(), runs=8_000, workers=workers, progress=stop)
    assert found.stopped
    assert 0 < found.runs < found.wanted_runs == 8_000
    alone = scenario.compare(model(), other(), runs=found.runs, judgement=False, attribute=False)
    assert [pair.at.b.tolist() for pair in found.pairs] == [
        pair.at.b.tolist() for pair in alone.pairs
    ]


def test_studies_at_once_in_threads_say_what_each_says_alone() -> None:
    engines = ["wasm", "native"] if WITH_NATIVE else ["wasm"]
    alone = {study: said(study, workers=1) for study in STUDIES}

    def at_once(job: tuple[str, str, int]) -> bool:
        study, engine, workers = job
        with scenario.using_engine(engine):
            return bool(said(study, workers=workers) == alone[study])

    jobs = [(study, engine, w) for w in (1, 2) for engine in engines for study in STUDIES]
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(at_once, jobs))


def test_a_notebook_can_stop_a_run_and_go_on(tmp_path: Path) -> None:
    manager = pytest.importorskip("jupyter_client.manager")
    pytest.importorskip("ipykernel")
    (tmp_path / "m.yaml").write_text(MODEL, "utf-8")
    load = f"import scenario; s = scenario.load({str(tmp_path / 'm.yaml')!r}); s.run(50);"
    kernel, client = manager.start_new_kernel(kernel_name="python3")
    try:
        assert client.execute_interactive(load, timeout=60)["content"]["status"] == "ok"
        client.execute("s.run(80_000_000, judgement=False, workers=2)", stop_on_error=False)
        time.sleep(1.5)
        began = time.monotonic()
        kernel.interrupt_kernel()
        reply = client.get_shell_msg(timeout=20)["content"]
        assert time.monotonic() - began < 1.0
        assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
        again = client.execute_interactive("assert s.run(50) == s.run(50);", timeout=60)
        assert again["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
