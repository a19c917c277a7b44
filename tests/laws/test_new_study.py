"""A study, its words, its command and its chart: the four files of CONTRIBUTING, in a copy.

Nothing but the four files is added; what is tested is all that people meet of them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.laws.newcomers import python, started

SCENARIO = ("-m", "scenario")
FILE = "scenario/cli/starter/scenarios/base.yaml"
REPEAT = (*SCENARIO, "repeat", FILE, "--runs", "100", "--seeds", "3")
UNWRITTEN = {
    "tests/api/test_api_commands.py::test_every_command_has_its_function",
    "tests/spec/test_commands.py"
    "::test_every_command_and_every_option_that_takes_a_value_is_wrong_somewhere",
    "tests/spec/test_commands.py::test_an_option_that_no_file_uses_would_be_noticed",
}
"""Laws that ask for what is written beside the files, and so miss it."""


def test_the_command_is_in_the_list_at_its_rank_and_has_the_help_of_a_study(
    newcomers: Path,
) -> None:
    listed = python(newcomers, *SCENARIO, "--help").partition("Commands:")[2]
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    assert names[names.index("discover") + 1] == "repeat"
    assert "How far do other random draws move it?" in listed
    shown = python(newcomers, *SCENARIO, "repeat", "--help")
    for option in ("--seeds", "--set", "--plot", "--json", "--quiet"):
        assert option in shown
    assert "--detail" not in shown


def test_it_runs_and_names_the_next_command(newcomers: Path) -> None:
    said = python(newcomers, *REPEAT)
    assert re.search(r"with 3 random seeds\.", said)
    assert re.search(r"Next: .*scenario explain .*base.yaml --state \w+", said)
    assert python(newcomers, *REPEAT, "--quiet").count("\n") == 1


def test_it_prints_json_that_changes_with_what_is_set(newcomers: Path) -> None:
    found = json.loads(python(newcomers, *REPEAT, "--json"))
    assert list(found["answers"]) == ["1", "2", "3"] or len(found["answers"]) == 3
    other = json.loads(python(newcomers, *REPEAT, "--json", "--random-seed", "7"))
    assert list(other["answers"]) == ["7", "8", "9"]


def test_a_wrong_option_is_refused_in_words(newcomers: Path) -> None:
    python(newcomers, *SCENARIO, "repeat", FILE, "--seeds", "1", code=2)
    python(newcomers, *SCENARIO, "repeat", FILE, "--state", "nowhere", code=2)


@pytest.mark.parametrize("ending", ["svg", "html", "png"])
def test_the_chart_is_drawn_on_request(newcomers: Path, ending: str) -> None:
    python(newcomers, *REPEAT, "--plot", f"seeds.{ending}")
    drawn = (newcomers / f"seeds.{ending}").read_bytes()
    assert ending == "png" or b"with other random draws" in drawn
    assert len(drawn) > 5000


def test_the_chart_is_in_a_report_in_the_section_of_its_study(newcomers: Path) -> None:
    report = (*SCENARIO, "report", FILE, "--runs", "100", "--no-judgement", "--with", "repeat")
    for place in ("with.html", "with.md"):
        python(newcomers, *report, "-o", place)
    page = (newcomers / "with.html").read_text("utf-8")
    section = page.partition('<section aria-labelledby="repeat-title"')[2]
    section = section.partition("</section>")[0]
    assert "With other random draws" in section
    assert re.search(r'<svg role="img" aria-label="\d+: [\d.]+ %; ', section)
    assert "The answer with each seed" in section
    text = (newcomers / "with.md").read_text("utf-8")
    assert "## With other random draws" in text
    assert re.search(r"!\[\d+: [\d.]+ %; ", text)


def test_without_the_chart_the_command_has_no_plot(newcomers: Path, tmp_path: Path) -> None:
    place = newcomers / "scenario" / "plots" / "charts" / "seeds.py"
    place.rename(tmp_path / "seeds.py")
    try:
        assert "--plot" not in started(newcomers, *SCENARIO, "repeat", "--help")
        assert "with 3 random seeds" in started(newcomers, *REPEAT)
    finally:
        (tmp_path / "seeds.py").rename(place)


def test_python_and_notebooks_have_both(newcomers: Path) -> None:
    script = f"""
import scenario
from scenario.studies.repeat import repeat

found = repeat(scenario.load("{FILE}").with_run(runs=100), seeds=2)
print(found.answer())
print("<table" in found._repr_html_())
print(scenario.plots.draw(found).description == scenario.plots.seeds(found).description)
"""
    answer, table, chart = python(newcomers, "-c", script).splitlines()
    assert answer.endswith("with 2 random seeds.")
    assert (table, chart) == ("True", "True")


def test_the_documents_list_both(newcomers: Path) -> None:
    script = """
import tempfile
from pathlib import Path
from tests.docs.commands import command_tables
from tests.docs.console import Stage

with tempfile.TemporaryDirectory() as folder:
    tables = command_tables(Stage(Path(folder)))
    print(*(tables[name]() for name in ("commands", "charts", "help")))
"""
    told = python(newcomers, "-c", script)
    assert "| [`repeat`](reference.md#repeat) | How far do other random draws move it? |" in told
    assert "| `plots.seeds` | `Repeated` | the answer with each of several random seeds" in told
    assert "### repeat" in told


def test_they_are_under_the_laws_which_tell_what_is_missing(newcomers: Path) -> None:
    laws = ("-m", "pytest", "-q", "-n", "0", "-rf", "-p", "no:cacheprovider")
    chosen = ("tests/laws/test_folders.py", "tests/cli/test_cli_program.py")
    python(newcomers, *laws, *chosen, "-k", "repeat or seeds or order or option or study")
    missing = (
        *sorted({name.partition("::")[0] for name in UNWRITTEN}),
        "-k",
        "has_its_function or option",
    )
    printed = python(newcomers, *laws, *missing, code=1)
    failed = set(re.findall(r"^FAILED (\S+)", printed, re.MULTILINE))
    assert failed == UNWRITTEN
