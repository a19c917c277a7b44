"""The command as a process: pipes, terminals, Ctrl-C, colours, faults, and what `--help` loads."""

from __future__ import annotations

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = [sys.executable, "-m", "scenario"]
HEAVY = ("numpy", "scipy", "pydantic", "rich", "jinja2", "pandas", "xarray", "yaml", "altair")


def environment(**more: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **more}


def start(*arguments: str, cwd: Path, **streams) -> subprocess.Popen:
    return subprocess.Popen([*SCENARIO, *arguments], cwd=cwd, env=environment(), **streams)


def read_until(terminal: int, wanted: str, seconds: float = 60) -> str:
    """What a terminal shows until something wanted is on it (or it is closed)."""
    shown, end = "", time.monotonic() + seconds
    while wanted not in shown and time.monotonic() < end:
        try:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:  # the other side has closed it
            break
    return shown


def test_a_closed_pipe_ends_in_silence():
    command = f"'{sys.executable}' -m scenario show scenarios/base.yaml --origin | head -n 1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_ctrl_c_ends_with_130_and_leaves_nothing_half_written(project: Path):
    before = sorted(project.iterdir())
    outer, inner = pty.openpty()
    arguments = ("run", "base.yaml", "--runs", "50_000_000", "--out", "saved")
    process = start(*arguments, cwd=project, stdout=subprocess.PIPE, stderr=inner, text=True)
    os.close(inner)
    assert "simulating" in read_until(outer, "simulating")  # and so the bar is tested, too
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    said = read_until(outer, "stopped")
    os.close(outer)

    assert process.returncode == 130
    assert out == ""
    assert "stopped" in said
    assert "Traceback" not in said
    assert sorted(project.iterdir()) == before


@pytest.mark.parametrize(("extra", "bold"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_headings_are_bold_on_a_terminal_unless_it_is_not_wanted(
    project: Path, extra: dict[str, str], bold: bool
):
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [*SCENARIO, "run", "base.yaml", "--runs", "100", "--no-judgement"],
        cwd=project, env=environment(TERM="xterm", **extra), stdout=inner, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(inner)
    shown = read_until(outer, "Next:")
    process.wait(60)
    os.close(outer)

    assert "Does the strike end in a deal?" in shown
    assert ("\x1b[1m" in shown) is bold


def test_a_pipe_gets_plain_text_and_a_short_run_no_progress(project: Path):
    done = subprocess.run(
        [*SCENARIO, "run", "base.yaml", "--runs", "100"],
        cwd=project, env=environment(PYTHONIOENCODING="ascii"), capture_output=True, check=True,
    )  # fmt: skip

    assert b"\x1b" not in done.stdout
    assert all(b" to go" in line for line in done.stderr.splitlines())  # if it took long
    assert "±".encode() in done.stdout


def test_a_long_run_says_on_the_error_stream_how_long_it_takes_yet(project: Path):
    arguments = [*SCENARIO, "run", "base.yaml", "--runs", "50_000_000", "--json"]
    process = subprocess.Popen(
        arguments, cwd=project, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    line = process.stderr.readline()
    process.kill()
    out, _ = process.communicate()
    assert re.fullmatch(r"simulating: about [0-9]+ (s|min|h) to go\n", line)
    assert out == ""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["tornado", "--help"], ["--version"], []]
)
def test_help_loads_nothing_heavy(arguments: list[str]):
    probe = (
        "import sys; sys.argv = ['scenario', *sys.argv[1:]]\n"
        "from scenario.__main__ import ended\n"
        "assert ended() == 0\n"
        f"print('loaded', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *arguments],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.splitlines()[-1] == "loaded []"
    assert len(done.stdout) > 20


def test_workers_are_threads_so_libraries_get_one_each():
    probe = (
        "import os, sys; sys.argv = ['scenario', '--version']\n"
        "from scenario.__main__ import THREADS, ended\n"
        "ended()\n"
        "print([os.environ[name] for name in THREADS])"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", probe],
            env=environment(**extra), capture_output=True, text=True, check=True,
        ).stdout.splitlines()[-1]
        for extra in ({}, {"OMP_NUM_THREADS": "2"})
    ]  # fmt: skip

    assert said == ["['1', '1', '1', '1']", "['2', '1', '1', '1']"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_process_whose_addresses_are_counted_says_the_same(workers: str, project: Path):
    """`ulimit -v`, as on shared machines: nothing may be set aside that is not used."""
    arguments = (*SCENARIO, "run", "base.yaml", "--runs", "9_000", "--json", "--workers", workers)

    def said(before: str) -> str:
        command = f"{before} exec {shlex.join(arguments)}"
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=project, env=environment(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        told = [line for line in done.stderr.splitlines() if " to go" not in line]
        assert (done.returncode, told) == (0, [])
        return done.stdout

    assert said("ulimit -v 1500000;") == said("")
