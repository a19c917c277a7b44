"""What commands print with `--json` changes only where somebody means it to."""

from __future__ import annotations

import pytest

from tests.cli import digests


@pytest.mark.parametrize("command", digests.COMMANDS, ids=digests.name_of)
def test_a_command_answers_as_recorded(command: tuple[str, ...]) -> None:
    assert digests.digest(command) == digests.recorded()[digests.name_of(command)]
