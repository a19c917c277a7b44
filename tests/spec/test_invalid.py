"""Every file with one fault, and the message an analyst gets for it (see `tests.spec.faults`).

After a message has changed on purpose, `python -m pytest tests/spec --renew` writes the expected
messages anew: read the difference as an analyst would before keeping it. Lines at the top of a
file that begin with `# --set ` are given as arguments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.cli import main
from scenario.errors import InputError
from scenario.io import read_mapping
from scenario.resolve import load_any
from scenario.resolve.kinds import kind_of
from tests.spec.cases import arguments_of, error_of
from tests.spec.faults import CHANGED, FOLDER, MARKS, Fault, applied, bases, changed, faults, renew

FAULTS = faults()


@pytest.fixture(autouse=True)
def _seen_from_their_folder(fault_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fault_files)


def message_of(fault: Fault) -> str:
    """What is said of the file, with paths as seen from its folder."""
    return f"{error_of(fault)}\n"


def test_messages_are_written_anew_where_that_is_asked_for(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--renew", default=False):
        renew({fault.name: message_of(fault) for fault in FAULTS})


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_message(fault: Fault, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--renew", default=False):
        assert message_of(fault) == fault.message


@pytest.mark.parametrize(
    "fault",
    [fault for fault in FAULTS if not arguments_of(fault.text)],
    ids=lambda fault: fault.name,
)
def test_check_says_it_too_and_in_the_same_words(
    fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    message = message_of(fault)
    assert main(["check", fault.file]) == 2
    assert capsys.readouterr().err == message
    if kind(Path(fault.file)) in ("model", "scenario"):
        assert main(["run", fault.file]) == 2
        assert capsys.readouterr().err == message


def kind(path: Path) -> str:
    """The kind of a file, where it can be told."""
    try:
        return kind_of(read_mapping(path.name, path.read_bytes()))
    except InputError:
        return ""


def test_all_problems_come_together_in_the_order_of_the_file() -> None:
    for fault in FAULTS:
        here = [problem.mark for problem in error_of(fault).problems if problem.mark]
        lines = [(mark.line, mark.column) for mark in here if mark.file == fault.file]
        assert lines == sorted(lines), fault.name


def test_there_are_many_and_all_are_used() -> None:
    assert len(FAULTS) >= 600
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    for folder in (FOLDER, CHANGED):
        messages = {path.stem for path in folder.glob("*.txt")}
        assert messages == {path.stem for path in folder.glob("*.yaml")}


def test_every_message_names_a_place_and_differs() -> None:
    messages = [message_of(fault) for fault in FAULTS]
    assert all(".yaml" in text or text.startswith("--set:") for text in messages)
    assert len(set(messages)) == len(messages)


# --- bases and what is changed in them


@pytest.mark.parametrize("base", bases(), ids=lambda base: base.stem)
def test_a_base_has_no_fault(base: Path) -> None:
    Path("a_base.yaml").write_bytes(base.read_bytes())
    assert load_any("a_base.yaml")


@pytest.mark.parametrize("base", bases(), ids=lambda base: base.stem)
def test_what_is_changed_stands_in_the_order_of_the_alphabet(base: Path) -> None:
    names = [fault.name for fault in changed(base)]
    assert names == sorted(names)
    assert all(fault.changes for fault in changed(base))


def test_lines_are_kept_put_in_and_taken_out() -> None:
    base = "a\nb\nc\nb\nd\n"
    assert applied(base, [" a", "+new"]) == "a\nnew\nb\nc\nb\nd\n"
    assert applied(base, ["-c", "-b", "+e", "@@", "-d"]) == "a\nb\ne\n"


@pytest.mark.parametrize("changes", [["-b"], ["-e"], ["+e"], [" a", "-c"], ["-d", "@@", "-a"]])
def test_a_change_that_stands_nowhere_or_in_several_places_is_refused(changes: list[str]) -> None:
    with pytest.raises(ValueError, match="places of the base"):
        applied("a\nb\nc\nb\nd\n", changes)


def test_no_message_could_be_taken_for_a_change() -> None:
    inside = [fault.message for base in bases() for fault in changed(base)]
    assert not [message for message in inside if message.startswith(MARKS) or "\n\n" in message]
