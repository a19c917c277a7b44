"""Whatever stops a run that saves: what stood there before still does, and nothing half is left.

Kills, full disks, folders that cannot be written, two runs at once, readers that leave.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from scenario.cli import main
from scenario.cli.program import every_interrupt_heard
from scenario.errors import InputError
from scenario.forecast import Forecast, load, save
from scenario.io.locks import ABANDONED, lock
from scenario.io.writing import interrupted, write_file
from tests.docs.console import without_time
from tests.forecast.made import made
from tests.hostile.commands import BESIDE, COMMANDS, SCENARIO
from tests.kernel.backends import needs_native
from tests.support.forks import Limits, loaded

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = made(1), made(2)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses fork, /proc and /dev/full")


def child(work: Callable[[], object]) -> int:
    """Begin work in another process; it ends with 0, or with 2 where the input is refused."""
    number = os.fork()
    if number:
        return number
    code = 70
    try:
        work()
        code = 0
    except InputError as error:
        os.write(2, str(error).encode())
        code = 2
    finally:
        os._exit(code)


def ended(number: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def found_in(folder: Path) -> Forecast:
    """What can be read there; if a kill fell between two renames, after the hint was followed."""
    if not folder.exists():
        former = interrupted(folder)
        assert former is not None
        with pytest.raises(InputError, match=former.name):
            load(folder)
        former.rename(folder)
    return load(folder)


# --- kill -9


def test_a_kill_at_any_moment_of_saving_leaves_the_former_or_the_new(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    save(FIRST, folder)
    chance = random.Random(1)

    def keep_saving() -> None:
        while True:
            for forecast in (SECOND, FIRST):
                save(forecast, folder, overwrite=True)

    for _ in range(60):
        number = child(keep_saving)
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(number, signal.SIGKILL)
        ended(number)
        assert found_in(folder) in (FIRST, SECOND)


def test_a_kill_while_the_former_is_deleted_leaves_none_by_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a later search for what a kill left aside might find half of a folder."""
    folder = tmp_path / "saved"
    save(FIRST, folder)

    def killed(path: Path, **_: object) -> None:
        for file in list(Path(path).glob("*"))[:1]:
            file.unlink()
        raise SystemExit(9)

    monkeypatch.setattr("shutil.rmtree", killed)
    with pytest.raises(SystemExit):
        save(SECOND, folder, overwrite=True)
    assert interrupted(folder) is None
    assert load(folder) == SECOND


def test_a_kill_while_a_new_folder_is_written_leaves_no_folder_or_a_whole_one(
    tmp_path: Path,
) -> None:
    chance = random.Random(2)
    for trial in range(40):
        folder = tmp_path / f"saved-{trial}"

        def save_once(folder: Path = folder) -> None:
            save(FIRST, folder)

        number = child(save_once)
        time.sleep(chance.uniform(0.0, 0.03))
        os.kill(number, signal.SIGKILL)
        ended(number)
        if folder.exists():
            assert load(folder) == FIRST
        else:
            with pytest.raises(InputError, match="there is no folder"):
                load(folder)


def test_a_kill_of_the_command_itself(project: Path) -> None:
    assert command("run", "base.yaml", "--runs", "50", "--out", "saved", "--quiet").returncode == 0
    before = load("saved")
    chance = random.Random(3)
    for _ in range(4):
        arguments = ("run", "base.yaml", "--runs", "60", "--out", "saved", "--overwrite", "--quiet")
        with begun(*arguments) as process:
            time.sleep(chance.uniform(0.3, 1.5))
            process.kill()
        assert found_in(Path("saved")).runs in (50, 60)
        after = load("saved")
        assert after == before or after.runs == 60


def test_no_process_is_begun_that_a_kill_could_leave_behind(project: Path) -> None:
    arguments = ("run", "base.yaml", "--runs", "50_000_000", "--workers", "2", "--out", "saved")
    with begun(*arguments) as process:
        wait_until(lambda: seconds_of(process.pid) > AT_WORK)
        assert Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii") == ""
        process.kill()
    assert not Path("saved").exists()


