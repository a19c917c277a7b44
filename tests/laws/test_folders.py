"""Charts and commands are found by folder: what is read from their texts is what they declare."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import scenario
from scenario import plots
from scenario.cli.asking import _SETTINGS
from scenario.cli.command import COMMANDS
from scenario.cli.study import Study
from scenario.errors import InputError
from scenario.folder import Folder
from scenario.plots import CHARTS, charts_of
from scenario.result import Result
from tests.docs.console import ROOT

FOLDERS: dict[str, Folder[Any]] = {"charts": CHARTS, "commands": COMMANDS}
EACH = [(kind, name) for kind, folder in FOLDERS.items() for name in folder]


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_what_is_read_from_the_text_is_what_the_module_declares(kind: str, name: str) -> None:
    folder = FOLDERS[kind]
    declared = folder[name]

    assert folder.said[name]
    for key, value in folder.said[name].items():
        assert getattr(declared, key) == value


@pytest.mark.parametrize("kind", FOLDERS)
def test_they_are_in_the_order_of_their_ranks_then_of_the_alphabet(kind: str) -> None:
    folder = FOLDERS[kind]

    assert list(folder) == sorted(folder, key=lambda name: (folder[name].rank, name))


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **texts: str) -> Folder[Any]:
    """A folder beside `folder.py`, in a place of its own."""
    monkeypatch.setattr("scenario.folder.__file__", str(tmp_path / "folder.py"))
    (tmp_path / "things").mkdir()
    for name, text in texts.items():
        (tmp_path / "things" / f"{name}.py").write_text(text, "utf-8")
    return Folder("scenario.things", "THING")


def test_literals_are_read_without_running_the_module(tmp_path, monkeypatch) -> None:
    text = "raise SystemExit\n\nTHING = Thing(\n    rank=%d,\n    said='%s',\n    f=len,\n)\n"
    folder = made(
        tmp_path, monkeypatch, b=text % (2, "two"), a=text % (7, "x"), c="\nTHING = T()\n"
    )

    assert folder.said == {"b": {"rank": 2, "said": "two"}, "a": {"rank": 7, "said": "x"}, "c": {}}
    assert list(folder) == ["b", "a", "c"]
    assert "a" in folder
    assert "d" not in folder
    with pytest.raises(KeyError):
        folder["d"]


@pytest.mark.parametrize("text", ['"""Nothing."""\n', "\nTHING = Thing()\nx = 1\n"])
def test_a_module_that_does_not_end_with_its_declaration_is_refused(
    tmp_path, monkeypatch, text: str
) -> None:
    with pytest.raises(TypeError, match=r"scenario\.things\.a must end with THING = \.\.\."):
        made(tmp_path, monkeypatch, a=text).said  # noqa: B018


# ------------------------------------------------------------------------------------- charts


def test_charts_draw_results_that_there_are() -> None:
    for name in scenario.__all__:
        getattr(scenario, name)  # which loads the studies
    known = {kind.__name__ for kind in Result.__subclasses__()} | {"Resolved", "tuple"}

    assert {chart.result for chart in CHARTS.values()} <= known
    assert charts_of("Forecast")[0] == "outcome"
    assert charts_of("Nothing") == []


def test_which_charts_there_are_is_known_without_what_draws_them() -> None:
    script = (
        "import sys; from scenario.plots import charts_of; print(charts_of('Tornado'));"
        "print({'altair', 'numpy', 'scenario.plots.charts'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["['tornado']", "set()"]


def test_every_chart_is_a_function_of_plots() -> None:
    for name, chart in CHARTS.items():
        assert getattr(plots, name) is chart.draw
        assert name in dir(plots)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        plots.nothing  # noqa: B018


def test_a_result_without_such_a_chart_is_refused() -> None:
    with pytest.raises(InputError, match="there is no chart of a str: there is none"):
        plots.draw("text")
    with pytest.raises(InputError, match=r"no chart ever of a tuple: there are scenarios"):
        plots.draw((), "ever")


# ----------------------------------------------------------------------------------- commands

STUDIES = {name: one for name, one in COMMANDS.items() if isinstance(one, Study)}


def function_of(study: Study) -> Any:
    """The function that a command asks."""
    module, _, name = study.study.rpartition(".")
    return getattr(import_module(module), name)


def test_most_commands_are_studies() -> None:
    assert len(STUDIES) > len(COMMANDS) / 2


@pytest.mark.parametrize("name", STUDIES)
def test_the_options_of_a_command_are_arguments_of_its_study(name: str) -> None:
    study = STUDIES[name]
    takes = inspect.signature(function_of(study)).parameters
    own = {option.name for option in study.options if option.expose_value}

    assert own <= set(takes)
    assert {option.name for option in study.settings if option.expose_value} <= _SETTINGS
    waits = {"workers", "progress"} & set(takes)
    assert waits == ({"workers", "progress"} if study.doing else set())


@pytest.mark.parametrize("name", STUDIES)
def test_a_command_names_the_type_of_what_its_study_finds(name: str) -> None:
    study = STUDIES[name]

    assert inspect.signature(function_of(study)).return_annotation == study.result


@pytest.mark.parametrize("name", [name for name in STUDIES if STUDIES[name].reported])
def test_what_a_report_may_name_can_be_asked_of_a_scenario_alone(name: str) -> None:
    first, *others = inspect.signature(function_of(STUDIES[name])).parameters.values()

    assert first.default is inspect.Parameter.empty
    assert all(other.default is not inspect.Parameter.empty for other in others)


def test_the_studies_of_a_report_have_places_of_their_own() -> None:
    places = [study.reported for study in STUDIES.values() if study.reported]

    assert len(places) == len(set(places)) >= 3


def test_a_command_loads_no_other() -> None:
    script = (
        "import sys; from scenario.cli.command import COMMANDS; COMMANDS['tornado'];"
        "print(*(name for name in sys.modules if name.startswith('scenario.cli.commands.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["scenario.cli.commands.tornado"]
