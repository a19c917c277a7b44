"""Digests of what every command prints with `--json`, to show which of them a change moved.

    python -m tests.cli.digests            compare with the recorded ones
    python -m tests.cli.digests --renew    record them anew

Fields that must not be alike (times, versions, file names) are left out.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from scenario.cli import main

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_suffix(".json")
APART = {"created", "engine", "engine_version", "version", "seconds", "written_by"}
"""Keys whose values say when and by what something was made."""

BASE, WEST, STARTER = (
    "scenarios/base.yaml",
    "scenarios/west_leans_in.yaml",
    "scenario/cli/starter/scenarios/base.yaml",
)
FEW = ("--runs", "256")
GATE = "parameters.gate_on_exit.value"
ASKED = (
    "P(left by 2030-12 and karabakh_falls before peace_treaty)",
    "P(left by 2030-12 | exit_support > 50% at 2026-06)",
    "date(10% of left)",
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run", BASE, *FEW),
    ("run", BASE, *FEW, "--method", "sampled"),
    ("run", STARTER, *FEW),
    ("run", BASE, "--runs", "3", "--no-judgement"),
    ("check", STARTER),
    ("show", BASE),
    ("show", STARTER, "--origin"),
    ("ask", BASE, *ASKED, "--runs", "1024"),
    ("compare", BASE, WEST, *FEW),
    ("compare", STARTER, "scenario/cli/starter/scenarios/early_scandal.yaml", *FEW),
    ("pool", BASE, WEST, "--weights", "2,1", *FEW),
    ("pool", BASE, WEST, "--method", "logarithmic", "--of", ASKED[1], "--runs", "1024"),
    ("sweep", BASE, "--over", f"{GATE}=1:4:3", *FEW),
    ("tornado", STARTER, *FEW),
    ("tornado", BASE, "--runs", "64"),
    ("solve", BASE, "--for", GATE, "--until", "P(left by 2032-11) = 25%", *FEW),
    ("sensitivity", BASE, "--rows", "64"),
    ("sensitivity", STARTER, "--method", "morris"),
    ("explain", BASE, "--walks", "32"),
    ("explain", STARTER, "--walks", "128", "--by-group"),
    ("discover", BASE, "--runs", "2000"),
    ("signposts", BASE, "--runs", "2000"),
    ("paths", BASE, "--runs", "1000"),
    ("trace", BASE, "--run", "5"),
    ("schema", "model"),
)


def name_of(command: tuple[str, ...]) -> str:
    """The command as it is typed."""
    return " ".join(command)


def digest(command: tuple[str, ...]) -> str:
    """A digest of what the command prints with `--json`."""
    printed = StringIO()
    with chdir(ROOT), redirect_stdout(printed):
        code = main([*command, "--json"])
    if code:
        raise SystemExit(f"{name_of(command)} ended with {code}")
    plain = json.dumps(_kept(json.loads(printed.getvalue())), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def recorded() -> dict[str, str]:
    """The digests on record, by command."""
    found: dict[str, str] = json.loads(RECORDED.read_text("utf-8"))
    return found


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items() if key not in APART}
    if isinstance(value, float):
        return float(f"{value:.9g}")  # libraries may round the last digits otherwise elsewhere
    return [_kept(item) for item in value] if isinstance(value, list) else value


def compared(arguments: list[str]) -> int:
    """Compare or renew; how many differ."""
    found = {name_of(command): digest(command) for command in COMMANDS}
    if arguments == ["--renew"]:
        RECORDED.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        return 0
    other = [name for name, made in found.items() if recorded().get(name) != made]
    sys.stdout.write("\n".join(other or ["all as recorded"]) + "\n")
    return len(other)


if __name__ == "__main__":
    sys.exit(compared(sys.argv[1:]))
