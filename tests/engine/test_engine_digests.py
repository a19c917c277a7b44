"""One digest of all counts, sums and bins, whatever makes a study; browsers: `tests.browser`."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

import pytest

from scenario.kernel.arrays import ArrayCode
from scenario.kernel.ir import Block
from scenario.selftest import Way
from tests.engine.digested import MODELS, trial_of
from tests.kernel.backends import BACKENDS, FAST, needs_native
from tests.support import elsewhere

NODE = shutil.which("node")
SLOW = {"base", "every"}
"""Too large for the arrays in a test; `tests.selftest.renew` holds such models to them."""


@cache
def expected(name: str) -> str:
    trial = trial_of(name)
    return trial.digest(Way("wasm", 2).compile(trial.kernel))


@pytest.mark.parametrize("backend", FAST)
@pytest.mark.parametrize("name", [name for name in MODELS if name != "base"])
def test_one_digest(name: str, backend: str) -> None:
    trial = trial_of(name)
    assert trial.digest(BACKENDS[backend](trial.kernel)) == expected(name)


@pytest.mark.parametrize("backend", ["wasm 8", pytest.param("native 8", marks=needs_native)])
def test_the_model_that_comes_with_the_project_has_one_too(backend: str) -> None:
    trial = trial_of("base")
    assert trial.digest(BACKENDS[backend](trial.kernel)) == expected("base")


@pytest.mark.parametrize("name", sorted({*MODELS} - SLOW))
def test_the_arrays_have_it_too(name: str) -> None:
    trial = trial_of(name)
    assert trial.digest(ArrayCode(trial.kernel)) == expected(name)


def test_that_model_has_no_operation_that_others_have_not_on_all_backends() -> None:
    assert set(operations("base")) <= set(operations("every"))


def operations(name: str) -> Iterator[tuple[str, str]]:
    """What the kernel of a model does, each with the type that it gives."""
    blocks = [function.body for function in trial_of(name).kernel.functions]
    for block in blocks:
        for item in block.items:
            if isinstance(item, Block):
                blocks.append(item)
            else:
                yield item.op, getattr(item, "type", "")


def test_the_models_have_digests_of_their_own() -> None:
    assert len({expected(name) for name in MODELS}) == len(MODELS)


@pytest.mark.skipif(NODE is None, reason="there is no node here")
@pytest.mark.parametrize("lanes", [1, 2, 8])
def test_node_has_it_too(lanes: int) -> None:
    studies = [elsewhere.study(trial_of(name), lanes) for name in MODELS]
    script = (
        f"{elsewhere.SCRIPT}\n(async () => {{ const found = [];"
        " for (const study of JSON.parse(require('fs').readFileSync(0)))"
        " found.push(await carriedOut(study)); console.log(JSON.stringify(found)); })()"
    )
    told = json.dumps(studies)
    command = [str(NODE), "-e", script]
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, text=True, check=True)
    found = [elsewhere.digest(text) for text in json.loads(done.stdout)]
    assert found == [elsewhere.expected(trial_of(name)) for name in MODELS]
