"""Saving and loading: equal to the last bit, and any change noticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from scenario.errors import InputError
from scenario.forecast import Forecast, check_place, differences, load, reading, save, to_json
from scenario.forecast.archive import FILES, MANIFEST
from scenario.io import dump, plain, read
from tests.forecast.made import DOCUMENT, bare, made

ALL = sorted([*FILES, MANIFEST])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return save(made(), tmp_path / "saved")


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


# -------------------------------------------------------------------------------- exactness


def odd() -> Forecast:
    """Values that careless files lose: 53-bit counts, infinities, subnormals, negative zeros."""
    full = made()
    values = full.paths.values.copy()
    values.flat[:4] = [-0.0, np.float32(1e-45), np.inf, np.nan]
    mean = full.mean.copy()
    mean.flat[:3] = [-0.0, 5e-324, 1.7976931348623157e308]
    return replace(
        full,
        at=full.at * (2**31 + 1),
        reached=full.reached * (2**31 + 1),
        runs=2_000 * (2**31 + 1),
        occurrences=np.array([2**53 - 1, 2**31]),
        random_seed=2**64 - 1,
        mean=mean,
        paths=replace(full.paths, values=values),
        document={"model": {}, "range": [float("-inf"), float("inf")], "empty": {}, "text": ""},
        title="",
        notes=("", "zweite\n😀"),
    )


FORECASTS = {
    "full": made(),
    "bare": bare(),
    "odd": odd(),
    "one run": made(kept=1, steps=1),
    "no paths": made(kept=0),
    "judged at dates only": replace(made(), judgement_by=None),
    "far": replace(made(), start=made().start + 12 * 7000),
}


@pytest.mark.parametrize("forecast", FORECASTS.values(), ids=FORECASTS)
def test_what_is_loaded_equals_what_was_saved(tmp_path: Path, forecast: Forecast):
    found = load(forecast.save(tmp_path / "out"))

    assert differences(found, forecast) == ()
    assert to_json(found) == to_json(forecast)
    for name in ("at", "mean", "quantiles"):
        array = getattr(found, name)
        assert array.dtype.isnative
        assert array.tobytes() == np.ascontiguousarray(getattr(forecast, name)).tobytes()
    assert found.paths.values.tobytes() == forecast.paths.values.tobytes()


def test_saving_again_gives_the_same_bytes(tmp_path: Path):
    one, other = save(made(), tmp_path / "a"), save(load(tmp_path / "a"), tmp_path / "b")

    assert names(one) == names(other) == ALL
    for name in ALL:
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_other_programs_read_the_arrays(saved: Path):
    import xarray

    expected = made().data
    with xarray.open_dataset(saved / "forecast.nc", engine="scipy") as found:
        assert found.attrs["title"] == expected.attrs["title"]
        assert set(found.variables) == set(expected.variables)
        for name, part in expected.variables.items():
            assert np.array_equal(found[name].values, part.values), name
            assert found[name].attrs == part.attrs


def test_the_resolved_scenario_can_be_read_as_yaml(saved: Path):
    read = yaml.safe_load((saved / "resolved.yaml").read_text(encoding="utf-8"))

    assert read["because"] == DOCUMENT["because"]
    assert read["title"] == DOCUMENT["title"]
    assert read["flags"] == DOCUMENT["flags"]


def test_the_resolved_scenario_is_written_as_people_read_it(saved: Path):
    text = (saved / "resolved.yaml").read_bytes().decode()

    assert text == dump(DOCUMENT)
    assert text.startswith("title:")


def test_a_folder_whose_resolved_scenario_is_json_is_read(saved: Path):
    text = json.dumps(DOCUMENT, ensure_ascii=False, indent=2)
    for odd, escaped in (("\u2028", "\\u2028"), ("\x85", "\\u0085")):
        text = text.replace(odd, escaped)
    (saved / "resolved.yaml").write_bytes(text.encode())
    sums = json.loads((saved / MANIFEST).read_text())["sha256"]
    edit(saved, sha256=sums | {"resolved.yaml": hashlib.sha256(text.encode()).hexdigest()})

    assert load(saved) == made()
    assert plain(read("resolved.yaml", text.encode())) == DOCUMENT


def test_the_manifest_says_what_made_it(saved: Path):
    manifest = json.loads((saved / MANIFEST).read_text())

    assert manifest["format"] == "scenario forecast"
    assert (manifest["runs"], manifest["random_seed"]) == (2000, 20221214)
    assert set(manifest["sha256"]) == set(FILES)
    assert json.loads((saved / "forecast.json").read_text()) == json.loads(to_json(made()))


def test_what_is_no_plain_data_is_refused_before_anything_is_written(tmp_path: Path):
    with pytest.raises(TypeError, match="no place in JSON"):
        save(replace(made(), extra={"thing": object()}), tmp_path / "out")
    assert names(tmp_path) == []


# ------------------------------------------------------------------------------------ places


def test_parents_are_made_and_an_empty_folder_is_filled(tmp_path: Path):
    assert load(save(made(), tmp_path / "a" / "b" / "c")) == made()
    (tmp_path / "empty").mkdir()
    assert load(save(made(), str(tmp_path / "empty"))) == made()


def test_a_saved_forecast_is_replaced_only_when_asked(saved: Path):
    other = made(seed=1)

    with pytest.raises(InputError, match="holds a saved forecast already"):
        save(other, saved)
    assert load(saved) == made()
    save(other, saved, overwrite=True)
    assert load(saved) == other
    assert names(saved.parent) == ["saved"]


def test_a_damaged_forecast_of_ours_may_be_replaced(saved: Path):
    (saved / "forecast.nc").unlink()

    assert load(save(made(), saved, overwrite=True)) == made()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_with_other_files_is_never_touched(saved: Path, overwrite: bool):
    (saved / "my notes.txt").write_text("mine")

    with pytest.raises(InputError, match=r"files that are not ours: my notes\.txt"):
        save(made(seed=1), saved, overwrite=overwrite)
    (saved / "my notes.txt").unlink()
    (saved / MANIFEST).write_text("{}")
    with pytest.raises(InputError, match="files that are not ours"):
        save(made(seed=1), saved, overwrite=overwrite)
    assert names(saved) == ALL


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_file_is_never_replaced(tmp_path: Path, overwrite: bool):
    file = tmp_path / "file"
    file.write_text("mine")

    for place in (file, file / "below"):
        with pytest.raises(InputError, match=r"is no folder|cannot write"):
            save(made(), place, overwrite=overwrite)
    assert file.read_text() == "mine"
    assert names(tmp_path) == ["file"]


def test_a_link_is_followed(tmp_path: Path):
    (tmp_path / "latest").symlink_to(tmp_path / "real")
    save(made(), tmp_path / "latest")
    save(made(seed=1), tmp_path / "latest", overwrite=True)

    assert (tmp_path / "latest").is_symlink()
    assert load(tmp_path / "real") == load(tmp_path / "latest") == made(seed=1)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_cannot_be_is_an_error(tmp_path: Path, name: str):
    with pytest.raises(InputError, match="cannot"):
        save(made(), tmp_path / name)
    assert names(tmp_path) == []


def test_a_place_can_be_asked_for_before_a_long_run(tmp_path: Path, saved: Path):
    check_place(tmp_path / "new")
    check_place(saved, overwrite=True)
    with pytest.raises(InputError, match="already"):
        check_place(saved)


# --------------------------------------------------------------------------------- tampering


@pytest.mark.parametrize("name", FILES)
def test_a_changed_bit_is_noticed(saved: Path, name: str):
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / name).write_bytes(content)

    with pytest.raises(InputError) as caught:
        load(saved)
    assert [str(problem).splitlines()[0] for problem in caught.value.problems] == [
        f"{saved / name} has changed since the forecast was saved"
    ]


def test_every_missing_or_changed_file_is_named(saved: Path):
    (saved / "forecast.nc").unlink()
    (saved / "resolved.yaml").write_bytes(b"")

    with pytest.raises(InputError) as caught:
        load(saved)
    first, second = map(str, caught.value.problems)
    assert first == f"{saved / 'forecast.nc'} cannot be read: No such file or directory"
    assert second.startswith(f"{saved / 'resolved.yaml'} has changed")


def edit(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "other"}, "is not the manifest of a saved forecast"),
        ({"format_version": 2, "version": "9.0"}, "saved in format 2; this version reads 1"),
        ({"sha256": None}, "does not list the files"),
        ({"sha256": {"../../etc/passwd": "00"}}, "does not list the files"),
    ],
)
def test_a_foreign_manifest_is_refused(saved: Path, changes: dict, message: str):
    edit(saved, **changes)

    with pytest.raises(InputError, match=message):
        load(saved)


@pytest.mark.parametrize("text", ["", "[1]", "\x00\xff", "[" * 100_000, '{"a": 1'])
def test_a_manifest_that_is_none_is_refused(saved: Path, text: str):
    (saved / MANIFEST).write_bytes(text.encode("latin-1"))

    with pytest.raises(InputError, match="is not the manifest of a saved forecast"):
        load(saved)


def test_a_folder_that_is_none_of_ours_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(InputError, match="there is no folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"holds no saved forecast \(no manifest.json\)"):
        load(tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        load(tmp_path / "file")


def test_what_a_power_cut_left_beside_is_pointed_to(saved: Path):
    former = saved.rename(saved.with_name(".saved.former-1-abc"))

    with pytest.raises(InputError, match=f"former content stands in {former}"):
        load(saved)


def test_arrays_of_another_make_are_refused(saved: Path):
    content = (saved / "forecast.nc").read_bytes()

    for other in (b"", b"CDF\x02", content[:200], content[: len(content) // 2]):
        with pytest.raises(InputError, match=r"x\.nc cannot be read as a saved forecast"):
            reading._from_bytes(other, "x.nc")
    assert reading._from_bytes(content, "x.nc") == made()
