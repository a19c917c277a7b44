"""The shape of the code base: what loads when, how long a module is, what may stand in a file.

The import floors themselves are held by import-linter; this file holds what it cannot see.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scenario"
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.AST:
    """A module, parsed once for all that is looked for."""
    return ast.parse(path.read_text("utf-8"))


# -------------------------------------------------------------------------- what `--help` loads

HEAVY = {
    "altair", "jinja2", "numpy", "pandas", "pydantic", "rich", "SALib", "scipy", "vl_convert",
    "xarray", "yaml",
}  # fmt: skip

# Runs a module as a command, then tells its exit code and the packages then loaded.
PROBE = """
import os, runpy, sys
module, *sys.argv[1:] = sys.argv[1:]
code = 0
os._exit = sys.exit  # how the program leaves; here something is told yet
try:
    runpy.run_module(module, run_name="__main__", alter_sys=True)
except SystemExit as stop:
    code = stop.code or 0
print("exit", code, file=sys.stderr)
print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def run_and_list_packages(module: str, *arguments: str) -> tuple[str, str, set[str]]:
    """Gives what the command printed, its exit code and the packages it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, module, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *_, code, loaded = done.stderr.splitlines()
    return done.stdout, code.removeprefix("exit "), set(loaded.split()[1:])


def test_help_loads_nothing_heavy():
    output, code, loaded = run_and_list_packages("scenario", "--help")

    assert code == "0"
    assert "Usage" in output
    assert {"scenario", "click"} <= loaded
    assert not loaded & HEAVY


def test_the_probe_sees_a_heavy_import():
    _, _, loaded = run_and_list_packages("yaml.tokens")

    assert loaded & HEAVY == {"yaml"}


def runtime_imports(path: Path, modules: set[str]) -> set[str]:
    """What a module imports when it is loaded or used, functions included, typing alone not."""
    tree = tree_of(path)
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typing:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                found.add(whole if whole in modules else node.module)
    return found & modules


def test_no_module_leads_back_to_itself_even_from_within_functions():
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    files = {name.removesuffix(".__init__"): path for name, path in files.items()}
    graph = {name: runtime_imports(path, {*files}) - {name} for name, path in files.items()}
    list(TopologicalSorter(graph).static_order())  # CycleError names a circle


def test_a_circle_is_found_out():
    with pytest.raises(CycleError):
        list(TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())


# ------------------------------------------------------------------------- the shape of modules

LONGEST = 350
VAGUE = {"util", "utils", "helper", "helpers", "misc", "common"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_modules():
    assert PACKAGE / "errors.py" in MODULES


def test_modules_are_short():
    assert [relative(path) for path in MODULES if is_long(path.read_text("utf-8"))] == []


def is_long(source: str) -> bool:
    return len(source.splitlines()) >= LONGEST


def test_a_long_module_is_seen():
    assert not is_long("\n" * (LONGEST - 1))
    assert is_long("\n" * LONGEST)


def test_modules_have_telling_names():
    assert [relative(path) for path in MODULES if vague(path.relative_to(ROOT))] == []


def vague(path: Path) -> set[str]:
    return {part.strip("_") for part in path.with_suffix("").parts} & VAGUE


def test_a_vague_name_is_seen():
    assert vague(Path("scenario/io/_utils.py"))
    assert vague(Path("scenario/common/dates.py"))
    assert not vague(Path("scenario/io/helpers_of_dates.py"))


# ------------------------------------------------------------------ intervals from one module

INTERVALS = PACKAGE / "intervals" / "normal.py"
QUANTILES = (1.959964, 1.644854)
"""Of the standard normal: both ends of 95 %, and one; about so, wherever the point stands."""
TAILS = {0.025, 0.975, 2.5, 97.5}


def interval_numbers(tree: ast.AST) -> Iterator[str]:
    """Yields each number of a module that makes an interval of a standard error or a sample."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value:
            digits = float(f"{abs(node.value):e}".partition("e")[0])
            year = isinstance(node.value, int) and 1900 < node.value < 2100
            near = any(abs(digits - quantile) < 0.0006 for quantile in QUANTILES)
            if node.value in TAILS or (near and not year):
                yield f"line {node.lineno}: {node.value}"


def found_in(paths: Iterable[Path], find: Callable[[ast.AST], Iterator[str]]) -> dict[str, Any]:
    """What a search finds in each module, where it finds anything."""
    every = ((relative(path), list(find(tree_of(path)))) for path in paths)
    return {name: found for name, found in every if found}


def test_no_module_makes_an_interval_of_its_own():
    others = [path for path in MODULES if path != INTERVALS]
    assert found_in(others, interval_numbers) == {}


def test_the_module_of_intervals_has_both_numbers():
    assert len(list(interval_numbers(tree_of(INTERVALS)))) >= 4


@pytest.mark.parametrize(
    "source", ["p + 1.96 * se", "196 * se", "1.96e4 * se", "1.6449 * sd", "np.quantile(x, 0.975)"]
)
def test_a_number_of_an_interval_is_seen(source: str):
    assert len(list(interval_numbers(ast.parse(source)))) == 1


