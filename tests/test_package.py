"""What holds for the package and the repository as a whole."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import lexiboost
from tests.conftest import ROOT

HEAVY = {"flax", "jax", "matplotlib", "numpy", "pandas", "pyarrow", "scipy", "sklearn"}
# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "tmp/wd", "C:" + "\\Users")
# Places of the user's own, not of the machine that a file was written on.
ALLOWED = ("/" + "home/you/",)


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout


def _imported_by(module: str) -> set[str]:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    return {name.partition(".")[0] for name in json.loads(_python(code))}


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("no git clone: what is tracked is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True, cwd=ROOT)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "module", ["lexiboost", "lexiboost.languages", "lexiboost.artifacts", "lexiboost.text"]
)
def test_import_is_light(module: str) -> None:
    assert _imported_by(module) & HEAVY == set()


def test_import_check_would_see_a_heavy_module() -> None:
    assert "pandas" in _imported_by("pandas")


def test_languages_resolve_without_heavy_modules() -> None:
    code = (
        "import json, sys; from lexiboost.languages import load_catalog; "
        "print(load_catalog().resolve('tr-TR').variety); print(json.dumps(sorted(sys.modules)))"
    )
    variety, modules = _python(code).splitlines()
    assert variety == "tur_Latn"
    assert {name.partition(".")[0] for name in json.loads(modules)} & HEAVY == set()


def test_installed_version_is_the_package_s() -> None:
    assert version("lexiboost") == lexiboost.__version__


def test_changelog_has_the_version() -> None:
    headings = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[:2] == ["Unreleased", lexiboost.__version__]


def test_every_package_is_typed_and_in_the_layers() -> None:
    layers = re.search(
        r"^layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M | re.S
    )
    assert layers is not None
    packages = {path.parent.name for path in (ROOT / "lexiboost").glob("*/__init__.py")}
    assert set(re.findall(r'"(\w+)"', layers[1])) == packages
    assert (ROOT / "lexiboost" / "py.typed").is_file()


def test_imports_keep_the_layers() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = []
    for path in _tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        found += [f"{path.relative_to(ROOT)}: {name}" for name in MACHINE_PATHS if name in text]
    assert found == []


def test_nothing_tracked_is_made_by_a_run() -> None:
    made = re.compile(r"(^|/)(__pycache__|runs|data|\.venv|[^/]+\.egg-info|checkpoint[^/]*)/|\.pyc$")
    assert [name for path in _tracked() if made.search(name := path.relative_to(ROOT).as_posix())] == []