def seconds_of(number: int) -> float:
    """Processor time of a process."""
    ticks = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_torn_file_is_noticed(tmp_path: Path) -> None:
    for name in ("forecast.nc", "forecast.json", "resolved.yaml", "manifest.json"):
        folder = save(FIRST, tmp_path / f"torn {name}")
        whole = (folder / name).read_bytes()
        for size in (0, 1, len(whole) // 2, len(whole) - 2):
            (folder / name).write_bytes(whole[:size])
            with pytest.raises(InputError, match=name):
                load(folder)


def left(folder: Path, file: str = "forecast.nc") -> Path:
    folder.mkdir()
    (folder / file).write_bytes(b"half")
    return folder


def test_what_a_killed_attempt_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    gone = left(tmp_path / ".a[1].partial-7-00000000")
    kept = [
        left(tmp_path / name, file)
        for name, file in (
            (".b.partial-9-00000000", "forecast.nc"),  # not the same place
            (".a[1].partial-7-notes", "forecast.nc"),  # not a name of ours
            (".a[1].partial-8-00000000", "diary.txt"),  # not a file of ours
            (".a[1].former-8-00000000", "forecast.nc"),  # whole
        )
    ]
    (tmp_path / ".a[1].partial-6-00000000").symlink_to(kept[0])
    (tmp_path / ".a[1].partial-5-00000000").write_bytes(b"a file, not a folder")
    before = {path.name for path in tmp_path.iterdir()} - {gone.name}
    save(FIRST, tmp_path / "a[1]")
    assert {path.name for path in tmp_path.iterdir()} == before | {"a[1]"}
    assert all(len(list(folder.iterdir())) == 1 for folder in kept)


def test_what_a_living_process_prepares_is_not_cleared(tmp_path: Path) -> None:
    folder = left(tmp_path / ".a.partial-7-00000000")
    reader, writer = os.pipe()

    def own() -> None:
        with lock(folder):
            os.write(writer, b"!")
            time.sleep(60)

    number = child(own)
    os.read(reader, 1)
    long_ago = time.time() - 10 * ABANDONED
    os.utime(folder, (long_ago, long_ago))
    save(FIRST, tmp_path / "a")
    assert folder.exists()
    os.kill(number, signal.SIGKILL)
    ended(number)
    save(SECOND, tmp_path / "a", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_where_there_are_no_locks_age_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenario.io.locks.fcntl", None)
    old, new = left(tmp_path / ".a.partial-7-00000000"), left(tmp_path / ".a.partial-8-00000000")
    long_ago = time.time() - ABANDONED - 60
    os.utime(old, (long_ago, long_ago))
    save(FIRST, tmp_path / "a")
    assert not old.exists()
    assert new.exists()  # somebody may be at it


def test_a_file_left_half_written_is_cleared_too(tmp_path: Path) -> None:
    (tmp_path / ".report.md.partial-7-00000000").write_bytes(b"half")
    left(tmp_path / ".report.md.partial-8-00000000")
    write_file(tmp_path / "report.md", b"whole")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"report.md", ".report.md.partial-8-00000000"}


def test_a_kill_in_the_middle_is_cleared_at_once(tmp_path: Path) -> None:
    def killed() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def save_and_die() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("scenario.io.writing._sync_folder", lambda folder: killed())
            save(FIRST, tmp_path / "a")

    ended(child(save_and_die))
    assert [path.name[:11] for path in tmp_path.iterdir()] == [".a.partial-"]
    save(FIRST, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_loser_of_a_race_for_a_folder_prints_its_answer(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def beaten(forecast: Forecast, folder: str, **_: object) -> None:
        raise InputError(f"{folder} has just been written by another process")

    monkeypatch.setattr(Forecast, "save", beaten)
    for more in ([], ["--quiet"], ["--json"]):
        assert main(["run", "base.yaml", "--runs", "50", "--out", "saved", *more]) == 2
        said = capsys.readouterr()
        assert said.out.strip()
        assert "Saved in" not in said.out
        assert "has just been written by another process" in said.err


def test_a_former_folder_is_found_whatever_it_is_called(tmp_path: Path) -> None:
    folder = save(FIRST, tmp_path / "a[1]*?")
    former = tmp_path / ".a[1]*?.former-7-00"
    folder.rename(former)
    assert interrupted(folder) == former


# --- Ctrl-C


ENGINES = ["wasm", pytest.param("native", marks=needs_native)]
ONE_OF_EACH = [("1", "wasm"), pytest.param("2", "native", marks=needs_native)]
"""Workers and engine: a run is stopped with every pair, and other studies stop as runs do."""
AT_WORK, SOON = 1.5, 0.5
"""Seconds of processor time by which a study is under way; seconds within which it ends."""


def interrupted_at_work(*arguments: str) -> tuple[int, str, str]:
    """Code, output and errors of a command that gets a Ctrl-C in the middle of its work."""
    with begun(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_until(lambda: seconds_of(process.pid) > AT_WORK)
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - began < SOON
    assert "Traceback" not in err
    return process.returncode, out, without_time(err)  # a slow machine says how long it takes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_a_run_and_leaves_what_was_there(
    workers: str, engine: str, project: Path
) -> None:
    assert main(["run", "base.yaml", "--runs", "50", "--out", "saved", "--quiet"]) == 0
    before = load("saved")
    how = ("--workers", workers, "--engine", engine, "--runs", "50_000_000")
    found = interrupted_at_work("run", "base.yaml", *how, "--out", "saved", "--overwrite")
    assert found == (130, "", "\nstopped\n")
    assert load("saved") == before
    assert [path.name for path in project.iterdir() if path.name[0] == "."] == []


@pytest.mark.parametrize(("workers", "engine"), ONE_OF_EACH)
def test_ctrl_c_ends_a_tornado_of_which_nothing_is_known_yet(
    workers: str, engine: str, project: Path
) -> None:
    how = ("--workers", workers, "--engine", engine, "--runs", "20_000_000")
    assert interrupted_at_work("tornado", "base.yaml", *how) == (130, "", "\nstopped\n")


@pytest.mark.parametrize(("workers", "engine"), ONE_OF_EACH)
def test_ctrl_c_ends_a_comparison_with_the_runs_that_are_done(
    workers: str, engine: str, project: Path
) -> None:
    (project / "other.yaml").write_text(OTHER_STRIKE, "utf-8")
    how = ("--workers", workers, "--engine", engine, "--runs", "50_000_000", "--json")
    code, out, err = interrupted_at_work("compare", "base.yaml", "other.yaml", *how)
    assert (code, err) == (130, "")
    told = json.loads(out)
    assert 0 < told["runs"] < told["wanted_runs"] == 50_000_000


OTHER_STRIKE = "model: model.yaml\nset: {drivers.fund.start: 20}\n"


def test_ctrl_c_within_a_destructor_is_heard_all_the_same() -> None:
    class Interrupted:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def work() -> None:
        Interrupted()
        time.sleep(20)

    began = time.monotonic()
    with every_interrupt_heard(), pytest.raises(KeyboardInterrupt):
        work()
    assert time.monotonic() - began < 10


def test_ctrl_c_while_modules_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n", "utf-8")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-m", "scenario", "run", "base.yaml"],
        env={**environment(), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nstopped\n")


# --- a full disk


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    import resource

    folder = save(FIRST, tmp_path / "saved")
    larger = made(3, kept=400)

    def save_with_little_room(place: Path, overwrite: bool) -> Callable[[], None]:
        def work() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
            save(larger, place, overwrite=overwrite)

        return work

    assert ended(child(save_with_little_room(folder, overwrite=True))) == 2
    assert ended(child(save_with_little_room(tmp_path / "new" / "folder", overwrite=False))) == 2
    said = capfd.readouterr().err
    assert said.count("cannot write the folder") == 2
    assert "nothing was written; it takes 0." in said
    assert load(folder) == FIRST
    assert sorted(tmp_path.iterdir()) == [folder]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_small_disk_that_fills_up(capfd: pytest.CaptureFixture) -> None:
    with mounted("size=600k") as disk:
        folder = save(FIRST, disk / "saved")
        assert ended(child(lambda: save(made(3, kept=4_000), folder, overwrite=True))) == 2
        assert "No space left on device" in capfd.readouterr().err
        assert load(folder) == FIRST
        assert sorted(disk.iterdir()) == [folder]


def test_printing_on_a_full_disk_says_so(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = command("run", "base.yaml", "--runs", "50", stdout=full)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr


# --- a folder that cannot be written


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
def test_a_read_only_disk(capfd: pytest.CaptureFixture) -> None:
    with mounted("size=4m") as disk:
        folder = save(FIRST, disk / "saved")
        remounted(disk, "ro")
        assert ended(child(lambda: save(SECOND, disk / "new"))) == 2
        assert ended(child(lambda: save(SECOND, folder, overwrite=True))) == 2
        said = capfd.readouterr().err
        assert said.count("Read-only file system") == 2
        assert load(folder) == FIRST


def test_a_folder_of_somebody_else(capfd: pytest.CaptureFixture) -> None:
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        folder = save(FIRST, top / "saved")
        top.chmod(0o555)

        def save_as_nobody() -> None:
            if os.geteuid() == 0:
                os.seteuid(65534)
            save(SECOND, top / "new")

        assert ended(child(save_as_nobody)) == 2
        assert "Permission denied" in capfd.readouterr().err
        assert load(folder) == FIRST
        assert sorted(top.iterdir()) == [folder]
        top.chmod(0o755)


def test_a_place_that_cannot_be_is_refused_before_the_run(project: Path) -> None:
    for place in ("base.yaml", "base.yaml/saved", "."):
        done = command("run", "base.yaml", "--runs", "900_000_000", "--out", place)
        assert done.returncode == 2
        assert place in done.stderr


# --- two at once


def test_of_two_runs_into_one_folder_one_is_whole_and_the_other_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    for trial in range(25):
        folder = tmp_path / str(trial)
        start = time.time() + 0.03

        def at_once(forecast: Forecast, folder: Path = folder, start: float = start) -> None:
            time.sleep(max(0.0, start - time.time()))
            save(forecast, folder)

        numbers = [child(lambda one=one: at_once(one)) for one in (FIRST, SECOND)]
        codes = sorted(ended(number) for number in numbers)
        assert codes == [0, 2]
        said = capfd.readouterr().err
        assert "another process" in said or "holds a saved forecast already" in said
        assert load(folder) in (FIRST, SECOND)
        assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] == ".") == []


def test_of_two_runs_that_may_overwrite_one_is_there_in_the_end(tmp_path: Path) -> None:
    folder = save(FIRST, tmp_path / "saved")
    for _ in range(25):
        numbers = [
            child(lambda one=one: save(one, folder, overwrite=True)) for one in (FIRST, SECOND)
        ]
        codes = {ended(number) for number in numbers}
        assert codes <= {0, 2}
        assert 0 in codes
        assert load(folder) in (FIRST, SECOND)


# --- readers that leave


@pytest.mark.parametrize("options", [(), ("--json",), ("--quiet",)], ids=str)
def test_a_reader_that_leaves_at_once(options: tuple[str, ...], project: Path) -> None:
    arguments = ("run", "base.yaml", "--runs", "50", "--out", "saved", *options)
    leaving = "| true; exit ${PIPESTATUS[0]}"
    line = " ".join([f"'{sys.executable}' -m scenario", *arguments, leaving])
    done = subprocess.run(
        ["/bin/bash", "-c", line], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert load("saved").runs == 50


UNREAD = Limits(seconds=30, memory=2 * 2**30, unread=True)
READ = {"verify": "saved", "score": "f.log", "fit": "s.csv"}
"""What commands read that is no scenario: what a run has made, or a table."""
SERIES = "date,value\n" + "".join(f"2023-{n:02},{100 + n + n % 3}\n" for n in range(1, 13))


def test_a_reader_that_leaves_any_command(tmp_path: Path) -> None:
    """In forks of a process that has loaded the library: no reader is there from the beginning."""
    found = {}
    for name, needed in COMMANDS.items():
        for options in ((), ("--json",)):
            if name in ("report", "explore") and options:  # what they make is a file
                continue
            folder = tmp_path / str(len(found))
            folder.mkdir()
            for place, text in {**BESIDE, "f.yaml": SCENARIO, "s.csv": SERIES}.items():
                (folder / place).write_text(text, "utf-8")
            file = READ.get(name, "f.yaml")
            if name in ("verify", "score"):
                made = ("--out", str(folder / "saved"), "--log", str(folder / "f.log"))
                assert main(["run", str(folder / "f.yaml"), *made, "--author", "ann"]) == 0
            limits = UNREAD._replace(memory=None) if name == "report" else UNREAD  # charts reserve
            told = loaded(COLUMNS="80").run(str(folder), [name, file, *needed, *options], limits)
            found[" ".join([name, *options])] = told["code"], told["err"]
    assert found == dict.fromkeys(found, (0, ""))


@pytest.mark.parametrize("nowhere", ["2>&1 | true", "2>/dev/full"])
def test_an_error_that_nobody_can_read_still_ends_with_2(nowhere: str) -> None:
    line = f"'{sys.executable}' -m scenario run missing.yaml {nowhere}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", line], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_were_closed_before(closed: str, project: Path) -> None:
    line = f"'{sys.executable}' -m scenario run base.yaml --runs 50 --out saved {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert load("saved").runs == 50


# --- how


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}


def command(*arguments: str, **streams: object) -> subprocess.CompletedProcess[str]:
    ready = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    line = [sys.executable, "-m", "scenario", *arguments]
    return subprocess.run(line, env=environment(), text=True, check=False, **ready)


@contextmanager
def begun(*arguments: str, **streams: object) -> Iterator[subprocess.Popen]:
    """A command under way, in a session of its own; nobody waits for it when a test fails."""
    ready = {"stdout": subprocess.DEVNULL, **streams}
    line = [sys.executable, "-m", "scenario", *arguments]
    with subprocess.Popen(
        line, env=environment(), text=True, start_new_session=True, **ready
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def mounted(options: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        line = ["mount", "-t", "tmpfs", "-o", options, "scenario-test", name]
        if subprocess.run(line, capture_output=True, check=False).returncode:
            pytest.skip("this machine lets nobody mount a disk")
        try:
            yield Path(name)
        finally:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["umount", name], check=True, capture_output=True)


def remounted(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True, capture_output=True)