def test_a_year_is_no_interval():
    assert list(interval_numbers(ast.parse("year = 1960 + 96"))) == []


# ------------------------------------------------------------------------- no code out of data

RUNS_TEXT = {"eval", "exec", "__import__"}
STORES_CODE = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
RUNS_TEXT_METHODS = {"builtins.eval", "builtins.exec", "pandas.eval", "pd.eval"}


def ways_to_run_data(tree: ast.AST) -> Iterator[str]:
    """Yields each construct of a module that would turn text or bytes from a file into code."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in RUNS_TEXT:
                yield f"line {node.lineno}: {name}"
            case ast.Attribute() if (name := ast.unparse(node)) in RUNS_TEXT_METHODS:
                yield f"line {node.lineno}: {name}"
            case ast.Import(names=names):
                found = {alias.name.partition(".")[0] for alias in names} & STORES_CODE
                yield from (f"line {node.lineno}: import {name}" for name in found)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in STORES_CODE:
                yield f"line {node.lineno}: from {module} import"
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield f"line {node.lineno}: allow_pickle"


def test_no_module_runs_data():
    """But for one, which keeps objects beside machine code, under the same guard."""
    (one,) = found_in(MODULES, ways_to_run_data).items()
    assert one == ("scenario/kernel/object_cache.py", ["line 9: import pickle"])


@pytest.mark.parametrize(
    "source",
    [
        "eval('1 + 1')",
        "run = exec",
        "import builtins\nbuiltins.eval('1')",
        "import pickle",
        "import os, marshal",
        "from pickle import loads",
        "import joblib.memory",
        "np.load(path, allow_pickle=True)",
    ],
)
def test_a_way_to_run_data_is_seen(source: str):
    assert len(list(ways_to_run_data(ast.parse(source)))) == 1


def test_words_about_eval_are_harmless():
    source = '"""Never eval(text), never pickle."""\nre.compile("a")'
    assert list(ways_to_run_data(ast.parse(source))) == []


# ------------------------------------------- nothing about the machine a file was written on

# One letter of each word stands in brackets, so that this file does not match itself.
FOREIGN = re.compile(
    r"""
      (?<![\w.~/-]) / (?: wor[k] | roo[t] | hom[e] | User[s] | mn[t] | tm[p] | op[t] ) / [\w.]
    | \b [A-Za-z] : \\{1,2} User[s] \b
    | \b py[p]i \b
    | pythonhoste[d] \. org
    | npmj[s] \. (?: org | com )
    | crate[s] \. io
    | anacond[a] \. (?: org | com )
    | prox[y] \. golang
    | (?: index | extra-index ) [-_] ur[l]
    | find [-_] link[s]
    """,
    re.VERBOSE | re.IGNORECASE,
)
UNTRACKED = {".git", ".hypothesis", "__pycache__", "build", "dist", "node_modules"}


def project_files() -> list[Path]:
    """Gives the files git tracks or would track; without git, all but what tools leave behind."""
    if (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if listing.returncode == 0:
            paths = (ROOT / name for name in listing.stdout.split("\0") if name)
            return sorted(path for path in paths if path.is_file())
    return sorted(path for path in walk(ROOT) if path.is_file())


def walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in UNTRACKED or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir() and (path / "pyvenv.cfg").exists():
            continue
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)
        else:
            yield path


def foreign_lines(text: str) -> list[str]:
    lines = enumerate(text.splitlines(), start=1)
    return [f"line {number}: {line.strip()}" for number, line in lines if FOREIGN.search(line)]


def test_no_file_knows_the_machine_it_was_written_on():
    files = project_files()
    found = {
        relative(path): lines
        for path in files
        if (lines := foreign_lines(path.read_bytes().decode("utf-8", errors="replace")))
    }

    assert PACKAGE / "errors.py" in files
    assert Path(__file__).resolve() in files
    assert found == {}


def test_both_ways_to_list_the_files_agree_on_the_package():
    listed = {path for path in project_files() if path.is_relative_to(PACKAGE)}

    assert set(MODULES) <= listed
    assert set(MODULES) <= set(walk(PACKAGE))


@pytest.mark.parametrize(
    "words",
    [
        ("/wo", "rk/main"),
        ("see /ho", "me/someone/model.yaml"),
        ("'/ro", "ot/.config'"),
        ("C:", "\\Users\\someone"),
        ("https://py", "pi.org/simple"),
        ("https://files.pythonho", "sted.org/packages/"),
        ("--extra-index-", "url=https://example.org"),
        ("https://registry.npm", "js.org/"),
    ],
)
def test_a_foreign_word_is_seen(words: tuple[str, str]):
    assert foreign_lines("first line\n" + "".join(words)) == ["line 2: " + "".join(words)]


@pytest.mark.parametrize(
    "text",
    ["models/wo" + "rk/base.yaml", "https://example.org/home/page", "roots: /", "either/or"],
)
def test_an_innocent_word_is_not_seen(text: str):
    assert foreign_lines(text) == []
