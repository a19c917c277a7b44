"""Which files may be read, from where, and what is said of the others."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from scenario.errors import InputError, Mark
from scenario.io import Library, files
from scenario.io.source import MAX_BYTES


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project folder that is the working directory, with files in and around it."""
    root = tmp_path / "project"
    for name in (
        "models/m.yaml",
        "scenarios/base.yaml",
        "scenarios/deep/d.yaml",
        "seeds/facts.yaml",
    ):
        write(root / name)
    write(tmp_path / "outside.yaml")
    monkeypatch.chdir(root)
    return root


def write(path: Path, text: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if text is not None else f"name: {path.name}\n")


def refused(library, path, named_in=None):
    with pytest.raises(InputError) as caught:
        library.open(path, named_in)
    (problem,) = caught.value.problems
    assert problem.mark == named_in
    return problem


def opened(first="scenarios/base.yaml"):
    library = Library(first)
    shown, data = library.open_first()
    assert data
    return library, Mark(shown, 3, 7)


def test_paths_are_relative_to_the_file_that_names_them(project):
    library, base = opened()
    model = library.open("../models/m.yaml", base)
    assert model == ("models/m.yaml", b"name: m.yaml\n")
    assert library.open("../seeds/facts.yaml", Mark(model.shown, 1)).shown == "seeds/facts.yaml"
    deep = library.open("deep/d.yaml", base)
    assert library.open("../../models/m.yaml", Mark(deep.shown, 1)) is model
    assert library.open("../base.yaml", Mark(deep.shown, 1)) is library.open_first()


@pytest.mark.parametrize(
    ("here", "first", "model"),
    [
        ("scenarios", "base.yaml", "../models/m.yaml"),
        ("models", "../scenarios/base.yaml", "m.yaml"),
        ("scenarios/deep", "../base.yaml", "../../models/m.yaml"),
        ("seeds", "../scenarios/base.yaml", "../models/m.yaml"),
        ("..", "project/scenarios/base.yaml", "project/models/m.yaml"),
    ],
)
def test_a_project_is_the_root_wherever_the_user_is(project, monkeypatch, here, first, model):
    monkeypatch.chdir(project / here)
    library, base = opened(first)
    assert library.root == project.resolve()
    assert base.file == first
    assert library.open("../models/m.yaml", base).shown == model
    assert "leaves" in refused(library, "../../outside.yaml", base).message


def test_the_nearest_project_counts(project):
    for name in ("models/x.yaml", "scenarios/deep/inner/scenarios/y.yaml"):
        write(project / name)
    (project / "scenarios/deep/inner/models").mkdir()
    library, base = opened("scenarios/deep/inner/scenarios/y.yaml")
    assert library.root == project.resolve() / "scenarios/deep/inner"
    assert "leaves" in refused(library, "../../../../models/m.yaml", base).message


def test_home_is_no_project(project, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(project))
    monkeypatch.chdir(project / "scenarios")
    assert Library("base.yaml").root == project.resolve() / "scenarios"
    assert files.project_of(Path("/models/scenarios/x.yaml")) is None


def test_a_path_with_backslashes_gets_the_form_with_slashes(project):
    library, base = opened()
    for path in (r"..\models\m.yaml", r"deep\..\base.yaml"):
        hint = refused(library, path, base).hint
        assert hint == f"write it with forward slashes: {path.replace(chr(92), '/')}"
    assert "with forward slashes" in refused(library, r"C:\p\m.yaml", base).hint
    typed = r"C:\p\base.yaml"
    assert refused(Library(typed), typed).hint == "write it with forward slashes: C:/p/base.yaml"
    write(project / "scenarios" / r"odd\name.yaml")
    assert library.open(r"odd\name.yaml", base).data


def test_outside_a_project_the_root_is_the_working_directory(project, tmp_path, monkeypatch):
    (project / "models").rename(project / "kept")
    assert Library("scenarios/deep/d.yaml").root == project.resolve()
    monkeypatch.chdir(project / "scenarios")
    assert Library("base.yaml").root == project.resolve() / "scenarios"


def test_the_root_is_the_project_that_a_file_lies_in(project):
    assert Library("scenarios/deep/d.yaml").root == project.resolve()
    assert Library(str(project / "models/m.yaml")).root == project.resolve()


def test_else_the_root_is_the_folder_above_the_files_own(project, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (project / "models").rename(project / "kept")
    monkeypatch.chdir(tmp_path / "elsewhere")
    library, base = opened("../project/scenarios/base.yaml")
    assert base.file == "../project/scenarios/base.yaml"
    assert library.root == project.resolve()
    model = library.open("../kept/m.yaml", base)
    assert model.shown == str(Path("../project/kept/m.yaml"))
    assert "leaves" in refused(library, "../../outside.yaml", base).message


def test_a_first_file_may_be_typed_as_an_absolute_path(project):
    library, base = opened(str(project / "scenarios/base.yaml"))
    assert base.file == str(project / "scenarios/base.yaml")
    assert library.open("../models/m.yaml", base).shown == "models/m.yaml"


@pytest.mark.parametrize(
    "path", ["../../outside.yaml", "../../../../../etc/passwd", "../..", "../../x"]
)
def test_no_path_leaves_the_root(project, path):
    library, base = opened()
    problem = refused(library, path, base)
    assert problem.message == f"the path {path!r} leaves the project folder project"
    assert problem.hint == "paths are relative to the file that names them"


def test_a_path_may_go_round_through_the_outside(project):
    library, base = opened()
    assert library.open("../../project/models/m.yaml", base).shown == "models/m.yaml"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/dev/zero", r"C:\x.yaml", "c:x.yaml", r"\\h\s", "~/x"]
)
def test_absolute_paths_are_refused(project, path):
    library, base = opened()
    problem = refused(library, path, base)
    assert problem.message == f"the path {path!r} is absolute"
    assert "../seeds/facts.yaml" in problem.hint


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_what_is_no_path_at_all(project, path):
    library, base = opened()
    assert refused(library, path, base).message == "this is not a path"
    assert refused(Library(path), path).message == "this is not a path"


