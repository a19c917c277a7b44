"""`init`: a project that is whole, sound and says something, and never at the cost of another."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_project_is_complete_and_the_next_command_is_named(call, project: Path):
    ended = call("init", "new")

    assert ended.code == 0
    assert files(project / "new") == [
        "models/coalition.yaml",
        "scenarios/base.yaml",
        "scenarios/early_scandal.yaml",
        "seeds/handbook.yaml",
        "seeds/since_june.yaml",
    ]
    assert ended.out.splitlines()[-1] == "Next: scenario run new/scenarios/base.yaml"


def test_every_file_passes_the_strict_check_and_the_model_is_well_connected(call, project: Path):
    call("init", "new")

    paths = [f"new/{name}" for name in files(project / "new")]
    ended = call("check", "--strict", *paths)
    assert (ended.code, ended.err) == (0, "")
    assert "Worth a look" not in ended.out


def test_the_what_if_does_what_it_says(call):
    call("init", "new")

    base, early = (
        float(call("run", f"new/scenarios/{name}.yaml", "-q").out.split(": ")[1].split(" %")[0])
        for name in ("base", "early_scandal")
    )
    assert 25 < base < early < 45


def test_nothing_is_overwritten(call, project: Path):
    (project / "new" / "models").mkdir(parents=True)
    mine = project / "new" / "models" / "coalition.yaml"
    mine.write_text("mine", "utf-8")

    ended = call("init", "new")
    assert ended.code == 2
    assert "already has models/coalition.yaml" in ended.err
    assert files(project / "new") == ["models/coalition.yaml"]
    assert mine.read_text("utf-8") == "mine"


def test_a_folder_with_other_files_will_do(call, project: Path):
    (project / "new").mkdir()
    (project / "new" / "notes.txt").write_text("x", "utf-8")

    assert call("init", "new").code == 0


def test_a_file_in_the_way_is_told(call):
    ended = call("init", "base.yaml")

    assert ended.code == 2
    assert "base.yaml is a file, not a folder" in ended.err


def test_what_cannot_be_written_whole_is_taken_back(call, project: Path, monkeypatch):
    opened = Path.open

    def refuse(self: Path, *args, **settings):
        if self.name == "handbook.yaml" and "new" in self.parts:
            raise OSError(28, "No space left on device", str(self))
        return opened(self, *args, **settings)

    monkeypatch.setattr(Path, "open", refuse)
    ended = call("init", "new")
    assert ended.code == 2
    assert "No space left on device" in ended.err
    assert files(project / "new") == []
    assert stat.S_ISDIR((project / "new").stat().st_mode)


@pytest.mark.parametrize("name", ["models/coalition.yaml", "scenarios/base.yaml"])
def test_the_files_teach(name: str):
    from scenario.cli.commands.init import starter

    text = starter()[name]
    assert text.startswith("# A ")
    assert max(map(len, text.splitlines())) <= 120
