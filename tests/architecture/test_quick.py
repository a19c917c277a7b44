"""The list of quick tests: what it names is there, and each folder of tests has its share."""

from __future__ import annotations

from pathlib import Path

from tests.all import quick

ROOT = Path(__file__).resolve().parents[2]
LONG = {"benchmarks", "browser", "docs", "fuzz", "mutation"}
"""Folders in which nothing worth running takes a moment."""


def folders(lines: list[str]) -> set[str]:
    return {Path(line.partition("::")[0]).parts[1] for line in lines}


def test_every_file_of_the_list_is_there_and_has_the_tests_that_are_named() -> None:
    for line in quick():
        file, _, test = line.partition("::")
        assert f"def {test.partition('[')[0]}" in (ROOT / file).read_text("utf-8"), line


def test_every_folder_has_quick_tests() -> None:
    there = {path.parent.relative_to(ROOT / "tests") for path in ROOT.glob("tests/**/test_*.py")}
    assert {folder.parts[0] for folder in there} - folders(quick()) == LONG


def test_a_folder_without_them_would_be_noticed() -> None:
    assert "kernel" not in folders([line for line in quick() if "/kernel/" not in line])
