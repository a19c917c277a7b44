"""The notebook on what-if questions runs from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def test_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import jupytext
    import nbclient

    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOKS.parent))
    notebook = jupytext.read(NOTEBOOKS / "what_if.md")
    work = {"metadata": {"path": str(NOTEBOOKS)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=work).execute()
    *_, solved, _ = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "Out of the CSTO by November 2026: 8 % where " in solved.outputs[0]["text"]
