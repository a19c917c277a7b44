"""Files that change while they are read: one version is seen, or none."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from scenario.errors import InputError
from scenario.io import Library
from scenario.resolve import load
from tests.hostile.case import SMALL

OTHER = SMALL.replace("title: M", "title: Another")


def test_what_was_read_once_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("f.yaml")
    path.write_text(SMALL, "utf-8")
    library = Library("f.yaml")
    before = library.open_first()
    path.write_text(OTHER, "utf-8")
    assert library.open_first() == before
    path.unlink()
    assert library.open("f.yaml") == before


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_file_swapped_for_a_device_is_not_read(
    device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(SMALL, "utf-8")
    opened = os.open

    def swapped(place: os.PathLike[str], flags: int, *more: int) -> int:
        if Path(place) == path:
            path.unlink()
            path.symlink_to(device)
        return opened(place, flags, *more)

    monkeypatch.setattr("os.open", swapped)
    with pytest.raises(InputError):
        load(str(path))


def test_a_file_swapped_for_a_pipe_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(SMALL, "utf-8")
    opened = os.open

    def swapped(place: os.PathLike[str], flags: int, *more: int) -> int:
        if Path(place) == path:
            path.unlink()
            os.mkfifo(path)
        return opened(place, flags, *more)

    monkeypatch.setattr("os.open", swapped)
    with pytest.raises(InputError, match="not an ordinary file"):
        load(str(path))


def test_a_file_that_grows_while_it_is_read_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(SMALL, "utf-8")
    opened = os.open

    def growing(place: os.PathLike[str], flags: int, *more: int) -> int:
        if Path(place) == path:
            path.write_bytes(b"#" * 30_000_000)
        return opened(place, flags, *more)

    monkeypatch.setattr("os.open", growing)
    with pytest.raises(InputError, match="larger than 2,000,000 bytes"):
        load(str(path))


def test_a_file_that_is_written_all_the_time_is_read_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(SMALL, "utf-8")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for text in (SMALL, OTHER):
                path.write_text(text, "utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    titles, refusals = set(), []
    try:
        for _ in range(60):
            try:
                titles.add(load(str(path)).title)
            except InputError as error:
                refusals.append(str(error))
    finally:
        stop.set()
        writer.join()
    assert titles <= {"M", "Another"}
    assert all("f.yaml" in text for text in refusals)
