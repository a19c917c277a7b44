"""Every file in `invalid/` has one fault, and beside it the message an analyst gets for it.

After a message has changed on purpose, `python -m pytest tests/spec --renew` writes the expected
messages anew: read the difference as an analyst would before keeping it. Lines at the top of a
file that begin with `# --set ` are given as arguments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.errors import InputError
from scenario.resolve import load, load_any

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))
ARGUMENT = "# --set "


def message_of(path: Path) -> str:
    """What is said of the file, with paths as seen from its folder."""
    lines = path.read_text("utf-8").splitlines()
    arguments = [line.removeprefix(ARGUMENT) for line in lines if line.startswith(ARGUMENT)]
    pairs = [(name, value) for name, _, value in (text.partition("=") for text in arguments)]
    with pytest.raises(InputError) as caught:
        load(path.name, pairs) if pairs else load_any(path.name)
    return f"{caught.value}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(FOLDER)
    expected = path.with_suffix(".txt")
    message = message_of(path)
    if request.config.getoption("--renew", default=False):
        expected.write_text(message, "utf-8")
    assert message == expected.read_text("utf-8")


def test_there_are_many_and_all_are_used() -> None:
    assert len(FILES) >= 100
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in FILES}


def test_every_message_names_a_place_and_differs() -> None:
    messages = {path: path.with_suffix(".txt").read_text("utf-8") for path in FILES}
    assert all(".yaml" in text or text.startswith("--set:") for text in messages.values())
    assert len(set(messages.values())) == len(messages)
