"""The engines by which a test is done."""

from __future__ import annotations

import pytest

from tests.kernel.backends import needs_native


@pytest.fixture(params=["wasm", pytest.param("native", marks=needs_native)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine that all simulations of a test use."""
    monkeypatch.setenv("SCENARIO_ENGINE", request.param)
    return request.param
