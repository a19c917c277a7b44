"""All or nothing: faults at every call to the system, a full disk, rivals for one place."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scenario.errors import InputError, Problem
from scenario.forecast import load
from scenario.io.writing import write_folder
from tests.forecast.made import made

TURNS = 8
OLD = {"a": b"old", "b": b"old too"}
NEW = {"a": b"new", "b": b"new too", "c": b"x" * 1000}


def free(place: Path) -> None:
    """Lets everything go."""


def content(folder: Path) -> dict[str, bytes]:
    return {item.name: item.read_bytes() for item in folder.iterdir()}


class Fault:
    """Makes the n-th call to the system fail, before it is made or just after."""

    def __init__(self, nth: int, error: BaseException, after: bool) -> None:
        self.left, self.error, self.after, self.struck = nth, error, after, ""

    def wrap(self, name: str, call):
        def faulty(*args, **kwargs):
            self.left -= 1
            if self.left == 0:
                self.struck = name
                if self.after:
                    call(*args, **kwargs)
                raise self.error
            return call(*args, **kwargs)

        return faulty


@contextmanager
def faulty(fault: Fault) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (os, "fsync"), (Path, "mkdir"), (Path, "rename"), (Path, "open"), (shutil, "rmtree"),
        ):  # fmt: skip
            patch.setattr(owner, name, fault.wrap(name, getattr(owner, name)))
        yield


def outcomes(
    tmp_path: Path, make_error, after: bool, replace: bool
) -> Iterator[tuple[Fault, Path]]:
    """Saves again and again, each time with the fault one call later, until none strikes."""
    for nth in range(1, 100):
        root = tmp_path / str(nth)
        root.mkdir()
        place = root / "place" if replace else root / "deep" / "er" / "place"
        if replace:
            write_folder(place, OLD, free)
        fault = Fault(nth, make_error(), after)
        try:
            with faulty(fault):
                write_folder(place, NEW, free, replace=replace)
        except InputError:
            assert isinstance(fault.error, OSError)
        except KeyboardInterrupt:
            assert isinstance(fault.error, KeyboardInterrupt)
        if not fault.struck:
            assert content(place) == NEW
            return
        yield fault, place
    raise AssertionError("the faults never ended")


CASES = [
    (lambda: OSError(errno.ENOSPC, "No space left on device"), False),
    (lambda: OSError(errno.EROFS, "Read-only file system"), False),
    (lambda: PermissionError(errno.EACCES, "Permission denied"), False),
    (KeyboardInterrupt, False),
    (KeyboardInterrupt, True),
]


@pytest.mark.parametrize(("make_error", "after"), CASES)
def test_a_fault_at_any_call_leaves_nothing_half_written(tmp_path: Path, make_error, after: bool):
    struck = Counter()
    for fault, place in outcomes(tmp_path, make_error, after, replace=False):
        struck[fault.struck] += 1
        root = place.parents[2]
        if place.exists():
            assert content(place) == NEW
            assert [item.name for item in place.parent.iterdir()] == ["place"]
        else:
            assert list(root.iterdir()) == []
    assert {"fsync", "mkdir", "rename", "open"} <= set(struck)


@pytest.mark.parametrize(("make_error", "after"), CASES)
def test_a_fault_while_replacing_leaves_the_old_or_the_new_whole(
    tmp_path: Path, make_error, after: bool
):
    seen = Counter()
    for fault, place in outcomes(tmp_path, make_error, after, replace=True):
        found = content(place)
        assert found in (OLD, NEW)
        seen["old" if found == OLD else "new"] += 1
        if fault.struck != "rmtree" or isinstance(fault.error, KeyboardInterrupt):
            assert [item.name for item in place.parent.iterdir()] == ["place"]
    assert seen["old"] > 5


def test_the_comparison_sees_what_a_careless_writer_leaves(tmp_path: Path):
    def careless(place: Path) -> None:
        place.mkdir()
        for name, text in NEW.items():
            with (place / name).open("xb") as file:
                file.write(text)

    with pytest.raises(KeyboardInterrupt), faulty(Fault(3, KeyboardInterrupt(), False)):
        careless(tmp_path / "place")

    assert content(tmp_path / "place") not in (OLD, NEW)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "nothing was written; it takes 0.0 MB"),
        (errno.EACCES, "cannot write the folder"),
        (errno.ENOTEMPTY, "has just been written by another process"),
    ],
)
def test_the_system_is_translated(tmp_path: Path, code: int, words: str):
    fault = Fault(1, OSError(code, os.strerror(code)), after=False)
    with pytest.raises(InputError, match=words), faulty(fault):
        write_folder(tmp_path / "place", NEW, free)


LIMITED = """
import resource, sys
from scenario.errors import InputError
from scenario.io.writing import write_folder
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write_folder(sys.argv[1], {"a": b"x" * 10_000, "b": b"x" * 10_000_000}, lambda place: None)
except InputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits")
def test_a_disk_that_is_really_full(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "place")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "cannot write the folder" in done.stdout
    assert "it takes 10.0 MB" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@contextmanager