def test_links_count_as_the_place_they_lead_to(project, tmp_path):
    (project / "scenarios/out.yaml").symlink_to(tmp_path / "outside.yaml")
    (project / "scenarios/folder").symlink_to(tmp_path)
    (project / "scenarios/in.yaml").symlink_to(project / "models/m.yaml")
    library, base = opened()
    assert "leaves" in refused(library, "out.yaml", base).message
    assert "leaves" in refused(library, "folder/outside.yaml", base).message
    assert library.open("in.yaml", base).shown == "models/m.yaml"
    assert Library("scenarios/out.yaml").root != project.resolve()


def test_a_link_put_in_place_of_a_checked_file_is_not_followed(project, tmp_path, monkeypatch):
    library, base = opened()
    real = files._refuse_irregular

    def swap(status, refusal):
        real(status, refusal)
        target = project / "models/m.yaml"
        if not target.is_symlink():
            target.unlink()
            target.symlink_to(tmp_path / "outside.yaml")

    monkeypatch.setattr(files, "_refuse_irregular", swap)
    assert "cannot read" in refused(library, "../models/m.yaml", base).message


def test_links_in_a_circle(project):
    (project / "scenarios/a.yaml").symlink_to("b.yaml")
    (project / "scenarios/b.yaml").symlink_to("a.yaml")
    library, base = opened()
    assert refused(library, "a.yaml", base).message.startswith("cannot read 'a.yaml': ")


def test_a_missing_file_gets_the_nearest_name(project):
    library, base = opened()
    problem = refused(library, "../seeds/fact.yaml", base)
    assert problem.message == "there is no file '../seeds/fact.yaml'"
    assert problem.hint == "did you mean 'facts.yaml'? files in seeds: facts.yaml"
    assert refused(library, "../seed/f.yaml", base).hint == "there is no folder 'seed' either"
    assert refused(library, "base.yaml/x", base).hint == "there is no folder 'base.yaml' either"
    (project / "empty").mkdir()
    assert refused(library, "../empty/x.yaml", base).hint == "empty is empty"
    assert refused(Library("scenario/x.yaml"), "scenarios/bass.yaml").hint.startswith(
        "did you mean"
    )


def test_only_ordinary_files_are_read(project, tmp_path):
    library, base = opened()
    os.mkfifo(project / "pipe")
    with socket.socket(socket.AF_UNIX) as plug:
        os.chdir(project)
        plug.bind("plug")
    start = time.process_time()
    assert refused(library, "../seeds", base).message == "'../seeds' is a folder"
    assert refused(library, ".", base).message == "'.' is a folder"
    for path in ("../pipe", "../plug"):
        assert refused(library, path, base).message == f"{path!r} is not an ordinary file"
    assert refused(library, "/dev/zero").message == "'/dev/zero' is not an ordinary file"
    assert time.process_time() - start < 1


def test_large_files_are_not_read(project):
    write(project / "seeds/large.yaml", "#" * (MAX_BYTES + 1))
    write(project / "seeds/full.yaml", "#" * MAX_BYTES)
    library, base = opened()
    problem = refused(library, "../seeds/large.yaml", base)
    assert problem.message == "the file '../seeds/large.yaml' is larger than 2,000,000 bytes"
    assert len(library.open("../seeds/full.yaml", base).data) == MAX_BYTES


def test_a_file_that_hides_its_size_is_not_read_beyond_the_limit(project, monkeypatch):
    write(project / "seeds/large.yaml", "#" * (MAX_BYTES + 1))
    monkeypatch.setattr(files, "_refuse_irregular", lambda status, refusal: None)
    library, base = opened()
    assert "larger than" in refused(library, "../seeds/large.yaml", base).message


def test_no_permission(project, monkeypatch):
    def deny(path, flags):
        raise PermissionError(13, "Permission denied")

    library, base = opened()
    monkeypatch.setattr(files.os, "open", deny)
    problem = refused(library, "../models/m.yaml", base)
    assert problem.message == "no permission to read '../models/m.yaml'"


def test_a_file_is_read_once_however_it_is_called(project):
    library, base = opened()
    before = library.open("../models/m.yaml", base)
    write(project / "models/m.yaml", "changed: true\n")
    assert library.open("deep/../../models/m.yaml", base) is before
    assert library.open("models/m.yaml") is before
    assert Library("models/m.yaml").open_first().data == b"changed: true\n"


def test_files_typed_besides_the_first_may_lie_anywhere_but_not_lead_on(project, tmp_path):
    library, _ = opened()
    typed = library.open("../outside.yaml")
    assert typed.data == b"name: outside.yaml\n"
    assert "leaves" in refused(library, "other.yaml", Mark(typed.shown, 1)).message
