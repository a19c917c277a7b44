"""Saved forecasts come out again, and where they do not, the difference is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.cli import main
from scenario.engine import run
from scenario.errors import InputError
from scenario.forecast import Forecast, differences, load, save
from scenario.forecast.provenance import CONTRACT, contract_of
from scenario.studies.verify import Verification, compared, verify
from tests.kernel.backends import needs_native
from tests.support.models import resolve_text

FIXTURES = Path(__file__).parents[1] / "forecast" / "fixtures"
THIS, BEFORE = FIXTURES / "engine_3", FIXTURES / "saved_0_1"
SAVED = sorted(path for path in FIXTURES.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return load(BEFORE)


@pytest.mark.parametrize("folder", SAVED, ids=lambda path: path.name)
def test_saved_forecasts_are_read(folder: Path) -> None:
    saved = load(folder)
    assert saved.runs == 60
    assert len(saved.dates) == 7
    assert saved.probability("b").judgement is not None
    assert json.loads((folder / "forecast.json").read_text("utf-8"))["ever"]["a"]["p"] == 1.0


@pytest.mark.parametrize("engine", ["wasm", pytest.param("native", marks=needs_native)])
def test_whoever_changes_a_bit_raises_the_contract(engine: str) -> None:
    """`CONTRACT` of `forecast.provenance`; a folder that the new engine made belongs beside it."""
    saved = load(THIS)
    assert contract_of(saved.provenance) == CONTRACT
    with scenario.using_engine(engine):
        again = scenario.load(THIS / "resolved.yaml").run()
        verdict = verify(THIS, workers=1).verdict
    elsewhere = {"judgement_at", "judgement_by"}  # other libraries may round these otherwise
    elsewhere |= {"exact"}  # which a forecast saved before does not say
    assert set(differences(saved, again)) - elsewhere <= {"provenance"}
    assert verdict in ("identical", "equal")


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
    assert "Run with scenario 9, NumPy 9." in " ".join(found.text().split())


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
    assert " in Feb 2023: saved " in found.text()
    assert "2023-02" not in found.text()


def changed_states(forecast: Forecast, runs: int) -> Forecast:
    states = forecast.paths.states.copy()
    states[:, 3:, :runs] = 1 - states[:, 3:, :runs]
    return replace(forecast, paths=replace(forecast.paths, states=states))


def test_kept_runs_that_go_elsewhere_are_counted(forecast: Forecast) -> None:
    assert compared("saved", forecast, changed_states(forecast, 1)).verdict == "equal"
    (found,) = compared("saved", forecast, changed_states(forecast, 9)).differences
    assert (found.what, found.date, found.now) == ("kept runs", "2023-03", 9.0)


def test_another_seed_is_a_different_forecast(forecast: Forecast, tmp_path: Path) -> None:
    document = {**forecast.document, "random_seed": 99}
    save(replace(forecast, document=document, random_seed=99), tmp_path / "saved")
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
    code, out, err = call("verify", str(THIS), "--workers", "1")
    assert (code, err) == (0, "")
    assert "made again" in out


def test_json(call: Call) -> None:
    code, out, _ = call("verify", str(THIS), "--workers", "1", "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert found["verdict"] in ("identical", "equal")
    assert found["differences"] == []
    assert found["saved_with"]["version"] == "0.1.0"
    assert (found["engine"], found["agreement"]) == ("same", None)


def test_a_different_forecast_ends_with_1(
    call: Call, forecast: Forecast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(folder: str, **_: Any) -> Verification:
        return compared(folder, forecast, nudged(forecast, "mean", 9))

    monkeypatch.setattr("scenario.studies.verify.verify", otherwise)
    code, out, _ = call("verify", "saved")
    assert code == 1
    assert out.startswith("saved: a different forecast came out.\n\n- mean of “")


def test_a_table_that_means_one_move_a_step_needs_no_note_when_made_again(tmp_path: Path) -> None:
    """The document has its rates alone."""
    row = "probability: 0.5, per: 1 month"
    ways = f"go: {{from: a, to: b, {row}}}, on: {{from: b, to: c, {row}}}"
    text = f"outcome: {{start: a, states: [a, b, c], transitions: {{{ways}}}}}\n"
    made = run(resolve_text(text, 6, runs=10), judgement=False)
    assert made.notes == ()
    save(made, tmp_path / "saved")
    assert verify(tmp_path / "saved").verdict == "identical"


def test_what_is_no_forecast_ends_with_2(call: Call, tmp_path: Path) -> None:
    code, out, err = call("verify", str(tmp_path / "nothing"))
    assert (code, out) == (2, "")
    assert "there is no folder" in err


def test_a_changed_file_ends_with_2(call: Call, forecast: Forecast, tmp_path: Path) -> None:
    folder = save(forecast, tmp_path / "saved")
    text = (folder / "resolved.yaml").read_text("utf-8")
    (folder / "resolved.yaml").write_text(text.replace("runs: 60", "runs: 61"), "utf-8")
    code, _, err = call("verify", str(folder))
    assert code == 2
    assert "resolved.yaml has changed since the forecast was saved" in err


def test_what_evidence_has_shaped_cannot_be_run_again(forecast: Forecast, tmp_path: Path) -> None:
    folder = save(replace(forecast, method="updated"), tmp_path / "saved")
    with pytest.raises(InputError, match="was updated, not run"):
        verify(folder)


# --- an engine of another contract


def test_what_an_older_engine_made_agrees_within_error(call: Call) -> None:
    code, out, err = call("verify", str(BEFORE), "--workers", "1")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "saved_0_1: made by an older engine; agrees within error (largest difference: " in said
    assert "592 numbers, of which chance alone puts any out of bounds in 1 of 1,000" in said
    assert ", engine contract 1. Run with scenario " in said
    assert f", engine contract {CONTRACT}." in said


def test_json_of_an_agreement(call: Call) -> None:
    code, out, _ = call("verify", str(BEFORE), "--workers", "1", "--json")
    found: dict[str, Any] = json.loads(out)
    assert (code, found["verdict"], found["engine"]) == (0, "agrees", "older")
    assert found["differences"] == []
    assert 0 < found["agreement"]["of_allowed"] < 0.5
    assert found["agreement"]["largest"].keys() == {"what", "name", "date", "saved", "now", "dates"}
    assert found["tolerance"]["doubt"] == 0.001


@pytest.fixture(scope="module")
def many() -> Forecast:
    return scenario.load(BEFORE / "resolved.yaml").run(4_000, workers=1, method="sampled")


def otherwise_made(forecast: Forecast, **fields: Any) -> Forecast:
    contract = fields.pop("contract", CONTRACT - 1)
    told = {**forecast.provenance, "engine_contract": contract}
    return replace(forecast, **fields, provenance=told)


def test_bits_that_are_the_same_are_so_whoever_made_them(many: Forecast) -> None:
    found = compared("saved", otherwise_made(many), many)
    assert found.text() == "saved: made by an older engine; made again, bit for bit."


def test_other_runs_of_the_same_scenario_agree(many: Forecast) -> None:
    for seed in (1, 2, 3):
        again = scenario.load(BEFORE / "resolved.yaml").run(
            4_000, random_seed=seed, workers=1, method="sampled"
        )
        again = replace(again, random_seed=0, document=many.document)
        found = compared("saved", otherwise_made(many), again)
        assert found.verdict == "agrees", found.text()
        assert found.agreement is not None
        assert 0.1 < found.agreement.part < 1
        assert compared("saved", many, again).verdict == "different"


def test_what_a_newer_engine_made_is_compared_alike(many: Forecast) -> None:
    saved = otherwise_made(many, contract=CONTRACT + 1, mean=many.mean * (1 + 1e-9))
    found = compared("saved", saved, many)
    assert found.verdict == "agrees"
    assert found.answer().startswith("saved: made by a newer engine; agrees within error (")


@pytest.mark.parametrize(
    ("field", "step", "by", "what"),
    [
        ("at", 2, 400, "state"),
        ("reached", 2, 400, "state reached"),
        ("happened", 2, 400, "event"),
        ("occurrences", slice(None), 9_000, "times of event"),
        ("rule_share", slice(None), -0.2, "rule"),
        ("judgement_at", 2, 0.5, "judgement at"),
        ("judgement_by", 2, 0.5, "judgement by"),
        ("mean", 2, 0.5, "mean"),
        ("quantiles", 2, 0.5, "point of"),
    ],
)
def test_more_than_chance_is_told_with_its_place(
    field: str, step: Any, by: float, what: str, many: Forecast
) -> None:
    array = np.array(getattr(many, field))
    array[step] += array.dtype.type(by)
    found = compared("saved", otherwise_made(many, **{field: array}), many)
    assert found.verdict == "different"
    assert found.answer() == "saved: made by an older engine; a different forecast came out."
    assert all(what in difference.what for difference in found.differences)
    date = "2023-02" if step == 2 else "2023-06"
    assert {difference.date for difference in found.differences} == {date}


def test_another_model_is_noticed(many: Forecast) -> None:
    model = scenario.load(BEFORE / "resolved.yaml")
    for path, value in (
        ("outcome.transitions.leave.rate", 1.5),
        ("drivers.war.jumps.rate", 1.0),
        ("actors.public.volatility", 0.2),
    ):
        again = replace(model.set({path: value}).run(4_000), document=many.document)
        assert compared("saved", otherwise_made(many), again).verdict == "different", path


def test_of_few_runs_little_can_be_told(many: Forecast) -> None:
    model = scenario.load(BEFORE / "resolved.yaml")
    one, other = (model.run(3, random_seed=seed, judgement=False) for seed in (0, 1))
    other = replace(other, random_seed=0, document=one.document)
    assert compared("saved", otherwise_made(one), other).verdict == "agrees"


def test_a_range_that_only_one_has_is_told(many: Forecast) -> None:
    bare = otherwise_made(many, judgement_at=None)
    (found,) = compared("saved", bare, many).differences
    assert (found.what, found.name) == ("judgement at", "all")


@pytest.mark.parametrize("contract", [0, -1, True, "2", 2.0, None, [2]])
def test_a_contract_that_is_none_is_refused(
    contract: Any, forecast: Forecast, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="engine_contract"):
        contract_of({"engine_contract": contract})
    folder = save(otherwise_made(forecast, contract=contract), tmp_path / "saved")
    with pytest.raises(InputError, match="engine_contract"):
        load(folder)


# --- a stranger's folder

MODEL = """model: m
title: M
start: 2022-12
step: 1 month
parameters: {p: {value: 1 to 2}}
drivers: {d: {start: 1 to 3, process: {random_walk: {volatility: 0.3}}}}
outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.3 * p}}}
"""


def summed(folder: Path) -> None:
    """Make the digests fit what is there now."""
    path = folder / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    for name in told["sha256"]:
        told["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(told), "utf-8")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> Path:
    (tmp_path / "m.yaml").write_text(MODEL, "utf-8")
    monkeypatch.chdir(tmp_path)
    typed = ("run", "m.yaml", "--horizon", "6 months", "--runs", "80", "--out", "kept")
    assert call(*typed)[0] == 0
    return Path("kept")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--no-judgement",),
        ("--workers", "2"),
        ("--set", "drivers.d.start=2.5", "--set", "parameters.p.value=1.5"),
        ("--random-seed", "0"),
        ("--random-seed", str(2**63 - 1)),
        ("--runs", "1"),
        ("--until", "2023-01"),
    ],
    ids=" ".join,
)
def test_however_it_was_run_it_comes_out_again(options: tuple[str, ...], kept: Path, call: Call):
    length = () if "--until" in options else ("--horizon", "6 months")
    runs = () if "--runs" in options else ("--runs", "80")
    code, *_ = call("run", "m.yaml", "--out", "other", *runs, *length, *options)
    assert code == 0
    code, out, err = call("verify", "other")
    assert (code, out, err) == (0, "other: made again, bit for bit.\n", "")


@pytest.mark.parametrize("name", ["forecast.nc", "forecast.json", "resolved.yaml"])
def test_a_changed_byte_is_told_with_its_file(name: str, kept: Path, call: Call):
    content = bytearray((kept / name).read_bytes())
    content[len(content) // 2] ^= 1
    (kept / name).write_bytes(content)
    code, _, err = call("verify", "kept")
    assert code == 2
    assert f"kept/{name} has changed since the forecast was saved" in err


@pytest.mark.parametrize("name", ["forecast.nc", "forecast.json", "resolved.yaml", "manifest.json"])
def test_a_missing_file_is_told(name: str, kept: Path, call: Call):
    (kept / name).unlink()
    code, _, err = call("verify", "kept")
    assert code == 2
    assert name in err


def test_a_file_more_does_not_matter(kept: Path, call: Call):
    (kept / "notes.txt").write_text("mine", "utf-8")
    assert call("verify", "kept")[0] == 0


def test_a_number_changed_in_the_json_is_told_though_its_digest_fits(kept: Path, call: Call):
    path = kept / "forecast.json"
    told = json.loads(path.read_text("utf-8"))
    told["outcome"]["2023-06"]["b"]["p"] = 0.875
    told["outcome"]["2023-06"]["b"]["se"] = 0.5
    path.write_text(json.dumps(told), "utf-8")
    summed(kept)
    code, out, _ = call("verify", "kept")
    assert code == 1
    assert "forecast.json outcome.2023-06.b.p: saved 0.875, forecast.nc 0." in out
    assert "and at 1 more place" in " ".join(out.split())


def changed_and_saved(folder: Path, **fields: Any) -> None:
    save(replace(load(folder), **fields), folder, overwrite=True)


def test_a_count_changed_in_the_arrays_is_told_though_all_digests_fit(kept: Path, call: Call):
    saved = load(kept)
    at = saved.at.copy()
    at[3] += [5, -5]
    changed_and_saved(kept, at=at)
    code, out, _ = call("verify", "kept")
    assert code == 1
    assert "state “a” in Mar 2023: saved " in out


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("runs: 80", "runs: 900000000", "resolved.yaml runs: saved 80, now 9e+08"),
        ("title: M", "title: N", "resolved.yaml title: saved 'M', now 'N'"),
        ("0.3 * p", "0.4 * p", "resolved.yaml model.outcome.transitions.x.rate: saved '0.3 * p'"),
    ],
)
def test_another_scenario_is_told_and_not_run(
    one: str, other: str, told: str, kept: Path, call: Call
):
    path = kept / "resolved.yaml"
    text = path.read_text("utf-8")
    assert one in text
    path.write_text(text.replace(one, other, 1), "utf-8")
    summed(kept)
    code, out, _ = call("verify", "kept")
    assert code == 1
    assert out.startswith("kept: its files are about different scenarios, so it was not run again.")
    assert told in out


def test_another_title_in_the_arrays_alone_is_told(kept: Path, call: Call):
    changed_and_saved(kept, title="N")
    code, out, _ = call("verify", "kept")
    assert code == 1
    assert "forecast.nc title: saved 'N', now 'M'" in out


def test_a_hash_that_this_version_would_not_make_is_told(kept: Path, call: Call):
    changed_and_saved(kept, provenance={**load(kept).provenance, "model_sha256": "0" * 64})
    code, out, _ = call("verify", "kept")
    assert code == 1
    assert "provenance model_sha256: saved '000" in " ".join(out.split())


@pytest.mark.parametrize(
    ("key", "value"),
    [("runs", 81), ("random_seed", 1), ("scenario", "N"), ("model", "n"), ("version", "9.9")],
)
def test_a_manifest_that_says_something_else_is_refused(
    key: str, value: Any, kept: Path, call: Call
):
    path = kept / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
    code, _, err = call("verify", "kept")
    assert code == 2
    assert f"kept/manifest.json says {key}: {value!r}, forecast.nc says " in err