def no_rights() -> Iterator[None]:
    """Root may write everywhere, so it becomes nobody for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise")
def test_a_read_only_folder():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        with no_rights(), pytest.raises(InputError, match="Permission denied"):
            write_folder(folder / "place", NEW, free)
        assert list(folder.iterdir()) == []


# ------------------------------------------------------------------------------------ rivals


def refuse_taken(place: Path) -> None:
    if place.exists():
        raise InputError(Problem("taken"))


def race(place: Path, rivals: int, *, replace: bool) -> tuple[list[int], list[str]]:
    """Numbers of the threads that say they wrote, and what the others say."""
    start = threading.Barrier(rivals)
    won: list[int] = []
    lost: list[str] = []

    def rival(number: int) -> None:
        files = {name: bytes([number]) * 10_000 for name in "abcd"}
        start.wait()
        try:
            write_folder(place, files, free if replace else refuse_taken, replace=replace)
            won.append(number)
        except InputError as error:
            lost.append(str(error))

    threads = [threading.Thread(target=rival, args=(number,)) for number in range(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won, lost


@pytest.mark.parametrize("replace", [False, True])
def test_of_rivals_for_one_place_somebody_wins_cleanly(tmp_path: Path, replace: bool):
    for turn in range(TURNS):
        place = tmp_path / str(turn)
        if replace:
            write_folder(place, OLD, free)
        won, lost = race(place, 6, replace=replace)

        assert len(won) + len(lost) == 6
        assert len(won) == 1 if not replace else won
        assert all("taken" in text or "by another process" in text for text in lost)
        found = content(place)
        assert len(set(found.values())) == 1
        assert found["a"][0] in won
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(map(str, range(TURNS)))


RIVAL = """
import sys
from scenario.errors import InputError
from scenario.forecast import save
from tests.forecast.made import made

forecast = made(int(sys.argv[2]))
forecast.data  # so that the libraries are loaded
print("ready", flush=True)
sys.stdin.readline()
try:
    save(forecast, sys.argv[1])
    print("won")
except InputError as error:
    print(error)
"""


def test_of_processes_for_one_place_one_wins(tmp_path: Path):
    place = tmp_path / "place"
    root = Path(__file__).resolve().parents[2]
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", RIVAL, str(place), str(number)],
            cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for number in range(2)
    ]  # fmt: skip
    for rival in rivals:
        assert rival.stdout.readline() == "ready\n"
    for rival in rivals:
        rival.stdin.write("go\n")
        rival.stdin.flush()
    said = [rival.communicate(timeout=60)[0] for rival in rivals]

    assert sorted("won" in text for text in said) == [False, True]
    assert any("already" in text or "by another process" in text for text in said)
    assert load(place) == made(said.index("won\n"))
    assert [item.name for item in tmp_path.iterdir()] == ["place"]
