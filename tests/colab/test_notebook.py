"""The notebook runs from a clean kernel, is stored without output, and does nothing but import and call."""

from __future__ import annotations

import ast
from pathlib import Path

import nbclient
import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "colab").glob("*.ipynb"))
# Lines for the notebook's shell, not Python.
MAGIC = ("!", "%")


def _code(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_is_a_first_notebook() -> None:
    assert "01_first_run.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_valid_and_stored_without_output(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))
    assert [cell.outputs for cell in _code(path) if cell.outputs] == []
    assert [cell.execution_count for cell in _code(path) if cell.execution_count] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_only_imports_and_calls(path: Path) -> None:
    for cell in _code(path):
        lines = cell.source.splitlines()
        plain = "\n".join(
            line.replace(line.lstrip(), "pass") if line.lstrip().startswith(MAGIC) else line for line in lines
        )
        made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
        assert [type(node).__name__ for node in ast.walk(ast.parse(plain)) if isinstance(node, made)] == []


def test_first_notebook_runs_from_a_clean_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("configs", "corpora"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setenv("LEXIBOOST_FAST", "1")
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    notebook = nbformat.read(ROOT / "colab" / "01_first_run.ipynb", as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(tmp_path)}})

    client.execute()

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    text = "".join(output.get("text", "") for output in outputs)
    shown = [kind for output in outputs for kind in output.get("data", {})]
    assert "N O   A C C E L E R A T O R" in text
    assert "gain over english_only" in text
    assert "image/png" in shown
    assert "text/html" in shown
    assert (tmp_path / "runs" / "notebook" / "report" / "index.html").is_file()
