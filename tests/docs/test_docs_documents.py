"""The documents say what the project says: tables, outputs, examples, links and the notebook."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import random
import re
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import pytest
from pydantic import BaseModel

import scenario
from scenario.errors import ExpressionError
from scenario.expr import parse
from scenario.expr.functions import FUNCTIONS
from scenario.intervals import shares
from scenario.schema.described import describe
from tests.docs.console import ROOT, Fence, Stage, pieces, same
from tests.docs.documents import DOCUMENTS, RENEW, renewed
from tests.docs.grammar import Grammar
from tests.docs.tables import KEYS, SHAPES, keys

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (".", "docs", "docs/decisions", "notebooks")
    for path in (ROOT / folder).glob("*.md")
    if path.name != "000-template.md"
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_the_project_prints(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    new = renewed(text)
    if new != text:
        changes = unified_diff(
            text.splitlines(), new.splitlines(), "as it stands", "now", lineterm=""
        )
        shown = "\n".join(islice(changes, 60))
        pytest.fail(f"{name} is not current; renew it with: {RENEW} {name}\n{shown}", pytrace=False)


def test_what_stands_below_a_statement_is_what_it_prints() -> None:
    told = """```pycon
>>> def twice(x):
...     return 2 * x
...
>>> twice(2)
5
>>> print("a"); twice("b")
>>> twice(None)
```"""
    assert renewed(told).splitlines() == [
        "```pycon",
        ">>> def twice(x):",
        "...     return 2 * x",
        ">>> twice(2)",
        "4",
        '>>> print("a"); twice("b")',
        "a",
        "'bb'",
        ">>> twice(None)",
        "Traceback (most recent call last):",
        "  ...",
        "TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'",
        "```",
    ]
    assert renewed(renewed(told)) == renewed(told)


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import jupytext
    import nbclient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = jupytext.read(ROOT / "notebooks" / "first_forecast.md")
    work = {"metadata": {"path": str(ROOT / "notebooks")}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=work).execute()
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    assert last.outputs[0]["data"]["text/plain"] == "True"


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    prose = "\n".join(piece for piece in pieces(page.read_text("utf-8")) if isinstance(piece, str))
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", prose):
        linked = (page.parent / target).resolve() if target else page
        assert linked.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in _anchors(linked), f"{name} links to {target}#{anchor}"


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


def test_examples_in_docstrings_hold() -> None:
    modules = pkgutil.walk_packages(scenario.__path__, "scenario.")
    for found in modules:
        if not found.name.endswith("__main__"):
            failed, _ = doctest.testmod(importlib.import_module(found.name))
            assert failed == 0, found.name


# Nothing of the language goes unsaid


@pytest.mark.parametrize("kind", [*KEYS.values(), *SHAPES.values()], ids=lambda kind: kind.__name__)
def test_every_key_says_what_it_means(kind: type[BaseModel]) -> None:
    describe()
    unsaid = [name for name, field in kind.model_fields.items() if not field.description]
    assert unsaid == []


def test_every_mapping_has_its_table_in_the_specification() -> None:
    text = (ROOT / "docs" / "specification.md").read_text("utf-8")
    own = {name for name in KEYS if name not in ("add", "multiply", "divide", "set")}
    assert {name for name in own if f"<!-- generated: keys {name} -->" not in text} == set()


def test_a_key_without_a_table_would_be_noticed() -> None:
    class Odd(BaseModel):
        odd: complex = 0j

    with pytest.raises(KeyError):
        keys(Odd)


def _grammar() -> Grammar:
    text = (ROOT / "docs" / "specification.md").read_text("utf-8")
    found = [p for p in pieces(text) if isinstance(p, Fence) and p.language == "ebnf"]
    terminals = {"name": ("trade", "x_1", "_y"), "digit": tuple("0123456789")}
    return Grammar("\n".join(line for fence in found for line in fence.lines), terminals)


def test_the_parser_reads_whatever_the_printed_grammar_allows() -> None:
    grammar, chance = _grammar(), random.Random(20221214)
    sentences = {grammar.sentence("expression", chance) for _ in range(500)}
    assert len(sentences) > 300
    for sentence in sentences:
        try:
            parse(sentence)
        except ExpressionError as error:
            pytest.fail(f"{sentence!r}: {error.message}")


def test_the_specification_lists_exactly_the_functions_there_are() -> None:
    text = (ROOT / "docs" / "specification.md").read_text("utf-8")
    listed = text.partition("<!-- generated: functions -->")[2].partition("<!-- /generated -->")[0]
    assert re.findall(r"^\| `(\w+)\(", listed, re.MULTILINE) == list(FUNCTIONS)
    assert {name for name in FUNCTIONS if f'"{name}"' not in text} == set()


def test_the_interval_of_the_specification_is_the_one_that_is_computed() -> None:
    _, se, low, high = shares([0, 20], 20)
    assert (float(low[0]), float(high[1])) == (0.0, 1.0)
    assert float(high[0]) > 0.1
    assert float(se[0]) > 0.05


# The tools above can fail


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("made, in 0.3 s", "made, in 1.2 s", True),
        ("made\nIt took 0.2 s.\nNext", "made\nNext", True),
        ("simulating: about 5 s to go\nmade", "made", True),
        ("simulating: about 5 s to go, they say\nmade", "made", False),
        ("17 %", "18 %", False),
        ("Nov 2032", "Dec 2032", False),
        ("likely", "very likely", False),
        ("one line", "one line and more", False),
    ],
)
def test_outputs_are_compared_to_the_last_digit(one: str, other: str, agree: bool) -> None:
    assert same(one, other) is agree


def test_a_command_that_ends_otherwise_than_said_is_refused(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    with pytest.raises(RuntimeError, match="exit codes"):
        stage.play(Fence("console", ("$ scenario run nowhere.yaml",)))
    said = Fence("console", ("$ scenario run nowhere.yaml",), "exit", "2")
    assert "nowhere.yaml" in stage.play(said).printed()[0]


def test_an_output_that_is_wrong_is_made_anew() -> None:
    text = "```console\n$ echo 17 futures\n19 futures\n```\n"
    assert renewed(text) == text.replace("19", "17")
    assert renewed(text.replace("19", "17")) == text.replace("19", "17")


def test_files_of_examples_stay_in_their_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="outside"):
        Stage(tmp_path).play(Fence("yaml", ("a: 1",), "write", "../../a.yaml"))
