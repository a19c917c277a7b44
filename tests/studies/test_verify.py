"""Saved forecasts come out again, and where they do not, the difference is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.cli import main
from scenario.errors import InputError
from scenario.forecast import Forecast, load, save
from scenario.io import dump
from scenario.studies.verify import Verification, compared, verify

FIXTURES = Path(__file__).parents[1] / "forecast" / "fixtures"
SAVED = sorted(path for path in FIXTURES.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return load(FIXTURES / "saved_0_1")


@pytest.mark.parametrize("folder", SAVED, ids=lambda path: path.name)
def test_forecasts_of_earlier_versions_are_read_and_come_out_again(folder: Path) -> None:
    saved = load(folder)
    assert saved.runs == 60
    assert len(saved.dates) == 7
    assert saved.probability("b").judgement is not None
    assert json.loads((folder / "forecast.json").read_text("utf-8"))["ever"]["a"]["p"] == 1.0
    found = verify(folder, workers=1)
    assert found.verdict in ("identical", "equal"), found.text()


def test_fixtures_are_small() -> None:
    files = [path for folder in SAVED for path in folder.iterdir()]
    assert sum(path.stat().st_size for path in files) < 200_000


def test_identical_means_every_bit(forecast: Forecast) -> None:
    again = replace(forecast, provenance={"version": "another"})
    found = compared("saved", forecast, again)
    assert (found.verdict, found.differences) == ("identical", ())
    assert found.text() == "saved: made again, bit for bit."


def nudged(forecast: Forecast, field: str, by: float) -> Forecast:
    array = np.array(getattr(forecast, field))
    array[2] = array[2] * (1 + by) if array.dtype.kind == "f" else array[2] + int(by)
    return replace(forecast, **{field: array}, provenance={"version": "9", "numpy": "9"})


@pytest.mark.parametrize("field", ["mean", "sd", "quantiles"])
def test_rounding_is_equal(field: str, forecast: Forecast) -> None:
    found = compared("saved", forecast, nudged(forecast, field, 1e-12))
    assert (found.verdict, found.differences) == ("equal", ())
    assert "Run with scenario 9, NumPy 9." in found.text()


def test_one_run_that_rounding_sends_elsewhere_is_equal(forecast: Forecast) -> None:
    assert compared("saved", forecast, nudged(forecast, "at", 1)).verdict == "equal"


@pytest.mark.parametrize(
    ("field", "by", "what"),
    [
        ("at", 3, "state"),
        ("reached", 3, "state reached"),
        ("happened", 3, "event"),
        ("judgement_at", 0.5, "judgement at"),
        ("judgement_by", 0.5, "judgement by"),
        ("mean", 9, "mean"),
        ("sd", 9, "sd"),
        ("quantiles", 9, "quantile"),
    ],
)
def test_what_differs_is_named_with_its_first_date(
    field: str, by: float, what: str, forecast: Forecast
) -> None:
    found = compared("saved", forecast, nudged(forecast, field, by))
    assert found.verdict == "different"
    assert {difference.what for difference in found.differences} == {what}
    assert {difference.date for difference in found.differences} == {"2023-02"}
    assert f"{what} {found.differences[0].name} in 2023-02: saved " in found.text()


def changed_states(forecast: Forecast, runs: int) -> Forecast:
    states = forecast.paths.states.copy()
    states[3:, :runs] = 1 - states[3:, :runs]
    return replace(forecast, paths=replace(forecast.paths, states=states))


def test_kept_runs_that_go_elsewhere_are_counted(forecast: Forecast) -> None:
    assert compared("saved", forecast, changed_states(forecast, 1)).verdict == "equal"
    (found,) = compared("saved", forecast, changed_states(forecast, 9)).differences
    assert (found.what, found.date, found.now) == ("kept runs", "2023-03", 9.0)


def test_another_seed_is_a_different_forecast(forecast: Forecast, tmp_path: Path) -> None:
    document = {**forecast.document, "random_seed": 99}
    save(replace(forecast, document=document, random_seed=99), tmp_path / "saved", dump=dump)
    found = verify(tmp_path / "saved", workers=1)
    assert found.verdict == "different"


# --- the command


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def typed(*arguments: str) -> tuple[int, str, str]:
        return (main(arguments), *capsys.readouterr())

    return typed


def test_the_command_says_so_and_ends_with_0(call: Call) -> None:
    code, out, err = call("verify", str(SAVED[0]), "--workers", "1")
    assert (code, err) == (0, "")
    assert "made again" in out


def test_json(call: Call) -> None:
    code, out, _ = call("verify", str(SAVED[0]), "--workers", "1", "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert found["verdict"] in ("identical", "equal")
    assert found["differences"] == []
    assert found["saved_with"]["version"] == "0.1.0"


def test_a_different_forecast_ends_with_1(
    call: Call, forecast: Forecast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(folder: str, **_: Any) -> Verification:
        return compared(folder, forecast, nudged(forecast, "mean", 9))

    monkeypatch.setattr("scenario.studies.verify.verify", otherwise)
    code, out, _ = call("verify", "saved")
    assert code == 1
    assert out.startswith("saved: a different forecast came out.\n  mean ")


def test_what_is_no_forecast_ends_with_2(call: Call, tmp_path: Path) -> None:
    code, out, err = call("verify", str(tmp_path / "nothing"))
    assert (code, out) == (2, "")
    assert "there is no folder" in err


def test_a_changed_file_ends_with_2(call: Call, forecast: Forecast, tmp_path: Path) -> None:
    folder = save(forecast, tmp_path / "saved", dump=dump)
    text = (folder / "resolved.yaml").read_text("utf-8")
    (folder / "resolved.yaml").write_text(text.replace("runs: 60", "runs: 61"), "utf-8")
    code, _, err = call("verify", str(folder))
    assert code == 2
    assert "resolved.yaml has changed since the forecast was saved" in err


def test_what_evidence_has_shaped_cannot_be_run_again(forecast: Forecast, tmp_path: Path) -> None:
    folder = save(replace(forecast, method="updated"), tmp_path / "saved", dump=dump)
    with pytest.raises(InputError, match="was updated, not run"):
        verify(folder)
